import { type Broken, type Mutant, watchedBy } from './mutant';

const request = 'src/core/request.ts';
const express = 'src/controllers/express-exchange.ts';
const koa = 'src/controllers/koa-exchange.ts';
const specs = 'spec/attacks/repeated-headers.spec.ts';

const broken: Broken[] = [
  ['authorization-twice', request, "new Set(['authorization', 'host'])", "new Set(['host'])", 'PR02'],
  ['authorization-twice', request, "new Set(['authorization', 'host'])", "new Set(['host'])", 'CA04'],
  ['host-twice', request, "new Set(['authorization', 'host'])", "new Set(['authorization'])", 'two hosts'],
  ['authorization-twice-letters', request, 'other.toLowerCase() === name', 'other === name', 'whatever letters'],
  ['authorization-twice-names', request, 'other.toLowerCase() === name', 'other.length > 0', 'same length'],
  ['authorization-twice-every-other', request, 'index += 2', 'index += 4', 'PR02'],
  ['type-twice', request, "    this.refuseRepeated('content-type');\n", '', 'TE02'],
  ['authorization-twice-express', express, 'return this.raw.rawHeaders;', 'return [];', 'on express'],
  ['authorization-twice-koa', koa, 'return this.context.req.rawHeaders;', 'return [];', 'on koa'],
];

/** What stands twice in a request where it may stand once is looked at by nobody. */
export const mutants: readonly Mutant[] = [
  ...watchedBy(specs, broken),
  {
    id: 'authorization-twice-compiled',
    file: 'src/controllers/plain-request.ts',
    find: '    rawHeaders,\n',
    replace: '',
    grep: 'take two Authorization headers',
  },
  {
    id: 'authorization-twice-as-data',
    file: request,
    find: "(typeof value === 'object' && value.length > 1) || ",
    replace: '',
    grep: 'as a list of several',
  },
];
