import cluster, { type Worker } from 'node:cluster';
import { banner, environment, issuerOf } from '../quick-start/environment';
import { databaseName } from './database';

/** How long after one that failed at its start the next is started, in milliseconds: the database may be away. */
const pause = 1000;

/** Starts PROCESSES workers (default 4), replaces those that die, and ends with all of them. */
export function supervise(): void {
  const count = Number(process.env.PROCESSES ?? 4);
  if (!Number.isInteger(count) || count < 1) throw new TypeError(`PROCESSES is ${process.env.PROCESSES}; give a whole number.`);
  const serving = new Set<Worker>();
  let started = false;
  let stopping = false;

  const stop = (): void => {
    stopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);

  cluster.on('listening', worker => {
    serving.add(worker);
    console.log(`  Process ${worker.process.pid} serves`);
    if (started || serving.size < count) return;
    started = true;
    console.log(banner(issuerOf(environment()), databaseName()));
  });
  cluster.on('exit', (worker, code, signal) => {
    const served = serving.delete(worker);
    if (stopping) return;
    console.log(`  Process ${worker.process.pid} ended (${signal ?? code})`);
    if (started) setTimeout(() => stopping || cluster.fork(), served ? 0 : pause);
    else {
      // The first ones never got as far as to serve: a mistake in the environment, most likely.
      process.exitCode = 1;
      stop();
    }
  });
  // Each process takes its connections itself. Handed over by the first one, a connection would be lost, and its client left
  // waiting for ever, when the process that it is meant for dies in that moment.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  for (let n = 0; n < count; n++) cluster.fork();
}
