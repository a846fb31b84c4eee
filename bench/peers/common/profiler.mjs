import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

let session;

/** Samples this process until `writeProfile`. */
export async function startProfile() {
  session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  // Microseconds.
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
}

/** @param file where the samples go, for the developer tools of Chrome and of editors */
export async function writeProfile(file) {
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(file, JSON.stringify(profile));
  session.disconnect();
}
