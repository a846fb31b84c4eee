import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { granted } from './granted.mjs';

/** What a peer was started for: `server`, or `resource` for W3, where it only verifies JWTs of another issuer. */
export const mode = process.env.BENCH_MODE ?? 'server';
/** `express` or `koa`. */
export const framework = process.env.BENCH_FRAMEWORK ?? 'express';

/**
 * A port that is free now: an issuer has to know its own before it listens. It is below those that Linux gives to outgoing
 * connections, or one of them could take it meanwhile. Of several processes with one issuer the first is told its port.
 */
export async function freePort() {
  if (process.env.BENCH_PORT !== undefined) return Number(process.env.BENCH_PORT);
  const port = randomInt(20_000, 32_000);
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return freePort();
  }
  await new Promise(resolve => probe.close(resolve));
  return port;
}

/** Serves a request listener and says so. An Express application can be granted the prototypes of its requests. */
export async function serve(listener, port) {
  const options = process.env.BENCH_GRANTED === undefined ? {} : granted(listener);
  await listen(createServer(options, listener), port);
}

/** The same for a server of node:http. */
export async function listen(server, port) {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  ready(port, async () => server.closeAllConnections());
}

/**
 * Tells the driver the port, answers its questions, and ends when it says so or is gone.
 * @param stop gives back what the process holds outside of itself
 */
export function ready(port, stop = async () => undefined) {
  const end = () => stop().finally(() => process.exit());
  process.on('message', async ({ question, file }) => {
    if (question === 'usage') process.send({ cpu: process.cpuUsage(), memory: process.memoryUsage.rss() });
    if (question === 'profile') process.send({ profile: await (await import('./profiler.mjs')).startProfile() });
    if (question === 'profiled') process.send({ profile: await (await import('./profiler.mjs')).writeProfile(file) });
    if (question === 'stop') end();
  });
  process.once('disconnect', end);
  process.send({ port });
}
