import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './cell.mjs';
import { cellsOf } from './cells.mjs';
import { Issuer } from './issuer.mjs';
import { summary } from './statistics.mjs';

/** On the disk of the repository: a temporary directory may be memory. */
const data = fileURLToPath(new URL('../.data', import.meta.url));

/** Where files of the servers go: `--folder`, or the disk of the repository. */
export function dataFolder({ folder = data }) {
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Measures every peer with every workload that it can do. One repetition goes through all peers before the next begins, so
 * that whatever else the machine does meets all alike.
 * @param say is told of each run
 * @returns a list of { peer, workload, runs, ...summary }
 */
export async function measureAll({ peers, workloads, repetitions, ...options }, say) {
  const folder = mkdtempSync(join(dataFolder(options), 'run-'));
  const issuer = await Issuer.listen();
  const env = { BENCH_FOLDER: folder, BENCH_POSTGRES: options.postgres };
  const cells = cellsOf(peers, workloads);
  try {
    for (let repetition = 1; repetition <= repetitions; repetition++)
      for (const cell of cells) {
        const profile = options.profile?.(cell);
        const run = await measure(cell.peer, cell.workload, { ...options, issuer, env, profile });
        cell.runs.push(run);
        say({ repetition, cell, run });
      }
  } finally {
    issuer.close();
    rmSync(folder, { recursive: true });
  }
  return cells.map(({ peer, workload, runs }) => ({ peer: peer.name, workload: workload.name, runs, ...summary(runs) }));
}

/** A line for each run, on stderr, so that the table can be kept apart. */
export function progress({ repetition, cell, run }) {
  const figures = run.void === undefined ? `${run.rate.toFixed(0)}/s, ${run.cpu.toFixed(1)} us` : `void: ${run.void}`;
  process.stderr.write(`${repetition} ${cell.workload.name} ${cell.peer.name}: ${figures}\n`);
}
