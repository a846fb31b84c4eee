import type { Mutant } from './mutant';

const claims = 'src/clients/assertion-claims.ts';
const verify = 'src/clients/verify-assertion.ts';
const assertion = 'src/clients/client-assertion.ts';
const keys = 'src/clients/assertion-keys.ts';
const input = 'src/server/client-keys.ts';
const cache = 'src/server/document-cache.ts';
const fetch = 'src/server/guarded-fetch.ts';
const fetchable = 'src/server/fetchable.ts';
const limiter = 'src/server/attempts-a-minute.ts';
const authenticator = 'src/clients/client-authenticator.ts';
const clients = 'src/server/clients.ts';

const breaks = (id: string, file: string, find: string, replace: string, spec?: string): Mutant => ({
  ...{ id, file, find, replace },
  ...(spec === undefined ? {} : { spec }),
});

export const mutants: readonly Mutant[] = [
  breaks('CA09', claims, 'if (aud !== settings.issuer)', 'if (![aud].flat().includes(settings.issuer))'),
  breaks('CA09', claims, 'if (aud !== settings.issuer)', 'if (!String(aud).startsWith(settings.issuer))'),
  breaks('CA09', claims, "if (typeof jti !== 'string' || jti === '')", 'if (false)'),
  breaks(
    'CA09',
    claims,
    "if (typeof exp !== 'number') return 'it has no exp.';",
    "if (typeof exp !== 'number') return undefined;",
  ),
  breaks('CA09', assertion, 'if (jwt.length > maxLength)', 'if (false)'),
  breaks('CA09', assertion, "if (params.need('client_assertion_type') !== jwtBearer)", 'if (false)'),
  breaks('CA09', claims, 'iss !== client.clientId || ', ''),
  breaks('CA09', verify, 'JSON.stringify(header.typ)', 'header.typ'),
  breaks('CA10', verify, 'registered === undefined || isSame(name, registered)', 'true'),
  breaks(
    'CA10',
    verify,
    '(await jwtVerify(jwt, key, { algorithms, currentDate: new Date(now), clockTolerance })).payload',
    "JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())",
  ),
  breaks('CA10', keys, 'keySet(jwks)({ ...header })', 'keySet(jwks)({ alg: header.alg })'),
  breaks('CA10', input, 'if (secret !== undefined) return secret;', ''),
  breaks('CA10', input, 'if (jwks && jwks_uri !== undefined)', 'if (false)'),
  breaks('CA10', clients, 'if (problem) throw', 'if (false) throw'),
  breaks('CA11', claims, "if (exp <= now) return 'it has expired.';", ''),
  breaks('CA11', claims, 'nbf > now + clockTolerance || iat > now + clockTolerance', 'nbf > now || iat > now'),
  breaks('CA11', claims, ' || iat > now + clockTolerance)', ')'),
  breaks('CA11', claims, 'export const clockTolerance = 30;', 'export const clockTolerance = 120;'),
  breaks('CA11', claims, 'if (exp - iat > longest)', 'if (exp - now > longest)'),
  breaks('CA11', 'src/core/resolve-settings.ts', 'if (lifetime <= 3600) return lifetime;', 'return lifetime;'),
  breaks('CA12', verify, 'if (await context.replay.spend(use, Math.ceil(exp * 1000))) return true;', 'return true;'),
  breaks('CA12', verify, '{client.clientId}\\n$', '{client.clientId.length > 99}\\n$'),
  breaks(
    'CA12',
    verify,
    '  const claims = await verifiedClaims(',
    "  const { jti: early } = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());\n" +
      "  if (!(await context.replay.spend(sha256(['client_assertion', client.clientId, early].join('\\n')), 2e12))) throw refused(early);\n" +
      '  const claims = await verifiedClaims(',
  ),
  breaks(
    'CA12',
    'src/core/replay.ts',
    'if (error instanceof UnitRefused) return false;',
    'if (error instanceof UnitRefused) return true;',
  ),
  breaks('CA13', verify, 'if (!types.includes(header.typ))', 'if (false)'),
  breaks('CA13', verify, "[undefined, 'jwt', 'client-authentication+jwt']", "[undefined, 'jwt']"),
  breaks('CA13', assertion, "typeof sub === 'string' && isClientId(sub)", 'true'),
  breaks('CA14', verify, 'clockTolerance })).payload', 'clockTolerance, crit: { x: true } })).payload'),
  breaks('CA15', keys, 'const renewed = await usable(() => fetcher.renewed(url, jwkSetFlaw));', 'const renewed = document;'),
  breaks('CA15', keys, 'fetcher.renewed(', 'fetcher.get('),
  breaks('CA15', cache, 'this.clock.now() < entry.renewedAt + coolDown', 'false'),
  breaks('CA15', cache, 'entry.flight ??= ', 'entry.flight = '),
  breaks('CA15', cache, 'if (entry.failure && now < entry.failure.until) throw entry.failure.error;', ''),
  breaks('CA15', cache, 'if (entry.document && now < entry.freshUntil)', 'if (entry.document)'),
  breaks('CA15', cache, 'Math.max(maxAge * 1000, keeping.least)', 'maxAge * 1000'),
  breaks('CA15', cache, 'if (this.entries.size <= this.size) break;', 'break;', 'spec/server/document-cache.spec.ts'),
  breaks('CA15', cache, 'this.entries.delete(url);', '', 'spec/server/document-cache.spec.ts'),
  breaks('CA15', fetch, 'if (statusCode !== 200) throw', 'if (statusCode >= 400) throw'),
  breaks('CA15', fetch, 'maxResponseSize: maxSize,', ''),
  breaks('CA15', fetch, 'dispatcher, signal, headers', 'dispatcher, headers'),
  breaks('CA15', fetch, "if (typeof type !== 'string' || !jsonType.test(type))", 'if (false)'),
  breaks('CA15', fetch, 'addresses.some((', 'addresses.every(('),
  breaks('CA15', fetch, 'connect: { lookup: guardedLookup(new URL(url), fetchable), timeout: timeLimit },', ''),
  breaks('CA15', fetchable, "parsed.kind() === 'ipv4' || ", 'true || '),
  breaks('CA15', fetchable, "range === 'unicast' && isGivenOut", 'isGivenOut'),
  breaks('CA15', fetchable, "(place === 'loopback' && loopback)", "place === 'loopback'"),
  breaks('CA15', fetchable, 'if (addresses.isValid(host) &&', 'if (false &&'),
  breaks('CA16', authenticator, 'method === none ? undefined', 'method !== none ? undefined'),
  breaks(
    'CA16',
    authenticator,
    'method === none ? undefined',
    'method.method.length === 0 ? undefined',
    'spec/attacks/*.spec.ts',
  ),
  breaks('CA16', authenticator, '{ ip: request.ip, ', '{ ip: method.method, ', 'spec/attacks/*.spec.ts'),
  breaks('CA16', authenticator, 'name: credentials.clientId }', 'name: method.method }', 'spec/attacks/*.spec.ts'),
  breaks('CA16', limiter, 'succeeded ? await this.counts().get(key) : await', 'await', 'spec/server/attempts.spec.ts'),
  breaks(
    'CA16',
    limiter,
    'dispose: (_, key) => void this.limiter.delete(key)',
    'dispose: () => undefined',
    'spec/server/attempts.spec.ts',
  ),
  breaks('CA16', limiter, 'noDisposeOnSet: true,', '', 'spec/attacks/*.spec.ts'),
  breaks('CA16', limiter, 'atMost(key) < this.most', 'atMost(key) <= this.most', 'spec/attacks/*.spec.ts'),
  breaks('CA16', limiter, 'if (state && failuresBefore >= this.most)', 'if (state && !succeeded && failuresBefore >= this.most)'),
  breaks('CA17', clients, 'if (!hasSecret(row.authMethod))', 'if (false)'),
  breaks(
    'CA17',
    clients,
    'async () => [{ secret, expiresAt: null }, ...(await this.left(row, until, now))]',
    'async () => this.left(row, now + 1e9, now)',
  ),
  breaks('CA18', 'src/core/client.ts', 'return Object.freeze(shown);', 'return protocol;'),
  breaks(
    'CA18',
    'src/core/sealed-secrets.ts',
    'vault.seal(purposeOf(clientId), secrets)',
    'vault.seal(JSON.stringify(secrets), secrets)',
  ),
  breaks('CA18', 'src/core/sealed-secrets.ts', '{clientId}`', '{clientId.length > 99}`'),
];
