import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { grepOf, judge, type Mutant, type Ran, unfit, type Verdict, watching } from './mutant';
import { broken, Worker } from './worker';

export interface Summary {
  readonly passed: number;
  readonly failed: number;
}

export interface Settings {
  /** Where package.json, src and dist are. */
  readonly root: string;
  readonly workers: number;
  /** Whether the specs that take minutes watch, too. */
  readonly slow?: boolean;
  readonly print: (line: string) => void;
}

/** Breaks the rules one after the other, in copies of the built tree, and tells of each whether a spec noticed. */
export async function runMutants(mutants: readonly Mutant[], settings: Settings): Promise<Summary> {
  const home = join(settings.root, '.red', String(process.pid));
  mkdirSync(home, { recursive: true });
  const workers = Array.from({ length: Math.min(settings.workers, mutants.length) }, (_, n) => {
    return new Worker(settings.root, join(home, `worker-${n + 1}`));
  });
  const dispose = (): void => {
    for (const worker of workers) worker.dispose();
    rmSync(home, { recursive: true, force: true });
  };
  process.once('exit', dispose);
  try {
    return await share(mutants, workers, settings);
  } finally {
    process.removeListener('exit', dispose);
    dispose();
  }
}

async function share(
  mutants: readonly Mutant[],
  workers: readonly Worker[],
  { root, print, slow = false }: Settings,
): Promise<Summary> {
  const comparison = await compared(mutants, workers[0], slow);
  const waiting = [...mutants];
  const summary = { passed: 0, failed: 0 };
  const work = async (worker: Worker): Promise<void> => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      const started = performance.now();
      const { red, text } = await verdict(mutant, worker, comparison, root);
      summary[red ? 'passed' : 'failed']++;
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      print(`${red ? 'red ' : 'STILL GREEN'} ${mutant.id} ${mutant.file} (${seconds} s): ${text}`);
    }
  };
  await Promise.all(workers.map(work));
  return summary;
}

/** One run of all the watching specs on unbroken code: who watches what, and in which files, so that the rest is never loaded. */
async function compared(mutants: readonly Mutant[], worker: Worker | undefined, slow: boolean): Promise<readonly Ran[]> {
  if (!worker) return [];
  const run = await worker.compare(mutants.map(mutant => `(?:${grepOf(mutant)})`).join('|'), slow);
  if (!run.specs) throw new Error(`mocha could not run the specs on the unbroken code:\n${run.output}`);
  return run.specs;
}

async function verdict(mutant: Mutant, worker: Worker, comparison: readonly Ran[], root: string): Promise<Verdict> {
  try {
    // First of all, so that a mutant whose code moved says that, whatever else is amiss.
    broken(root, mutant);
    const watchers = watching(mutant, comparison);
    const reason = unfit(mutant, watchers);
    if (reason) return { red: false, text: reason };
    return judge(mutant, await worker.run(mutant, grepOf(mutant), [...new Set(watchers.map(spec => spec.file))]));
  } catch (error) {
    return { red: false, text: error instanceof Error ? error.message : String(error) };
  }
}
