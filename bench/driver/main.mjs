// npm run bench: the peers, the workloads, one table, and what it shows.
import { verdictTable } from '../report/verdicts.mjs';
import { readOptions } from './options.mjs';
import { pinDriver } from './peer-process.mjs';
import { circumstances, writeRecord } from './record.mjs';
import { measureAll, progress } from './runs.mjs';
import { legend } from './saturation.mjs';
import { table } from './table.mjs';

const options = readOptions();
const { seconds, warmup, repetitions } = options;
const when = circumstances('');
pinDriver();
const results = await measureAll(options, progress);
console.log([`${table(results, options.workloads)}\n${legend}`, ...verdictTable(results)].join('\n\n'));
const voids = results.filter(result => result.void !== undefined);
for (const { peer, workload, void: reason } of voids) console.log(`void: ${workload} ${peer}: ${reason}`);
writeRecord(options.json, { ...when, seconds, warmup, repetitions, results });
if (voids.length > 0) process.exitCode = 1;
