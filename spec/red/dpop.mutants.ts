import { type Broken, type Mutant, watchedBy } from './mutant';

const proof = 'src/tokens/dpop-proof.ts';
const nonce = 'src/tokens/dpop-nonce.ts';
const extension = 'src/extensions/dpop.ts';
const resource = 'src/resource/dpop.ts';
const specs = 'spec/extensions/dpop/*.spec.ts';

const broken: Broken[] = [
  ['DP01', proof, "typ: 'dpop+jwt', algorithms", 'algorithms'],
  [
    'DP01',
    proof,
    "if (header.includes(',')) throw refuse('The request carries more than one DPoP proof');",
    'header = header.split(",")[0]!;',
  ],
  ['DP01', proof, '!jwk || privateMembers.some(member => Object.hasOwn(jwk, member))', '!jwk'],
  ['DP01', proof, "...['ES256', 'ES384',", "...['ES384',"],
  ['DP01', extension, 'isOn(settings) ? { dpop_signing_alg_values_supported: dpopAlgorithms } : {}', '{}'],
  ['DP01', proof, 'bytesOf(jwk.n) > maxModulus || ', ''],
  ['DP01', proof, ' || bytesOf(jwk.e) > maxExponent', ''],
  ['DP02', proof, 'if (htm !== request.method)', "if (htm === '')"],
  ['DP02', proof, ' || normalized(url) !== normalized(request.url)', ''],
  ['DP02', proof, 'url.username || url.password || ', ''],
  ['DP02', proof, 'return origin + path;', 'return origin + pathname + path.slice(path.length);'],
  ['DP02', proof, 'Math.abs(now / 1000 - iat) > window', 'now / 1000 - iat > window'],
  ['DP02', proof, 'Math.abs(now / 1000 - iat) > window', 'iat - now / 1000 > window'],
  ['DP02', proof, "jti === '' || ", ''],
  ['DP03', proof, "  if (!first) throw refuse('The DPoP proof has been used already');\n", ''],
  ['DP03', proof, 'Math.ceil(iat + window + margin) * 1000', 'iat'],
  ['DP03', proof, 'proof.jkt}\\n', "'any key'}\\n"],
  ['DP03', proof, 'spent.get(request) ?? ', ''],
  ['DP04', 'src/tokens/types/dpop.ts', "label: 'DPoP'", "label: 'Bearer'"],
  ['DP04', extension, 'claims: { cnf: { jkt: proof.jkt } }', 'claims: { cnf: { jkt: proof.jkt, more: true } }'],
  ['DP05', proof, '!constantTimeEqual(ath, sha256Base64url(token.value))', '!token'],
  ['DP05', proof, "typeof ath !== 'string' || ", "typeof ath === 'string' && "],
  ['DP05', proof, 'token.jkt === undefined || !constantTimeEqual(token.jkt, jkt)', 'token.jkt === undefined'],
  [
    'DP05',
    resource,
    "if (!proof) throw invalidDpopProof('The request needs a DPoP proof', { status: 401 });",
    'if (!proof) return;',
  ],
  ['DP06', resource, '/^dpop(?: +|$)/i', '/^(?:dpop|bearer)(?: +|$)/i'],
  ['DP07', extension, 'if (proof && required) await', 'if (!proof && required) await'],
  ['DP07', extension, 'access: required ? accessWithNonce : undefined,', ''],
  ['DP07', nonce, 'Math.abs(context.clock.now() - givenAt) <= lifetime', 'givenAt <= context.clock.now()'],
  ['DP07', nonce, '    return false;', '    return true;'],
  ['DP07', extension, 'answerHeaders: required ? freshNonce : undefined,', ''],
  [
    'DP07',
    'src/server/resource-server/resource-application.ts',
    'const extensions = extensionsOf(options.extensions);',
    'const extensions = extensionsOf([]);',
  ],
  ['DP08', extension, 'if (proof.jkt !== bound.jkt)', 'if (!bound.jkt)'],
  ['DP08', extension, 'proof ? { dpop_jkt: proof.jkt } : {}', '{}'],
  ['DP08', extension, "if (!thumbprint.test(jkt)) throw invalidRequest('dpop_jkt is not the SHA-256 thumbprint of a key');", ''],
  ['DP09', extension, 'protocol.dpop_bound_access_tokens === true || ', ''],
  ['DP09', 'src/tokens/types/dpop.ts', "if (jktOf(claims) === undefined) throw invalidDpopProof('A DPoP proof is missing');", ''],
  ['DP09', extension, ".split(' ').includes('token') && needsProof", ".split(' ').includes('nothing') && needsProof"],
  ['DP10', resource, ", { algs: dpopAlgorithms.join(' ') }", ''],
  ['DP10', 'src/controllers/give-headers.ts', 'exchange.expose(name)', 'name'],
  ['DP10', 'src/endpoints/cors.ts', ', DPoP-Nonce', ''],
  ['DP10', 'src/endpoints/cors.ts', ', dpop', ''],
  ['DP11', proof, "typeof htu === 'string' ? parseUrl(htu) : undefined", 'parseUrl(String(htu))'],
  ['DP11', proof, "typeof jti !== 'string' || ", ''],
  ['DP11', proof, ' || jti.length > maxJtiLength', ''],
  ['DP11', proof, 'header.length > maxLength || ', ''],
  ['DP11', proof, "if (nonce === undefined || typeof nonce === 'string') return nonce;", 'if (refuse) return String(nonce);'],
];

export const mutants: Mutant[] = [
  ...watchedBy(specs, broken),
  {
    id: 'DP03-spent-late',
    file: proof,
    find: '  if (token) checkToken(claims, proof, token, refuse);\n',
    replace:
      '  if (token) await spend(context, proof.jkt, iat, refuse);\n  if (token) checkToken(claims, proof, token, refuse);\n',
    grep: 'DP03: spends no proof by another key',
  },
  {
    id: 'DP03-for-long',
    file: proof,
    find: 'Math.ceil(iat + window + margin)',
    replace: 'Math.ceil(iat + 2 * window)',
    grep: 'DP03: remembers a proof as long as',
  },
  {
    id: 'DP07-unsealed',
    file: 'src/server/resource-server/resource-application.ts',
    find: '&& extensions.some(requiresNonces)',
    replace: '&& extensions.length > 9',
    grep: 'no start in production without a key to seal them under',
  },
  {
    id: 'DP-refresh',
    file: extension,
    find: 'return client.public ? { jkt } : null;',
    replace: 'return null;',
    grep: 'RT05: the answer that is given again inside the reuse interval goes to the key alone|binds the refresh token of a public',
    spec: specs,
  },
  {
    id: 'DP-confidential',
    file: extension,
    find: 'return client.public ? { jkt } : null;',
    replace: 'return { jkt };',
    grep: 'lets a confidential client change its key',
    spec: specs,
  },
];
