import type { Scopes } from './scope';

/** More texts than this are hardly in use at once. */
const most = 1000;

/** The sets of scope texts as they stand in rows and requests, each made once: a server sees the same few all the time. */
export class ScopeTexts {
  private readonly known = new Map<string, Scopes>();

  constructor(private readonly make: (names: readonly string[]) => Scopes) {}

  of(text: string): Scopes {
    const known = this.known.get(text);
    if (known) return known;
    const made = this.make(text === '' ? [] : text.split(' '));
    if (this.known.size >= most) this.known.clear();
    this.known.set(text, made);
    return made;
  }
}
