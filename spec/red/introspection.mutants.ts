import type { Mutant } from './mutant';

const folder = 'src/endpoints/introspection';
const endpoint = `${folder}/introspection-endpoint.ts`;
const found = `${folder}/introspected.ts`;
const signed = `${folder}/signed-answer.ts`;
const refresh = 'src/grants/live-refresh-token.ts';
const policy = 'src/tokens/introspection-policy.ts';
const revocation = 'src/endpoints/revocation-endpoint.ts';
const specs = 'spec/endpoints/introspection/*.spec.ts';

const breaks = (id: string, file: string, find: string, replace: string, spec = specs): Mutant => ({
  ...{ id, file, find, replace, spec },
});

/** Introspection (RFC 7662), its signed answers (RFC 9701), and revocation (RFC 7009). */
export const mutants: readonly Mutant[] = [
  breaks('IN01', endpoint, "onlyMethods(request, 'POST');", "onlyMethods(request, 'POST', 'GET', 'PUT', 'DELETE', 'PATCH');"),
  breaks('IN01', endpoint, 'onlyTls(request, this.context);', ''),
  breaks('IN01', endpoint, 'params.refuseRepetition();', ''),
  breaks('IN01', endpoint, "params.need('token')", "params.get('token') ?? ''"),
  breaks('IN01', 'src/clients/client-authenticator.ts', 'proves ? client :', 'client ? client :'),
  breaks('IN02', endpoint, 'Object.freeze({ active: false })', "Object.freeze({ active: false, scope: '' })"),
  breaks('IN02', endpoint, 'response.active === true ? response : inactive', 'response'),
  breaks('IN02', endpoint, 'response.active === true ?', 'response.active ?'),
  breaks('IN02', endpoint, 'if (returned !== undefined && returned !== null && returned !== response)', 'if (false)'),
  breaks('IN02', endpoint, 'found: seen ? found : undefined', 'found'),
  breaks('IN02', found, 'revoked ? undefined : token', 'revoked ? token : token'),
  breaks('IN02', found, 'if (token.isExpired(clock.now())) return undefined;', ''),
  breaks(
    'IN02',
    'src/core/yes-or-no.ts',
    "if (typeof answer === 'boolean') return answer;",
    'if (true as boolean) return answer as boolean;',
  ),
  breaks('IN02', found, 'if (!(token instanceof AccessToken))', 'if (false)'),
  breaks('IN02', 'src/tokens/find-access-token.ts', 'row.revokedAt !== null || ', ''),
  breaks('IN02', 'src/tokens/find-access-token.ts', '!client?.owns(row)', '!client'),
  breaks('IN02', 'src/tokens/living-family.ts', 'family?.revokedAt === null ?', 'family ?'),
  breaks(
    'IN03',
    'src/tokens/find-access-token.ts',
    'const hash = tokenHash(value);',
    "const hash = tokenHash(value.replace(/[.][^.]*[.][^.]*$/, ''));",
  ),
  breaks('IN04', policy, 'caller.public || ', ''),
  breaks('IN04', policy, " || token.kind === 'refresh_token'", ''),
  breaks('IN04', policy, '{ introspects = false }', '{ introspects = true }'),
  breaks('IN04', policy, 'token.audience.some(one => introspects.includes(one))', 'true'),
  breaks('IN04', policy, 'token.audience.some(', 'token.audience.every('),
  breaks('IN04', policy, 'if (token.client.clientId === caller.clientId) return true;', ''),
  breaks(
    'IN04',
    endpoint,
    "yesOrNo(serviceTimeout, 'IntrospectionPolicy.maySee', policy",
    "((..._: unknown[]) => _[2] as Awaitable<boolean>)(serviceTimeout, 'IntrospectionPolicy.maySee', policy",
  ),
  breaks(
    'IN04',
    'src/server/client-protocol.ts',
    'Array.isArray(introspects) && introspects.length > 0',
    'Array.isArray(introspects)',
  ),
  breaks('IN04', 'src/server/client-input.ts', "row.authMethod === 'none' && row.protocol.introspects", 'false'),
  breaks('IN05', found, 'token.claims, members)', 'members, token.claims)'),
  breaks('IN05', found, 'token.claims, members)', 'members)'),
  breaks('IN05', found, '    aud: audienceOf(token.audience),\n', ''),
  breaks('IN05', found, "    token_type: 'N_A',\n", '', 'spec/endpoints/introspection/confusion.spec.ts'),
  breaks('IN05', found, 'sub: token.subject,', 'sub: token.user?.id,'),
  breaks('IN05', found, 'Math.floor(milliseconds / 1000)', 'milliseconds'),
  breaks('IN06', refresh, 'row.rotatedAt !== null || ', ''),
  breaks('IN06', refresh, ' || row.expiresAt <= context.clock.now()', ''),
  breaks('IN06', refresh, " || !client.hasGrantType('refresh_token')", ''),
  breaks('IN06', refresh, 'scopes.size === 0 || ', ''),
  breaks('IN06', refresh, ' || !(await livingFamily(context, row.familyId))', ''),
  breaks('IN06', endpoint, "token.kind === 'access_token' || this.grants.has('refresh_token')", 'token.kind.length > 0'),
  breaks('IN07', signed, "const typ = 'token-introspection+jwt';", "const typ = 'at+jwt';"),
  breaks('IN07', signed, 'aud: caller.clientId,', 'aud: settings.issuer,'),
  breaks('IN07', signed, 'clock.now() / 1000', 'clock.now()'),
  breaks('IN07', signed, ' && wanted >= (weights.get', ' && 1 >= (weights.get'),
  breaks('IN07', signed, 'wanted > 0 && ', ''),
  breaks('IN07', signed, '    token_introspection: response,\n', '    token_introspection: response,\n    ...response,\n'),
  breaks(
    'RV02',
    revocation,
    'token?.clientId !== client.clientId',
    'client.public && !token',
    'spec/endpoints/revocation-storage.spec.ts',
  ),
  breaks('RV05', 'src/tokens/token-revoker.ts', 'if (refresh?.hash === hash) return', 'if (false) return', specs),
  breaks(
    'RV06',
    'src/tokens/living-family.ts',
    'family?.revokedAt === null ?',
    'family ?',
    'spec/endpoints/revocation-storage.spec.ts',
  ),
  breaks(
    'RV07',
    'src/tokens/find-access-token.ts',
    'row.revokedAt !== null || ',
    '',
    'spec/endpoints/revocation-storage.spec.ts',
  ),
  breaks(
    'RV08',
    revocation,
    "typeof token.clientId === 'string' && typeof token.hash === 'string'",
    'true',
    'spec/endpoints/revocation-storage.spec.ts',
  ),
  breaks(
    'RV08',
    'src/core/storage.ts',
    'temporarilyUnavailable({ cause: withoutValues(cause) })',
    'cause as Error',
    'spec/endpoints/revocation-storage.spec.ts',
  ),
];
