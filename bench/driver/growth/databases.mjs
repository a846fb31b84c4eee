import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { seed } from './seed.mjs';

/** A load adds rows. To copy more than this before each load takes longer than the load, and then they hardly count. */
const copied = 1e9;

/** The files of one dimension: each step goes on where the one before ended. */
export class Databases {
  #folder;
  /** Those that may be presented to the server of a file. */
  #tokens = new Map();

  constructor(folder) {
    this.#folder = folder;
  }

  /** Fills a file for each step, and says how long that took and how large it is. */
  async prepare({ name, steps, fill }, peer, env, say) {
    if (fill === undefined) return;
    const start = this.#file(name, 'start');
    await seed(peer, { ...env, BENCH_FILE: start });
    let before = start;
    for (const step of steps) {
      const file = this.#file(name, step);
      copyFileSync(before, file);
      const since = performance.now();
      this.#tokens.set(file, fill(file, step));
      say(
        `${step} ${name}: filled in ${((performance.now() - since) / 1000).toFixed(1)} s, ${(statSync(file).size / 1e6).toFixed(0)} MB`,
      );
      before = file;
    }
  }

  /** What a load on a step gets. */
  site({ name, fill }, step) {
    if (fill === undefined) return {};
    const file = this.#file(name, step);
    const site = { tokens: this.#tokens.get(file) };
    if (statSync(file).size > copied) return { ...site, env: { BENCH_FILE: file } };
    const work = this.#file(name, 'work');
    copyFileSync(file, work);
    return { ...site, env: { BENCH_FILE: work } };
  }

  #file(name, step) {
    return join(this.#folder, `${name}-${step}.sqlite`);
  }
}
