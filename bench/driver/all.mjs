// npm run bench -- all: everything that the documents tell, and then the documents. Options are passed on.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { results } from '../report/records.mjs';

const run = fileURLToPath(new URL('../run.mjs', import.meta.url));
/** Each record, and the words that measure it. That of the databases has PostgreSQL in it, which is slow to warm up. */
const commands = {
  bench: [],
  databases: ['--only', 'W1,W2,W4,W5,W6', '--peers', 'ours-express,ours-koa', '--warmup', '8'],
  footprint: ['footprint'],
  growth: ['growth'],
  scale: ['scale'],
};
const options = process.argv.slice(2);

for (const [record, words] of Object.entries(commands)) {
  process.stderr.write(`\n${record}\n`);
  const { status } = spawnSync(process.execPath, [run, ...words, ...options, '--json', `${results}${record}.json`], {
    stdio: 'inherit',
  });
  // A void cell is told and written down; the rest is still worth having.
  if (status !== 0) process.exitCode = 1;
}
await import('./report.mjs');
