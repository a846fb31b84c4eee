// npm run red [-- --only PK06 --only PK07,PK08]: breaks each security rule once and expects a spec to notice.
// npm run red -- --slow: those of spec/red/*.slow-mutants.ts, whose specs race, kill and stop for minutes.
// Add a rule to a file spec/red/<topic>.mutants.ts that exports `mutants: Mutant[]`.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Mutant } from './mutant';
import { runMutants } from './runner';

const WORKERS = 2;

export function chosen(mutants: readonly Mutant[], only: readonly string[]): Mutant[] {
  const unknown = only.filter(id => !mutants.some(mutant => mutant.id === id));
  if (unknown.length > 0) throw new Error(`--only ${unknown.join(', ')}: no mutant has this id; there are ${ids(mutants)}`);
  if (mutants.length === 0) throw new Error('there is no mutant in spec/red/*.mutants.ts, so nothing can be shown');
  return only.length > 0 ? mutants.filter(mutant => only.includes(mutant.id)) : [...mutants];
}

function ids(mutants: readonly Mutant[]): string {
  return [...new Set(mutants.map(mutant => mutant.id))].join(', ') || 'none at all';
}

function readMutants(ending: string): Mutant[] {
  return readdirSync(__dirname)
    .filter(name => name.endsWith(ending))
    .sort()
    .flatMap(name => (require(join(__dirname, name)) as { mutants: Mutant[] }).mutants);
}

async function main(): Promise<void> {
  // An interrupted run still ends through 'exit', where the copies are removed.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true }, slow: { type: 'boolean' } } });
  const only = (values.only ?? []).flatMap(list => list.split(','));
  const mutants = readMutants(values.slow ? '.slow-mutants.js' : '.mutants.js');
  const root = join(__dirname, '../../..');
  const { passed, failed } = await runMutants(chosen(mutants, only), {
    ...{ root, workers: WORKERS, print: console.log },
    slow: values.slow,
  });
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
