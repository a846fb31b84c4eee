// npm run red [-- --only PK06 --only PK07,PK08]: breaks each security rule once and expects a spec to notice.
// npm run red -- --slow: those of spec/red/*.slow-mutants.ts, whose specs race, kill and stop for minutes.
// npm run red -- --minutes 8 --first 3: an eighth of them after the other, from the third on, as long as the time has not run out.
// Add a rule to a file spec/red/<topic>.mutants.ts that exports `mutants: Mutant[]`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Mutant } from './mutant';
import { runMutants, type Summary } from './runner';

const WORKERS = 2;
const PARTS = 8;
const ROOT = join(__dirname, '../../..');

export function chosen(mutants: readonly Mutant[], only: readonly string[]): Mutant[] {
  const unknown = only.filter(id => !mutants.some(mutant => mutant.id === id));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(', ')}: no mutant has this id; there are ${ids(mutants)}`);
  if (mutants.length === 0) throw new Error('there is no mutant in spec/red/*.mutants.ts, so nothing can be shown');
  return only.length > 0 ? mutants.filter(mutant => only.includes(mutant.id)) : [...mutants];
}

/** So many parts of about one size, as they stand: neighbours watch the same files. The part of this number comes first. */
export function parts(mutants: readonly Mutant[], count: number, first: number): Mutant[][] {
  const size = Math.ceil(mutants.length / count);
  const all = Array.from({ length: count }, (_, n) => mutants.slice(n * size, (n + 1) * size));
  const turn = first % count;
  return [...all.slice(turn), ...all.slice(0, turn)].filter(part => part.length > 0);
}

function ids(mutants: readonly Mutant[]): string {
  return [...new Set(mutants.map(mutant => mutant.id))].join(', ') || 'none at all';
}

export function readMutants(ending: string): Mutant[] {
  return readdirSync(__dirname)
    .filter(name => name.endsWith(ending))
    .sort()
    .flatMap(name => (require(join(__dirname, name)) as { mutants: Mutant[] }).mutants);
}

/** The first part always, and each other one that begins in time: whoever has no hour sees all of them in some days. */
async function runParts(queue: readonly Mutant[][], minutes: number, slow?: boolean): Promise<Summary> {
  const end = performance.now() + minutes * 60_000;
  const summary = { passed: 0, failed: 0 };
  for (const [index, part] of queue.entries()) {
    if (index > 0 && performance.now() > end) {
      console.log(`No time is left for ${queue.slice(index).flat().length} of the mutants; npm run red breaks them all.`);
      break;
    }
    const { passed, failed } = await runMutants(part, { root: ROOT, workers: WORKERS, print: console.log, slow });
    summary.passed += passed;
    summary.failed += failed;
  }
  return summary;
}

async function main(): Promise<void> {
  // An interrupted run still ends through 'exit', where the copies are removed.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const { values } = parseArgs({
    options: {
      ...{ only: { type: 'string', multiple: true }, slow: { type: 'boolean' } },
      ...{ minutes: { type: 'string' }, first: { type: 'string', default: '0' } },
    },
  });
  const only = (values.only ?? []).flatMap(list => list.split(','));
  const [minutes, first] = [Number(values.minutes ?? 0), Number(values.first)];
  if (!(minutes >= 0 && Number.isInteger(first) && first >= 0))
    throw new Error('--minutes and --first are numbers, as in npm run red -- --minutes 8 --first 3');
  const mutants = chosen(readMutants(values.slow ? '.slow-mutants.js' : '.mutants.js'), only);
  const queue = values.minutes === undefined ? [mutants] : parts(mutants, PARTS, first);
  const { passed, failed } = await runParts(queue, minutes, values.slow);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    console.log('0 passed, 1 failed');
    process.exitCode = 1;
  });
}
