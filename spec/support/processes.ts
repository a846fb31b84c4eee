import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { OAuthOptions } from 'oauth-controllers';
import type { DataSourceOptions } from 'typeorm';
import type { Site } from './flow';

/** What every process is told. It travels as JSON. */
export interface ProcessOptions {
  readonly database: DataSourceOptions;
  /** Whether each step of the storage takes 1 to 20 ms longer. */
  readonly slow?: boolean;
  readonly tokens?: OAuthOptions['tokens'];
  readonly framework?: OAuthOptions['framework'];
  /** Whether expired rows are deleted, as they are without the option. */
  readonly cleanup?: boolean;
  /** A package that cannot be loaded once the server listens; and wrong secrets and passwords are counted. */
  readonly broken?: string;
}

/** Processes that serve one application over one database, each on a port of its own. */
export interface Processes {
  readonly sites: readonly Site[];
  /** What they have written to stderr. */
  output(): string;
  /** Each closes its server and has to end by itself. @returns their exit codes, null for one that had to be killed */
  stop(): Promise<readonly (number | null)[]>;
}

export async function startProcesses(count: number, options: ProcessOptions): Promise<Processes> {
  let output = '';
  const children = Array.from({ length: count }, () => {
    const child = fork(join(__dirname, 'process-main.js'), {
      env: { ...process.env, PROCESS_OPTIONS: JSON.stringify(options) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    return child;
  });
  const stop = (): Promise<readonly (number | null)[]> => Promise.all(children.map(end));
  try {
    const ports = await Promise.all(children.map(child => portOf(child, () => output)));
    return { sites: ports.map(port => ({ url: `http://127.0.0.1:${port}` })), output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(child: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('message', message => resolve((message as { port: number }).port));
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The process ended with ${code}: ${output()}`)));
  });
}

async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), 5000);
  return ended.finally(() => clearTimeout(late));
}
