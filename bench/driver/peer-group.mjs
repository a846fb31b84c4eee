import { readdirSync, readFileSync } from 'node:fs';
import { freePort } from '../peers/common/serve.mjs';
import { Connection } from './connection.mjs';
import { PeerProcess } from './peer-process.mjs';

/** Of the kernel's accounting; it is this on every Linux of today. */
const ticksPerSecond = 100;

/** Several processes of one peer over one database, with one issuer. */
export class PeerGroup {
  #processes;

  constructor(processes) {
    this.#processes = processes;
    this.port = processes[0].port;
    this.startMilliseconds = Math.max(...processes.map(({ startMilliseconds }) => startMilliseconds));
  }

  static async start(peer, env, count) {
    const port = await freePort();
    const shared = { ...env, BENCH_ISSUED_BY: `http://127.0.0.1:${port}` };
    const processes = [];
    try {
      // One after the other: the first makes the tables.
      for (let number = 0; number < count; number++)
        processes.push(await PeerProcess.start(peer, number === 0 ? { ...shared, BENCH_PORT: port } : shared, { pin: false }));
    } catch (error) {
      await Promise.all(processes.map(one => one.stop()));
      throw error;
    }
    return new PeerGroup(processes);
  }

  /** As many connections to each process, in turn. */
  connections(each) {
    return Array.from({ length: each }, () => this.#processes.map(({ port }) => new Connection(port))).flat();
  }

  async usage() {
    const all = await Promise.all(this.#processes.map(one => one.usage()));
    const sum = name => all.reduce((total, one) => total + one[name], 0);
    return { cpu: sum('cpu'), memory: sum('memory'), database: postgresCpu() };
  }

  stop() {
    return Promise.all(this.#processes.map(one => one.stop()));
  }
}

/** CPU time of all processes of PostgreSQL on this machine in microseconds. @returns undefined where there are none to be seen */
function postgresCpu() {
  let ticks;
  for (const entry of readdirOf('/proc').filter(name => /^\d+$/.test(name))) {
    const [, command, rest] = /\((.*)\) (.*)/.exec(textOf(`/proc/${entry}/stat`)) ?? [];
    if (command !== 'postgres') continue;
    // Fields 14 and 15 of proc(5), counted from the one after the name.
    const fields = rest.split(' ');
    ticks = (ticks ?? 0) + Number(fields[11]) + Number(fields[12]);
  }
  return ticks === undefined ? undefined : (ticks / ticksPerSecond) * 1e6;
}

/** A process may end while it is looked at. */
function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readdirOf(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
