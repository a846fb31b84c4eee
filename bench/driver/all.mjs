// npm run bench -- all: everything that the documents tell, and then the documents. Options are passed on.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { results } from '../report/records.mjs';

const run = fileURLToPath(new URL('../run.mjs', import.meta.url));
const commands = ['bench', 'footprint', 'growth', 'scale'];
const options = process.argv.slice(2);

for (const command of commands) {
  const words = command === 'bench' ? [] : [command];
  process.stderr.write(`\n${command}\n`);
  const { status } = spawnSync(process.execPath, [run, ...words, ...options, '--json', `${results}${command}.json`], {
    stdio: 'inherit',
  });
  // A void cell is told and written down; the rest is still worth having.
  if (status !== 0) process.exitCode = 1;
}
await import('./report.mjs');
