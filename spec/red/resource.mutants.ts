import type { Mutant } from './mutant';

const refresh = 'src/grants/refresh-token.ts';
const bearer = 'src/resource/bearer.ts';
const revocation = 'src/endpoints/revocation-endpoint.ts';
const issue = 'src/endpoints/token/issue-tokens.ts';
const unit = 'src/endpoints/token/issued-unit.ts';

/** Refresh tokens, client credentials, password, revocation, bearer protection, storage. */
export const mutants: Mutant[] = [
  { id: 'RT01', file: refresh, find: 'client.owns(token)', replace: 'true' },
  { id: 'RT02', file: refresh, find: '[rotation(context, { value, token, family }, response, issuedAt)]', replace: '[]' },
  {
    id: 'RT03',
    file: refresh,
    find: 'await context.storage.commit([revokeFamily.with({ revokedAt: now }, { id: token.familyId })]);',
    replace: '',
  },
  {
    id: 'RT04',
    file: 'src/core/statements/tokens.ts',
    find: "rotatedAt: 'isNull', ",
    replace: '',
    spec: 'spec/grants/**/*.spec.ts',
  },
  { id: 'RT06', file: 'src/core/statements/tokens.ts', find: "set: ['rotatedAt', 'successor'],", replace: "set: ['successor']," },
  {
    id: 'RT07',
    file: refresh,
    find: '!wanted.every(name => known.has(name))',
    replace: 'false',
    spec: 'spec/grants/**/*.spec.ts',
  },
  { id: 'RT08', file: unit, find: 'family?.expiresAt ?? now', replace: 'now' },
  {
    id: 'RT09',
    file: 'src/clients/client-authenticator.ts',
    find: 'proves ? client :',
    replace: 'client ? client :',
  },
  { id: 'RT10', file: issue, find: "client.hasGrantType('refresh_token')", replace: 'true' },
  { id: 'RT13', file: 'src/grants/still-allowed.ts', find: 'client.hasScope(name)', replace: 'true' },
  { id: 'RT12', file: refresh, find: 'if (!user) throw', replace: 'if (false) throw' },
  { id: 'CC01', file: 'src/grants/client-credentials.ts', find: 'if (client.public) throw', replace: 'if (false) throw' },
  { id: 'CC02', file: unit, find: 'userId: user?.id ?? null,', replace: 'userId: user?.id ?? client.clientId,' },
  { id: 'PW01', file: 'src/grants/grants.ts', find: "'refresh_token', 'client_credentials']", replace: "'password']" },
  { id: 'PW02', file: 'src/core/authenticate-user.ts', find: 'await context.logins.attempt(tried);', replace: '' },
  {
    id: 'RV01',
    file: 'src/clients/client-authenticator.ts',
    find: 'proves ? client :',
    replace: 'client ? client :',
  },
  { id: 'RV02', file: revocation, find: 'token?.clientId !== client.clientId', replace: '!token' },
  {
    id: 'RV06',
    file: 'src/tokens/token-revoker.ts',
    find: 'revokeFamily.with({ revokedAt }, { id: familyId })',
    replace: 'revokeAccessToken.with({ revokedAt }, { hash })',
  },
  { id: 'RV03', file: 'src/clients/none.ts', find: 'client => client.public', replace: '() => false' },
  { id: 'RV04', file: revocation, find: 'client.clientId) return;', replace: 'client.clientId) throw new Error();' },
  { id: 'RV05', file: 'src/tokens/token-revoker.ts', find: 'if (refresh?.hash === hash) return', replace: 'if (false) return' },
  { id: 'RV08', file: revocation, find: 'return errorResponse(thrown, this.context);', replace: 'return empty(200);' },
  { id: 'RV07', file: 'src/tokens/find-access-token.ts', find: 'row.revokedAt !== null || ', replace: '' },
  { id: 'PR01', file: bearer, find: '/^bearer(?: +|$)/i', replace: '/^bearer(?: +|$)/' },
  { id: 'PR01', file: bearer, find: '/^bearer(?: +|$)/i', replace: '/^bearerx?(?: *|$)/i' },
  { id: 'PR02', file: bearer, find: 'fromBody.length > 1', replace: 'fromBody.length > 9' },
  { id: 'PR03', file: bearer, find: "accepted.has('query') ?", replace: 'true ?' },
  { id: 'PR04', file: bearer, find: 'bodyless || !request.isForm', replace: '!request.isForm' },
  { id: 'PR05', file: 'src/resource/guard.ts', find: 'if (!token && !rule.optional)', replace: 'if (false)' },
  {
    id: 'PR07',
    file: 'src/resource/guard.ts',
    find: "token?.scopes.needed(scope).join(' ') || undefined",
    replace: "token?.scopes.needed(scope).join(' ') ?? ''",
    grep: 'names no scope where an extension',
  },
  {
    id: 'PR05',
    file: 'src/resource/guard.ts',
    find: "if (!token && error.code === 'insufficient_scope') return",
    replace: 'if (!error) return',
    grep: 'tells who has sent none just so',
  },
  { id: 'PR06', file: 'src/tokens/find-access-token.ts', find: '|| row.expiresAt <= clock.now()', replace: '' },
  { id: 'PR07', file: 'src/resource/guard.ts', find: 'scope !== undefined && !token.scopes.has(scope)', replace: 'false' },
  { id: 'PR08', file: 'src/resource/challenge.ts', find: ".replace(/[\"\\\\]/g, '\\\\$&')", replace: '' },
  { id: 'PR11', file: bearer, find: 'return queryTokens(request).length > 0;', replace: 'return false;' },
  { id: 'PR12', file: 'src/tokens/find-access-token.ts', find: 'const hash = tokenHash(value);', replace: 'const hash = value;' },
  { id: 'RB01', file: 'src/typeorm/sqlite-engine.ts', find: "this.execute('ROLLBACK TO unit');", replace: '' },
  {
    id: 'RB01',
    file: 'src/typeorm/sqlite-engine.ts',
    find: 'this.rollback();\n      for (const one',
    replace: "this.execute('COMMIT');\n      for (const one",
    grep: 'answers nobody before the commit',
    spec: 'spec/stores/sqlite.spec.ts',
  },
  {
    id: 'RB01',
    file: 'src/typeorm/sqlite-engine.ts',
    find: "this.rollback();\n      this.execute('BEGIN IMMEDIATE');",
    replace: '',
  },
  { id: 'RB01', file: 'src/typeorm/unit.ts', find: 'write.statement.affects === 1 && rows !== 1', replace: 'false' },
  { id: 'RB04', file: refresh, find: 'Math.abs(now - token.rotatedAt)', replace: 'now - token.rotatedAt' },
];
