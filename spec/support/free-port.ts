import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Ports that no system gives to whoever asks for any (from 32768 on Linux, from 49152 elsewhere): one of those may be taken by any
 * connection between the question and the server that is to listen there. Two processes that run specs side by side begin at
 * different ones.
 */
const first = 10_240;
const last = 32_000;
const each = 80;
let next = first + ((process.pid * each) % (last - first));

/**
 * A free port on 127.0.0.1, for a server that has to know its port before it listens. It is given once in a process.
 * @throws Error when none is free
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < last - first; tried++) {
    const port = next;
    next = next + 1 < last ? next + 1 : first;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${first} to ${last} is free on 127.0.0.1.`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const listening = once(probe, 'listening').then(
    () => true,
    () => false,
  );
  probe.listen(port, '127.0.0.1');
  if (!(await listening)) return false;
  probe.close();
  await once(probe, 'close');
  return true;
}
