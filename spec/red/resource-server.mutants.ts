import type { Mutant } from './mutant';

const verifier = 'src/resource/remote/jwt-verifier.ts';
const rules = 'src/resource/remote/jwt-rules.ts';
const introspector = 'src/resource/remote/introspector.ts';
const guard = 'src/resource/guard.ts';
const told = 'src/resource/remote/told-token.ts';
const server = 'spec/resource/remote/*.spec.ts';
const b64token = 'src/tokens/b64token.ts';
const grep = 'is told by its characters';

/** The resource server that stands apart, and resources with a name. */
export const mutants: Mutant[] = [
  { id: 'PR09', file: guard, find: '!audience.includes(resource?.identifier ?? settings.identifier)', replace: 'false' },
  {
    id: 'PR09',
    file: guard,
    find: 'if (!resource && audience.length === 0) return;',
    replace: 'if (audience.length === 0) return;',
  },
  { id: 'PR09', file: guard, find: 'if (!resource && audience.length === 0) return;', replace: 'if (!resource) return;' },
  {
    id: 'PR09',
    file: 'src/controllers/state.ts',
    find: 'const own = resources?.get(target)',
    replace: 'const own = application?.resource',
  },
  {
    id: 'PR10',
    file: guard,
    find: 'challenges(settings, { resourceMetadata: resource?.metadataUrl }, types) });',
    replace: 'challenges(settings, {}, types) });',
  },
  { id: 'PR10', file: 'src/resource/protected-resource.ts', find: "url.pathname === '/' ? '' : url.pathname", replace: "''" },
  { id: 'PR10', file: 'src/controllers/well-known-documents.ts', find: 'new Set([place])', replace: 'new Set<string>()' },
  { id: 'PR13', file: introspector, find: 'Math.min(stale, living.expiresAt)', replace: 'living.expiresAt' },
  { id: 'PR13', file: introspector, find: 'Math.min(stale, living.expiresAt)', replace: 'stale' },
  { id: 'PR13', file: introspector, find: 'const stale = now +', replace: 'const stale = clock.now() +' },
  {
    id: 'RV07',
    file: 'src/server/resource-server/token-sources.ts',
    find: 'stalenessOf(verify.introspect)',
    replace: '600',
    spec: server,
  },
  { id: 'JA02', file: rules, find: " iat: 'number', jti: 'string' }", replace: " iat: 'number' }", spec: server },
  { id: 'JA02', file: rules, find: "typeof nbf !== 'number'", replace: 'false', spec: server },
  {
    id: 'JA03',
    file: rules,
    find: 'const algorithms = signatureAlgorithms;',
    replace: "const algorithms = [...signatureAlgorithms, 'ES256K'];",
    spec: server,
  },
  { id: 'JA02', file: told, find: '!isName(clientId) || ', replace: '', spec: server },
  { id: 'JA03', file: rules, find: ' || !algorithms.includes(alg)', replace: '', spec: server },
  {
    id: 'JA03',
    file: verifier,
    find: 'const key = await keyFor(',
    replace:
      'const key = jwt.header.jwk ? require("node:crypto").createPublicKey({ key: jwt.header.jwk as never, format: "jwk" }) : await keyFor(',
    spec: server,
  },
  { id: 'JA04', file: rules, find: ' || !types.includes(typ.toLowerCase())', replace: '', spec: server },
  { id: 'JA06', file: b64token, find: 'length > 0 && length <= longestB64token', replace: 'length > 0', spec: server },
  { id: 'length of a b64token', file: b64token, find: 'length > 0 && ', replace: '', grep },
  { id: 'padding of a b64token', file: b64token, find: 'padding.test(text.slice(end)) ? end : 0', replace: 'end', grep },
  { id: 'characters of a b64token', file: b64token, find: '._~+/]/', replace: '._~+]/', grep },
  { id: 'JA08', file: verifier, find: 'this.tolerance = tolerance * 1000', replace: 'this.tolerance = 3_600_000', spec: server },
  { id: 'JA08', file: rules, find: 'Math.max(nbf, Number(iat))', replace: 'nbf', spec: server },
  {
    id: 'JA08',
    file: 'src/server/resource-server/resource-settings.ts',
    find: 'if (tolerance <= mostTolerance)',
    replace: 'if (true as boolean)',
    spec: server,
  },
  {
    id: 'DP05',
    file: told,
    find: "(name === undefined || name === 'dpop') ? 'dpop' : 'unknown'",
    replace: "(name === undefined || name === 'dpop') ? 'bearer' : 'unknown'",
    spec: server,
  },
  {
    id: 'flood of unknown keys',
    file: 'src/server/document-cache.ts',
    find: 'this.clock.now() < entry.renewedAt + coolDown',
    replace: 'false',
    grep: 'at most once a minute for a flood',
  },
  {
    id: 'flaw of a document',
    file: 'src/server/document-cache.ts',
    find: 'if (found !== undefined) throw',
    replace: 'if (false) throw',
    grep: 'stay where something else comes|keeps nothing that has a flaw|a document of another kind takes',
  },
  {
    id: 'flaw of a JWK Set',
    file: 'src/resource/remote/key-source.ts',
    find: 'this.documents.renewed(url, jwkSetFlaw)',
    replace: 'this.documents.renewed(url)',
    grep: 'stay where something else comes',
  },
  {
    id: 'flaw of a JWK Set',
    file: 'src/core/jwk-set-flaw.ts',
    find: 'Array.isArray(keys) && ',
    replace: 'Array.isArray(keys) && keys.length > 0 && ',
    grep: 'all taken back open nothing|but one without keys does',
  },
  {
    id: 'flaw of a JWK Set',
    file: 'src/clients/assertion-keys.ts',
    find: 'fetcher.renewed(url, jwkSetFlaw)',
    replace: 'fetcher.renewed(url)',
    grep: 'a document of another kind takes',
  },
  {
    id: 'flaw of metadata',
    file: 'src/resource/remote/discovery.ts',
    find: "typeof document[member] === 'string' ?",
    replace: 'true ?',
    grep: 'that do not name them came in the place',
  },
  {
    id: 'keys last',
    file: 'src/resource/remote/key-source.ts',
    find: 'return this.known() ?? this.fetched(',
    replace: 'return this.fetched(',
    grep: 'keys that are fresh are used on',
  },
  {
    id: 'keys last',
    file: 'src/resource/remote/key-source.ts',
    find: `    const document = await usable(from(url));
    this.place = url;`,
    replace: `    this.place = url;
    const document = await usable(from(url));`,
    grep: 'are looked for where the metadata say it',
  },
  {
    id: 'patience with what was good',
    file: 'src/server/document-cache.ts',
    find: '(entry.document ? patience.wasGood : patience.otherwise)',
    replace: 'patience.otherwise',
    grep: 'are there again a second after',
  },
  {
    id: 'patience with what was good',
    file: 'src/server/document-cache.ts',
    find: '(entry.document ? patience.wasGood : patience.otherwise)',
    replace: '0',
    grep: 'are there again a second after',
  },
  {
    id: 'renewed but too old',
    file: 'src/server/document-cache.ts',
    find: 'if (!entry.document || this.clock.now() >= entry.freshUntil)',
    replace: 'if (!entry.document)',
    grep: 'gives nobody a document that is too old',
  },
  {
    id: 'stale keys',
    file: verifier,
    find: 'if (!known || known.keys !== known.source.known())',
    replace: 'if (!known)',
    grep: 'that were taken back end tokens',
  },
  {
    id: 'issuer of metadata',
    file: 'src/resource/remote/discovery.ts',
    find: 'document.issuer !== this.issuer',
    replace: 'false',
    grep: 'are those of the issuer, character',
  },
  {
    id: 'nonsense of introspection',
    file: introspector,
    find: "if (typeof active !== 'boolean')",
    replace: "if (active === 'never')",
    grep: 'believes no answer that makes no sense',
  },
  {
    id: 'user without a subject',
    file: told,
    find: 'if (sub === undefined && isName(username)) return undefined;',
    replace: '',
    grep: 'takes no user without a subject',
  },
  {
    id: 'one flight',
    file: introspector,
    find: 'if (flying) return flying;',
    replace: '',
    grep: 'asks once about a token that many',
  },
  {
    id: 'blanks in a scope',
    file: told,
    find: 'moreBlanks.test(scope) ?',
    replace: 'false ?',
    grep: 'more blanks than it needs',
  },
  {
    id: 'shared claims',
    file: told,
    find: 'copyOf(shared)',
    replace: 'shared as Record<string, unknown>',
    grep: 'hands each request objects of its own',
  },
];
