import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { OAuthOptions } from 'oauth-controllers';

export type ServerOptions = Pick<OAuthOptions, 'database' | 'tokens' | 'cleanup'> & { readonly port: number };

/** A server in a process of its own, which can be killed. */
export class TortureServer {
  readonly url: string;
  /** Milliseconds from the start of the process until it listened. */
  readonly startTime: Promise<number>;
  readonly child: ChildProcess;
  /** Whether a rejection was left unhandled, or an error uncaught. */
  wasCareless = false;
  private written = '';

  constructor(options: ServerOptions) {
    this.url = `http://localhost:${options.port}`;
    const begun = performance.now();
    this.child = fork(join(__dirname, 'server-main.js'), {
      env: { ...process.env, TORTURE_SERVER: JSON.stringify(options) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (/unhandled|uncaught/i.test(text)) this.wasCareless = true;
      // A database that is away is logged with each request: the end is enough.
      this.written = (this.written + text).slice(-20_000);
    });
    this.startTime = new Promise((resolve, reject) => {
      this.child.once('message', () => resolve(performance.now() - begun));
      this.child.once('exit', code => reject(new Error(`The server ended with ${code}:\n${this.written}`)));
    });
    this.startTime.catch(() => undefined);
  }

  /** What it has written to stderr, the end of it. */
  get output(): string {
    return this.written;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** kill -9: the process is told nothing. */
  async kill(): Promise<void> {
    await this.end(() => this.child.kill('SIGKILL'));
  }

  async stop(): Promise<void> {
    const late = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await this.end(() => this.child.connected && this.child.disconnect());
    clearTimeout(late);
  }

  private async end(ask: () => void): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    ask();
    await ended;
  }
}
