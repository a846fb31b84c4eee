import type { Claims } from './told-token';

/** There is one for each key and way to write it; more than this are hardly in use at once. */
const most = 100;
/** Characters of one that is kept. */
const longest = 1024;

/**
 * What JWT headers say, by their very text: all tokens of a key have the same. Nothing but the reading is saved, and whatever is
 * asked of a header is asked each time. Only those of tokens with a good signature are kept, so whoever makes some up drives none out.
 */
export class KnownHeaders {
  private readonly known = new Map<string, Claims>();

  of(text: string): Claims | undefined {
    return this.known.get(text);
  }

  keep(text: string, header: Claims): void {
    if (text.length > longest) return;
    if (this.known.size >= most) this.known.clear();
    // A copy: the text is a part of the token, which would be kept along with it.
    this.known.set(Buffer.from(text).toString(), Object.freeze(header));
  }
}
