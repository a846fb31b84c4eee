// npm run bench: every peer, every workload, one table.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { readOptions } from './options.mjs';
import { pinDriver, pinned } from './peer-process.mjs';
import { measureAll, progress } from './runs.mjs';
import { legend, table } from './table.mjs';

const options = readOptions();
if (options.help) {
  console.log(options.help);
  process.exit();
}
pinDriver();
const results = await measureAll(options, progress);
console.log(table(results, options.workloads));
console.log(legend);
const voids = results.filter(result => result.void !== undefined);
for (const { peer, workload, void: reason } of voids) console.log(`void: ${workload} ${peer}: ${reason}`);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report(), null, 2)}\n`);
if (voids.length > 0) process.exitCode = 1;

function report() {
  const { seconds, warmup, repetitions } = options;
  const git = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=40'], { encoding: 'utf8' });
  return {
    commit: git.status === 0 ? git.stdout.trim() : null,
    machine: { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, pinned },
    ...{ seconds, warmup, repetitions, results },
  };
}
