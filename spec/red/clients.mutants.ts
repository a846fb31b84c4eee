import type { Mutant } from './mutant';

export const mutants: readonly Mutant[] = [
  {
    id: 'RT06',
    file: 'src/grants/refresh-token.ts',
    find: "await endFamily(context, token, client);\n  throw invalidGrant('The refresh token has been used already');",
    replace: "throw invalidGrant('The refresh token has been used already');",
    spec: 'spec/samples/*.spec.ts',
  },
  {
    id: 'RU05',
    file: 'src/core/redirect-uri.ts',
    find: 'known[3] === asked[3]',
    replace: 'known[3] !== undefined',
    spec: 'spec/samples/*.spec.ts',
  },
  {
    id: 'IS01',
    file: 'src/extensions/issuer-identification.ts',
    find: '({ iss: issuer })',
    replace: '({})',
    spec: 'spec/clients-e2e/*.spec.ts',
  },
  {
    id: 'UI02',
    file: 'src/endpoints/authorization/interaction-pages.ts',
    find: 'formTargets: [formTarget(subject.request.redirectUri)]',
    replace: 'formTargets: []',
    spec: 'spec/browser/*.spec.ts',
  },
];
