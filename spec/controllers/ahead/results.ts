import { Exclude } from 'class-transformer';
import { OAuthScope } from 'oauth-controllers';
import { ForbiddenError, Get, JsonController, ResponseClassTransformOptions } from 'routing-controllers';
import { seen } from './handlers';

class Titled {
  @Exclude() secret = 'secret';
  constructor(readonly title: string) {}
}

class Many extends Array<number> {
  toJSON() {
    return 'many';
  }
}

const nested = (levels: number, inner: object): object => (levels > 0 ? { next: nested(levels - 1, inner) } : inner);

const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

/** What handlers may give; all of it is for a framework to send but what can be nothing else than JSON. */
export const results: Readonly<Record<string, () => unknown>> = {
  nothing: () => undefined,
  null: () => null,
  text: () => 'text',
  number: () => 4,
  no: () => false,
  list: () => [],
  object: () => ({ 'a"': ['é', '\u2028', '<'], none: undefined, at: new Date(0) }),
  class: () => new Titled('Sunset'),
  classes: () => [new Titled('Sunset')],
  toJSON: () => ({ toJSON: () => ({ made: true }) }),
  'no JSON': () => ({ toJSON: () => undefined }),
  bare: () => Object.assign(Object.create(null), { bare: true }),
  map: () => new Map([['a', 1]]),
  date: () => new Date(0),
  error: () => new Error('given'),
  large: () => ({ count: 1n }),
  cycle: () => cyclic,
  'odd pipe': () => ({ pipe: 'none' }),
  blob: () => new Blob(['blob']),
  bytes: () => new Uint8Array([65, 66]),
  promise: () => Promise.resolve({ late: true }),
  'plain data': () => ({ list: [1, 'b', null, true, { inner: [[]] }], none: undefined, not: Number.NaN, zero: -0 }),
  'a class below': () => ({ list: [{ at: [new Titled('Sunset')] }] }),
  'a class far below': () => nested(30, new Titled('Sunset')),
  'a list with holes': () => Object.assign([1], { 3: undefined, 5: 2 }),
  'a list of its own kind': () => ({ list: Many.of(1, 2) }),
  'an object of its own kind': () => ({
    at: new Date(0),
    of: Object.create({ inherited: true }, { own: { value: 1, enumerable: true } }),
  }),
  methods: () => [{ called: () => 'called by its name', toJSON: 1 }],
  'left out names': () => [JSON.parse('{"__proto__":{"a":1},"b":2}')],
  'a constructor': () => ({ constructor: 'builder' }),
  'a getter': () => ({
    get made() {
      return 'made';
    },
  }),
  prefixes: () => ({ _hidden: 1, shown: 2 }),
  'left out by its handler': () => ({ _hidden: 1, shown: 2 }),
  'late failure': () => Promise.reject(new ForbiddenError('late')),
  // What another thread may do: its promise is of no class that is known here.
  // biome-ignore lint/suspicious/noThenProperty: a promise of another kind
  thenable: () => ({ then: (resolve: (value: unknown) => void) => resolve({ then: undefined, late: true }) }),
  'thrown text': () => {
    throw 'text';
  },
};

@JsonController('/results')
@OAuthScope('photos:read')
export class Results {}
for (const [name, make] of Object.entries(results)) {
  const method = `get ${name}`;
  Object.defineProperty(Results.prototype, method, {
    value: () => {
      seen.push(name);
      return make();
    },
  });
  Get(`/${name.replaceAll(' ', '-')}`)(Results.prototype, method);
  if (name === 'left out by its handler') ResponseClassTransformOptions({ excludePrefixes: ['_'] })(Results.prototype, method);
}
