import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';

/** The compiled servers, and the last that each prints when it starts: from there on it answers. */
const samples = {
  'quick-start': 'plain http: nothing but this machine is served',
  full: 'plain http: nothing but this machine is served',
  'resource-server': 'takes tokens of',
  application: 'listening on',
  cluster: 'plain http: nothing but this machine is served',
} as const;
export type Sample = keyof typeof samples;

const scriptOf = (sample: Sample): string => join(__dirname, `../../samples/${sample}/server.mjs`);

/** A process that ran to its end, or was ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What `npm start` runs after its build, as a process of its own. */
export interface QuickStart {
  readonly port: number;
  /** The issuer, without a trailing slash. */
  readonly url: string;
  /** Everything it has printed so far. */
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** A folder of its own for a spec, and how to remove it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'oauth-controllers-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function startQuickStart(environment: Record<string, string> = {}): Promise<QuickStart> {
  return startSample('quick-start', environment);
}

/**
 * Starts a sample and waits until it answers.
 * @throws Error with all that it printed, when it ends before
 */
export async function startSample(sample: Sample, environment: Record<string, string> = {}): Promise<QuickStart> {
  const port = Number(environment.PORT ?? (await freePort()));
  const process = run(sample, { ...environment, PORT: String(port) });
  const banner = new Promise<void>((resolve, reject) => {
    process.child.stdout?.on('data', () => process.output().includes(samples[sample]) && resolve());
    void process.ended.then(({ code }) => reject(new Error(`The sample ended with ${code}:\n${process.output()}`)));
  });
  await banner;
  return { port, url: `http://localhost:${port}`, output: process.output, stop: process.stop };
}

/** Runs the sample where it is expected to end by itself. */
export async function runQuickStart(
  environment: Record<string, string>,
  sample: Sample = 'quick-start',
): Promise<Ended & { output: string }> {
  const process = run(sample, environment);
  return { ...(await process.ended), output: process.output() };
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  output(): string;
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

function run(sample: Sample, changes: Record<string, string>): Running {
  const { PORT, OAUTH_DATABASE, FRAMEWORK, SERVICE_SECRET, SIGNER_JWKS, RS_PORT, NODE_ENV, PROCESSES, ...rest } = process.env;
  const child = spawn(process.execPath, [scriptOf(sample)], { env: { ...rest, ...changes }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return { child, ended, output: () => output, stop };
}
