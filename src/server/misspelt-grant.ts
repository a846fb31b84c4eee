import type { GrantTypeDirectory } from '../core/context';
import { builtInGrants } from '../grants/grants';

/** So many letters may be wrong in a name that is meant: a grant of somebody's own is further from all others. */
const fewLetters = 2;

/**
 * Any other name is let be: an extension grant has a URI (RFC 6749 section 4.5), a grant may be registered later, and the command
 * line does not know those of the application.
 * @param own what the client has already, which is no mistake of anybody's now
 * @throws TypeError for the name of a grant that is misspelt, or half of it; the sentence says how it is written
 */
export function refuseMisspelt(
  clientId: string,
  types: readonly string[] = [],
  offered: GrantTypeDirectory,
  own: readonly string[] = [],
): void {
  const known = [...new Set([...offered.types(), ...Object.keys(builtInGrants), 'implicit'])];
  for (const type of types) {
    const meant = type.includes(':') || known.includes(type) || own.includes(type) ? undefined : nearest(type, known);
    if (meant === undefined) continue;
    const mend = offered.has(meant) || meant === 'implicit' ? '' : ', and add it to the option grants';
    throw new TypeError(
      `Client ${clientId} has the grant type ${JSON.stringify(type)}, which is none; write ${JSON.stringify(meant)}${mend}.`,
    );
  }
}

/** The first of those that are like it most; undefined where none is. */
export function nearest(type: string, known: readonly string[]): string | undefined {
  const letters = lettersOf(type);
  const close = known.map(name => ({ name, wrong: wrongLetters(letters, lettersOf(name)) }));
  const [best] = close.filter(({ wrong }) => wrong <= fewLetters).sort((a, b) => a.wrong - b.wrong);
  return best?.name;
}

/**
 * The mend of a name that is none of those known.
 * @param prefix stands before each of them
 * @param all what is said before their list, where none is like it
 */
export function mendOf(name: string, prefix: string, known: readonly string[], all: string): string {
  const meant = nearest(name, known);
  return meant === undefined ? `${all} ${known.map(one => prefix + one).join(', ')}` : `write ${prefix}${meant}`;
}

/** `authorizationCode` and `authorization-code` are misspelt too. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');

/** A word of the name alone, `code`, counts as close. */
function wrongLetters(given: string, name: string): number {
  if (given.length > 3 && name.includes(given)) return given === name ? 0 : fewLetters;
  return Math.abs(given.length - name.length) > fewLetters ? Number.POSITIVE_INFINITY : edits(given, name);
}

/** Levenshtein's distance: how many letters have to be put in, taken out or replaced. */
function edits(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (before[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(replaced, (before[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    before = line;
  }
  return before[to.length] ?? 0;
}
