import { invalidRequest } from './errors';

/**
 * The parameters of a query string or of a form body. A Map, so that `__proto__` is a name like any other;
 * repetitions stay visible, because RFC 6749 section 3.1 forbids them.
 */
export class Params {
  private readonly values = new Map<string, string[]>();

  /** @param pairs decoded names and values; a parameter without a value is treated as omitted (RFC 6749 section 3.1) */
  constructor(pairs: Iterable<readonly [string, string]> = []) {
    for (const [name, value] of pairs) {
      if (value === '') continue;
      const known = this.values.get(name);
      if (known) known.push(value);
      else this.values.set(name, [value]);
    }
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  names(): Iterable<string> {
    return this.values.keys();
  }

  all(name: string): readonly string[] {
    return this.values.get(name) ?? [];
  }

  /**
   * The one value of a parameter, or undefined.
   * @throws OAuthError invalid_request when it is repeated
   */
  get(name: string): string | undefined {
    const values = this.values.get(name);
    if (values && values.length > 1) throw invalidRequest(`The parameter ${name} is repeated`);
    return values?.[0];
  }

  /**
   * The one value of a parameter that has to be there.
   * @throws OAuthError invalid_request when it is missing or repeated
   */
  need(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw invalidRequest(`The parameter ${name} is missing`);
    return value;
  }

  /** @throws OAuthError invalid_request when any parameter but the excepted ones is repeated */
  refuseRepetition(except: readonly string[] = []): void {
    for (const [name, values] of this.values) {
      if (values.length > 1 && !except.includes(name)) throw invalidRequest(`The parameter ${name} is repeated`);
    }
  }

  /** Over a list: every authorization request is gone through twice, and a generator takes three times as long. */
  [Symbol.iterator](): Iterator<[string, string]> {
    const pairs: [string, string][] = [];
    for (const [name, values] of this.values) for (const value of values) pairs.push([name, value]);
    return pairs.values();
  }

  toString(): string {
    return new URLSearchParams([...this]).toString();
  }

  toObject(): Record<string, string | string[]> {
    return Object.fromEntries([...this.values].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]));
  }
}

/**
 * Reads application/x-www-form-urlencoded text strictly: a broken escape, invalid UTF-8 or a NUL is refused, not guessed at,
 * because what two readers understand differently is what attacks are made of.
 * @throws OAuthError invalid_request
 */
export function parseForm(text: string): Params {
  const pairs: [string, string][] = [];
  let equals = -1;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = placeOf('&', text, start);
    if (end === start) continue;
    // One that lies ahead is not looked for again: a form of many names without values would take its square.
    if (equals < start) equals = placeOf('=', text, start);
    const name = decode(text.slice(start, Math.min(equals, end)));
    pairs.push([name, equals < end ? decode(text.slice(equals + 1, end)) : '']);
  }
  return new Params(pairs);
}

/** Where a character stands next; the end of the text where it does not. */
function placeOf(character: string, text: string, from: number): number {
  const place = text.indexOf(character, from);
  return place < 0 ? text.length : place;
}

/** What is left to decode, or to refuse. Most parameters have nothing of it. */
const special = /[%+\0\uFFFD]/;

/** U+FFFD stands where a decoder before us met bytes that are not UTF-8. */
const unreadable = ['\0', '\uFFFD'];

function decode(text: string): string {
  if (!special.test(text)) return text;
  let value: string;
  try {
    value = decodeURIComponent(text.includes('+') ? text.replaceAll('+', ' ') : text);
  } catch (cause) {
    throw invalidRequest('A parameter is not valid form encoding', { cause });
  }
  if (unreadable.some(character => value.includes(character)))
    throw invalidRequest('A parameter has a character that is not allowed');
  return value;
}

/** The same from a body that a parser in front of us has read already. */
export function paramsOf(parsed: Readonly<Record<string, unknown>>): Params {
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(parsed)) {
    // A list of one never is a repetition: it is `name[]=value` as qs reads it, another parameter name like the next.
    if (Array.isArray(value) && value.length === 1) continue;
    for (const one of Array.isArray(value) ? value : [value]) {
      // An object here is `name[key]=value` as qs reads it: another parameter name, not a value of this one.
      if (typeof one === 'string') pairs.push([decodedName(name), decodedName(one)]);
    }
  }
  return new Params(pairs);
}

function decodedName(text: string): string {
  if (unreadable.some(character => text.includes(character)))
    throw invalidRequest('A parameter has a character that is not allowed');
  return text;
}
