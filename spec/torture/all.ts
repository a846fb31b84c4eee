// npm run torture [-- --rounds 10000 --others 200 --crashes 1000] [--only codes,PostgreSQL,4,slow] [--lanes 8]
// Single use, counted over the whole matrix, which takes half a day; then a server that is killed so often. With --only the cells it names.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const text = (otherwise: string) => ({ type: 'string', default: otherwise }) as const;
const { values } = parseArgs({
  options: {
    ...{ rounds: text('10000'), others: text('200'), lanes: text('8'), crashes: text('1000') },
    only: { type: 'string' },
  },
});
const { rounds, others, lanes, crashes, only } = values;

function run(script: string, args: readonly string[]): boolean {
  return spawnSync(process.execPath, [join(__dirname, script), ...args], { stdio: 'inherit' }).status === 0;
}

const chosen = only === undefined ? ['--others', others] : ['--only', only];
const results = [run('../races/run.js', ['--rounds', rounds, '--lanes', lanes, ...chosen])];
if (only === undefined) results.push(run('crash.js', ['--rounds', crashes]));
process.exitCode = results.every(Boolean) ? 0 : 1;
