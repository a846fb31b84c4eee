import { cpus } from 'node:os';
import { scope, service } from '../peers/common/fixture.mjs';
import { Connection } from './connection.mjs';
import { load } from './load.mjs';
import { PeerProcess } from './peer-process.mjs';

export const connectionCount = 32;

/**
 * One load on one server, which is started for it and ended after it.
 * @param settings { seconds, warmup, most, issuer, env, profile }; `most` requests end the warm-up, and the load, before their time;
 *   `profile` is the file that gets CPU samples of the load
 * @returns the figures, or `void` with the reason why there are none
 */
export async function measure(peer, workload, settings) {
  let server;
  let connections = [];
  try {
    const { issuer, env } = settings;
    const trust = { BENCH_ISSUER: issuer.url, BENCH_JWKS: JSON.stringify(issuer.jwks) };
    server = await PeerProcess.start(peer, { ...env, ...trust, BENCH_MODE: workload.mode ?? 'server' });
    connections = Array.from({ length: connectionCount }, () => new Connection(server.port));
    const site = { clients: [service], scope, ...settings };
    return await loadOn(server, workload, { ...site, peer, connections });
  } catch (error) {
    return { void: error instanceof Error ? error.message : String(error) };
  } finally {
    await Promise.all(connections.map(connection => connection.close()));
    await server?.stop();
  }
}

/**
 * Checks a server, warms it up and loads it.
 * @param site the settings, and { peer, connections, clients, scope }
 * @throws Error for the first wrong answer
 */
export async function loadOn(server, workload, site) {
  const { connections, seconds, warmup, most, profile } = site;
  const step = await workload.prepare({ ...site, port: server.port });
  // A database server has the core of the driver.
  const options = { most, polls: !site.peer.name.endsWith('postgres') };
  if (warmup > 0) await load(step.warmup ?? step, connections, warmup, options);
  if (profile !== undefined) await server.startProfile();
  const before = await server.usage();
  const machine = machineBusy();
  const driver = process.cpuUsage();
  const done = await load(step, connections, seconds, options);
  const after = await server.usage();
  const { user, system } = process.cpuUsage(driver);
  const busy = machineBusy() - machine;
  if (profile !== undefined) await server.writeProfile(profile);
  if (done.count === 0) throw new Error('nothing was answered in the time');
  const cpu = after.cpu - before.cpu;
  return {
    rate: done.count / done.seconds,
    cpu: cpu / done.count,
    /** Shares of a core. A server that had less than its whole core was not at its limit, but the driver or the machine. */
    serverLoad: cpu / 1e6 / done.seconds,
    driverLoad: done.idle === undefined ? (user + system) / 1e6 / done.seconds : 1 - done.idle / done.seconds,
    /** Of everybody else on the machine: the kernel, a database server, and whoever has no business here. */
    otherLoad: Math.max(0, busy - cpu - user - system) / 1e6 / done.seconds,
    count: done.count,
    /** Of the database server, where it can be known. */
    ...(after.database === undefined ? {} : { databaseCpu: (after.database - before.database) / done.count }),
    startMilliseconds: server.startMilliseconds,
    memory: after.memory,
  };
}

/** CPU time of all cores since the machine was started, in microseconds. */
function machineBusy() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) * 1000;
}
