// npm run bench -- profile --only W1 --peers ours-koa-file: where a server spends its CPU under a load.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from './options.mjs';
import { pinDriver } from './peer-process.mjs';
import { dataFolder, measureAll, progress } from './runs.mjs';

const root = new URL('../../', import.meta.url).href;
const lines = 25;

const options = readOptions();
pinDriver();
const folder = dataFolder(options);
const fileOf = ({ peer, workload }) => join(folder, `${workload.name}-${peer.name}.cpuprofile`);
await measureAll({ ...options, repetitions: 1, profile: fileOf }, progressAndProfile);

function progressAndProfile(told) {
  progress(told);
  if (told.run.void !== undefined) process.exitCode = 1;
  else print(fileOf(told.cell), told.run.count);
}

/** Self time: what is spent in a function, not in those that it calls. */
function print(file, requests) {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const files = new Map();
  const functions = new Map();
  samples.forEach((id, index) => {
    const { functionName, url, lineNumber } = frames.get(id);
    if (functionName === '(idle)') return;
    const place = url === '' ? functionName : shortened(url);
    add(files, url === '' ? `${functionName || 'native code'}` : place, timeDeltas[index]);
    add(functions, `${functionName || 'anonymous'} ${url === '' ? '' : `${place}:${lineNumber + 1}`}`, timeDeltas[index]);
  });
  console.log(`\n${file}\nus/request   share  self time by file`);
  list(files, requests);
  console.log('us/request   share  self time by function');
  list(functions, requests);
}

function add(sums, name, time) {
  sums.set(name, (sums.get(name) ?? 0) + time);
}

function list(sums, requests) {
  const all = [...sums.values()].reduce((sum, time) => sum + time, 0);
  const most = [...sums].sort(([, a], [, b]) => b - a).slice(0, lines);
  for (const [name, time] of most) {
    const share = ((100 * time) / all).toFixed(1);
    console.log(`${(time / requests).toFixed(2).padStart(10)}  ${share.padStart(5)}%  ${name}`);
  }
}

function shortened(url) {
  return url.replace(root, '').replace(/^.*node_modules\//, '');
}
