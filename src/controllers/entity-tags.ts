import { hash } from 'node:crypto';
import { isOwn } from './untouched';

/** What Express is set to make an entity tag with. `response.send()` of Express 4 and 5 gives it bytes, which have no encoding. */
export type MakeTag = (body: Buffer, encoding: undefined) => string;

const sample = '{}';

/** A strong entity tag as the package `etag` writes it. */
function strongTag(body: string): string {
  return `"${Buffer.byteLength(body).toString(16)}-${hash('sha1', body, 'base64').slice(0, 27)}"`;
}

/** The entity tags of Express, which come at half of the price where they are those that Express makes by itself. */
export class EntityTags {
  private make?: MakeTag;
  /** Undefined: nobody knows what it writes but itself. */
  private prefix?: '' | 'W/';

  /** @throws whatever a function of the application's throws */
  of(body: string, make: MakeTag): string {
    if (make !== this.make) {
      this.prefix = prefixOf(make);
      this.make = make;
    }
    return this.prefix === undefined ? make(Buffer.from(body), undefined) : this.prefix + strongTag(body);
  }
}

/** Whether it is weak or strong does not stand in its text, but in what it gives. */
function prefixOf(make: MakeTag): '' | 'W/' | undefined {
  if (!isOwn(make, /\betag\(buf, options\)/)) return undefined;
  const given = make(Buffer.from(sample), undefined);
  return (['', 'W/'] as const).find(prefix => given === prefix + strongTag(sample));
}
