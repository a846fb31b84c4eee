import type { Mutant } from './mutant';

const file = 'src/endpoints/public-document.ts';
const spec = 'spec/metadata/conditional.spec.ts';

/** Entity tags of metadata and keys (RFC 9110 sections 8.8.3 and 13.1.2): who gets a 304 too many goes on with keys of yesterday. */
export const mutants: Mutant[] = [
  {
    id: 'tag of the content',
    file,
    find: 'if (body !== this.body) {',
    replace: "if (this.body === '') {",
    grep: 'has another tag as soon as',
    spec,
  },
  { id: 'known tag', file, find: 'known === opaqueTag', replace: 'known !== undefined', grep: 'takes If-None-Match', spec },
  { id: 'list of tags', file, find: 'tagList.test(ifNoneMatch) && ', replace: '', grep: 'takes If-None-Match', spec },
  {
    id: 'any tag',
    file,
    find: "ifNoneMatch.trim() === '*'",
    replace: "ifNoneMatch.includes('*')",
    grep: 'takes If-None-Match',
    spec,
  },
  {
    id: 'weak comparison',
    file,
    find: '/(?:W\\/)?("[^"]*")/g',
    replace: '/(?:^|,)\\s*("[^"]*")/g',
    grep: 'takes If-None-Match|not sent again',
    spec,
  },
  {
    id: 'headers of 304',
    file,
    find: 'status: 304, headers,',
    replace: 'status: 304, headers: {},',
    grep: 'not sent again',
    spec,
  },
  {
    id: 'tag of an error',
    file: 'src/endpoints/jwks-endpoint.ts',
    find: 'if ((await signer.algorithms()).length === 0) return empty(404);',
    replace: '',
    grep: 'are not there for who names any',
    spec,
  },
];
