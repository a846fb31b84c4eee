// npm run bench -- growth: what a request costs as the tables, the registrations and the application grow.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { growthClaims, growthTable } from '../report/growth.mjs';
import { measure } from './cell.mjs';
import { Databases } from './growth/databases.mjs';
import { dimensions } from './growth/dimensions.mjs';
import { readOptions } from './options.mjs';
import { pinDriver } from './peer-process.mjs';
import { peers } from './peers.mjs';
import { circumstances, writeRecord } from './record.mjs';
import { dataFolder } from './runs.mjs';
import { summary } from './statistics.mjs';
import { workloads } from './workloads/workloads.mjs';

const ours = peers.find(({ name }) => name === 'ours-express-file');
const bare = peers.find(({ name }) => name === 'bare-express-granted');
const loads = workloads.filter(({ name }) => ['W1', 'W2', 'W6'].includes(name));
/** No load of these asks for it. */
const issuer = { url: 'http://127.0.0.1:1', jwks: { keys: [] } };

const say = text => process.stderr.write(`${text}\n`);
const { workloads: chosen, seconds, warmup, repetitions, exponent, ...options } = readOptions(dimensions);
const when = circumstances('growth');
const folder = mkdtempSync(join(dataFolder(options), 'growth-'));
pinDriver();
try {
  const results = await measureGrowth(chosen);
  console.log(`${growthTable(results)}\n\n${growthClaims(results)}`);
  writeRecord(options.json, { ...when, seconds, warmup, repetitions, exponent, results });
  if (results.some(result => result.void !== undefined)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

async function measureGrowth(chosenDimensions) {
  const databases = new Databases(folder);
  const env = { BENCH_FOLDER: folder };
  for (const dimension of chosenDimensions) await databases.prepare(dimension, ours, env, say);
  const cells = chosenDimensions.flatMap(cellsOf);
  for (let repetition = 1; repetition <= repetitions; repetition++)
    for (const { dimension, step, peer, workload, runs } of cells) {
      const [stored, site] = [databases.site(dimension, step), dimension.site(step)];
      const own = { ...stored, ...site, env: { ...env, ...stored.env, ...site.env } };
      const run = await measure(peer, workload, { seconds, warmup, issuer, ...own });
      say(
        `${repetition} ${dimension.name} ${step} ${peer.name} ${workload.name}: ${run.void ?? `${run.rate.toFixed(0)}/s, ${run.cpu.toFixed(1)} us`}`,
      );
      runs.push(run);
    }
  return cells.map(({ dimension, step, peer, workload, runs }) => ({
    ...{ dimension: dimension.name, title: dimension.title, step, peer: peer.name, workload: workload.name, runs },
    ...summary(runs),
  }));
}

function cellsOf(dimension) {
  const servers = dimension.bare ? [ours, bare] : [ours];
  return dimension.steps.flatMap(step =>
    servers.flatMap(peer =>
      loads.filter(({ name }) => peer.workloads.includes(name)).map(workload => ({ dimension, step, peer, workload, runs: [] })),
    ),
  );
}
