import type { Mutant } from './mutant';

export const mutants: Mutant[] = [
  {
    id: 'AN01',
    file: 'src/controllers/give-headers.ts',
    find: "exchange.vary('Authorization');",
    replace: '',
    grep: 'Vary: Authorization, on answers and on refusals',
    spec: 'spec/ancestry/django-oauth-toolkit.spec.ts',
  },
  {
    id: 'AN02',
    file: 'src/endpoints/token/token-endpoint.ts',
    find: '[...this.context.extensions, ...own]',
    replace: 'this.context.extensions',
    grep: 'hooks that run for that grant alone',
    spec: 'spec/ancestry/authlib.spec.ts',
  },
  {
    id: 'AN03',
    file: 'src/endpoints/authorization/approve.ts',
    find: 'if (isForCode(request)) events',
    replace: 'events',
    grep: 'is told as what it is',
    spec: 'spec/legacy/implicit.spec.ts',
  },
  {
    id: 'AN04',
    file: 'src/core/statements/codes.ts',
    find: `export const revokeCode = update('authorizationCode', {
  set: ['redeemedAt'],
  where: { hash: 'equals', redeemedAt: 'isNull' },`,
    replace: `export const revokeCode = update('authorizationCode', {
  set: ['redeemedAt'],
  where: { hash: 'equals', redeemedAt: 'isNull', expiresAt: 'before' } as never,`,
    grep: 'model AuthorizationCode',
    spec: 'spec/ancestry/djoauth2.spec.ts',
  },
];
