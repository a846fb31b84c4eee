/** A security rule, and the smallest change of the source that breaks it. A spec that watches the rule must then fail. */
export interface Mutant {
  /** The requirement, as it stands in the title of the specs that watch it: `PK06`. Several mutants may break one rule. */
  readonly id: string;
  /** The file to break: `src/grants/pkce.ts`. */
  readonly file: string;
  /** The text to break. It must occur exactly once, so that nobody breaks a neighbour by accident. */
  readonly find: string;
  readonly replace: string;
  /** A regular expression on the full titles of the specs; the id as a word by default. */
  readonly grep?: string;
  /** Only specs in these files are run: `spec/flows/*.spec.ts`. All that match the title by default. */
  readonly spec?: string;
  /** The broken code is expected to run for ever: a time-out then counts as red. */
  readonly hangs?: boolean;
}

/** A mutant as a line: the id, where, the text, by what, and who notices. */
export type Broken = readonly [id: string, file: string, find: string, replace: string, grep?: string];

/**
 * Mutants that the same files of specs watch.
 * @param titles the expression on their titles, where a line has none of its own
 */
export function watchedBy(spec: string, broken: readonly Broken[], titles?: string): Mutant[] {
  return broken.map(([id, file, find, replace, grep = titles]) => ({ id, file, find, replace, grep, spec }));
}

/** One spec of a mocha run, as its JSON reporter tells it. */
export interface Ran {
  readonly title: string;
  readonly fullTitle: string;
  readonly file: string;
  readonly failed: boolean;
  /** The message of the failure. */
  readonly message?: string;
}

/** What a mocha run left behind. `specs` is absent where mocha died before it could report. */
export interface Run {
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly specs?: readonly Ran[];
  /** The end of what was printed, for whoever has to find out why. */
  readonly output: string;
}

export interface Verdict {
  readonly red: boolean;
  readonly text: string;
}

export function mutate(mutant: Mutant, source: string): string {
  const parts = source.split(mutant.find);
  if (parts.length === 1) {
    throw new Error(`mutant ${mutant.id}: the text to break was not found in ${mutant.file}; the code moved, so move the mutant`);
  }
  if (parts.length > 2) {
    throw new Error(
      `mutant ${mutant.id}: the text to break occurs ${parts.length - 1} times in ${mutant.file}; quote more of it, so that it is found once`,
    );
  }
  if (mutant.replace === mutant.find)
    throw new Error(`mutant ${mutant.id}: find and replace are the same text, so nothing is broken`);
  return parts.join(mutant.replace);
}

export function grepOf(mutant: Mutant): string {
  return mutant.grep ?? `\\b${mutant.id}\\b`;
}

/** The specs that watch a mutant, out of a run of unbroken code. */
export function watching(mutant: Mutant, specs: readonly Ran[]): Ran[] {
  const title = new RegExp(grepOf(mutant));
  const file = mutant.spec ? globToRegExp(mutant.spec) : /^/;
  return specs.filter(spec => title.test(spec.fullTitle) && file.test(spec.file));
}

/** Why the unbroken code cannot serve as a comparison for this mutant, if it cannot. */
export function unfit(mutant: Mutant, watchers: readonly Ran[]): string | undefined {
  if (watchers.length === 0) {
    return `no spec has a title that matches /${grepOf(mutant)}/${mutant.spec ? ` in ${mutant.spec}` : ''}`;
  }
  const broken = watchers.find(spec => spec.failed);
  return broken && `fails already without the mutant: ${broken.fullTitle}: ${broken.message ?? ''}`;
}

/** Red is a spec that failed, not a module that no longer loads nor a hook that no longer gets through. */
export function judge(mutant: Mutant, run: Run): Verdict {
  if (run.timedOut) return { red: mutant.hangs === true, text: 'ran into the time limit' };
  if (!run.specs) return { red: false, text: `mocha ended (${run.exitCode}) before it ran a spec:\n${run.output}` };
  const failures = run.specs.filter(spec => spec.failed);
  const failed = failures.find(spec => !isHook(spec));
  if (failed && run.exitCode !== 0) return { red: true, text: failed.fullTitle };
  if (failures[0]) return { red: false, text: `only a hook failed: ${failures[0].fullTitle}: ${failures[0].message ?? ''}` };
  if (run.specs.length === 0) return { red: false, text: 'no spec ran' };
  return { red: false, text: `${run.specs.length} specs passed on the broken code` };
}

function isHook(spec: Ran): boolean {
  return /^"(before|after) (all|each)" hook/.test(spec.title);
}

/** `*` within a folder, `**` across folders. */
function globToRegExp(glob: string): RegExp {
  const pattern = glob.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*\*\/|\*\*|\*/g, star => GLOB[star] ?? star);
  return new RegExp(`^${pattern}$`);
}

const GLOB: Record<string, string> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' };
