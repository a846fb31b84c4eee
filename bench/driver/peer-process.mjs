import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The core of the server; the driver takes the others. */
const serverCore = 0;
const startLimit = 20_000;
const answerLimit = 5_000;

/** Whether processes can be kept on a core: Linux, with more than one. */
export const pinned = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Keeps the driver off the core of the server. */
export function pinDriver() {
  if (pinned) spawnSync('taskset', ['-a', '-p', '-c', `1-${availableParallelism() - 1}`, String(process.pid)]);
}

/** A peer in a process of its own. */
export class PeerProcess {
  #child;
  #output = '';

  /**
   * @param options `pin: false`: it may run on any core
   * @throws Error with what the process has printed when it does not come up
   */
  static async start(peer, env, { pin = true } = {}) {
    const script = fileURLToPath(new URL(`../peers/${peer.folder}/server.mjs`, import.meta.url));
    const node = [process.execPath, script];
    const [command, ...args] = pinned && pin ? ['taskset', '-c', String(serverCore), ...node] : node;
    const started = new PeerProcess();
    const since = performance.now();
    started.#child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, ...peer.env, ...env },
    });
    for (const stream of [started.#child.stdout, started.#child.stderr])
      stream.on('data', text => {
        started.#output = (started.#output + text).slice(-4000);
      });
    const { port } = await started.#told(startLimit);
    started.port = port;
    /** From the start of the process to its first answer, in milliseconds. */
    started.startMilliseconds = performance.now() - since;
    return started;
  }

  /** CPU time in microseconds, as the operating system accounts it to the process, and resident memory in bytes. */
  async usage() {
    const { cpu, memory } = await this.#ask({ question: 'usage' });
    return { cpu: cpu.user + cpu.system, memory };
  }

  startProfile() {
    return this.#ask({ question: 'profile' });
  }

  writeProfile(file) {
    return this.#ask({ question: 'profiled', file });
  }

  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.send({ question: 'stop' });
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), answerLimit);
    await ended;
    clearTimeout(patience);
  }

  #ask(message) {
    const answer = this.#told(answerLimit);
    this.#child.send(message);
    return answer;
  }

  async #told(limit) {
    const signal = AbortSignal.timeout(limit);
    const ended = new AbortController();
    try {
      return await Promise.race([
        once(this.#child, 'message', { signal: AbortSignal.any([signal, ended.signal]) }).then(([message]) => message),
        once(this.#child, 'exit', { signal: ended.signal }).then(([code]) => {
          throw new Error(`the server ended with ${code}: ${this.#output}`);
        }),
      ]);
    } catch (error) {
      if (!signal.aborted) throw error;
      this.#child.kill('SIGKILL');
      throw new Error(`the server did not answer within ${limit} ms: ${this.#output}`);
    } finally {
      ended.abort();
    }
  }
}
