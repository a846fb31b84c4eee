// npm run bench:quick: what the library costs over the bare framework, against what it cost when the baseline was written.
import { readFileSync, writeFileSync } from 'node:fs';
import { readOptions } from './options.mjs';
import { pinDriver } from './peer-process.mjs';
import { peers } from './peers.mjs';
import { measureAll, progress } from './runs.mjs';
import { workloads } from './workloads/workloads.mjs';

const file = new URL('../baseline.json', import.meta.url);
const frameworks = ['express', 'koa'];
/** The library's listener gives Express its prototypes, so the bare framework gets them too. */
const bare = { express: 'bare-express-granted', koa: 'bare-koa' };
const names = frameworks.flatMap(framework => [bare[framework], `ours-${framework}-file`]);
/**
 * As many requests each time, because a server that has answered fewer is less compiled and costs more; in seconds of which twelve
 * loads, with their servers' starts, stay under a minute.
 */
const short = { seconds: 2, warmup: 2, repetitions: 1, most: 5000 };

const { update, folder } = readOptions();
pinDriver();
const results = await measureAll(
  {
    ...{ ...short, folder },
    peers: peers.filter(({ name }) => names.includes(name)),
    workloads: workloads.filter(({ name }) => ['W1', 'W2', 'W4'].includes(name)),
  },
  progress,
);
const voids = results.filter(result => result.void !== undefined);
for (const { peer, workload, void: reason } of voids) console.log(`void: ${workload} ${peer}: ${reason}`);
if (voids.length > 0) process.exitCode = 1;
else if (results.some(({ runs: [run] }) => run.count < short.most)) {
  console.log(`The machine is busy: not every server has answered ${short.most} requests in time, so nothing is compared.`);
  process.exitCode = 1;
} else if (update) write(ratios());
else compare(ratios());

/** CPU per request of ours, as a multiple of that of the bare framework in the same run. */
function ratios() {
  const cpu = (peer, workload) => results.find(one => one.peer === peer && one.workload === workload).cpu.median;
  const entries = ['W1', 'W2', 'W4'].flatMap(workload =>
    frameworks.map(framework => [
      `${workload} ${framework}`,
      Number((cpu(`ours-${framework}-file`, workload) / cpu(bare[framework], workload)).toFixed(2)),
    ]),
  );
  return Object.fromEntries(entries);
}

function write(measured) {
  const { tolerance } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, `${JSON.stringify({ tolerance, ratios: measured }, null, 2)}\n`);
  console.log(measured);
}

function compare(measured) {
  const baseline = JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, ratio] of Object.entries(measured)) {
    const before = baseline.ratios[name];
    if (before === undefined) {
      console.log(`${name}: ${ratio} times the bare framework, and no baseline; --update writes one`);
      process.exitCode = 1;
      continue;
    }
    const worse = ratio > before * (1 + baseline.tolerance);
    const better = ratio < before * (1 - baseline.tolerance);
    console.log(
      `${name}: ${ratio} times the bare framework, baseline ${before}${worse ? ': WORSE' : better ? ': better; --update' : ''}`,
    );
    if (worse) process.exitCode = 1;
  }
}
