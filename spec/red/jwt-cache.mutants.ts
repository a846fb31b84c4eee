import type { Mutant } from './mutant';

const verifier = 'src/resource/remote/jwt-verifier.ts';
const rules = 'src/resource/remote/jwt-rules.ts';
const jwt = 'src/resource/remote/jwt.ts';
const keys = 'src/resource/remote/published-keys.ts';
const cache = 'src/resource/remote/bounded-cache.ts';
const known = 'src/resource/remote/known-headers.ts';
const signature = 'src/tokens/keys/signature.ts';
const form = 'spec/resource/remote/jwt-form.spec.ts';
const spec = 'spec/resource/remote/jwt-cache.spec.ts';

/** JWTs that are verified once, and by node:crypto: what jose would have seen to, and what must not be remembered. */
export const mutants: Mutant[] = [
  { id: 'JA08', file: rules, find: 'startsAt <= now + tolerance && ', replace: '', spec },
  {
    id: 'JA08',
    file: verifier,
    find: 'isGood(known, now, this.tolerance) ? toldToken(id, value, known, context.scopes) : undefined',
    replace: 'toldToken(id, value, known, context.scopes)',
    spec,
  },
  { id: 'JA08', file: cache, find: 'entry.until > now', replace: 'now > 0', grep: 'forgets each at its own' },
  {
    id: 'JA02',
    file: verifier,
    find: 'known.keys !== known.source.known()',
    replace: 'known.source.known() === undefined',
    spec,
  },
  {
    id: 'hash of the whole token',
    file: verifier,
    find: 'const id = sha256(value);',
    replace: "const id = sha256(value.slice(0, value.lastIndexOf('.')));",
    grep: 'differs from them in a bit',
  },
  {
    id: 'one cache for each',
    file: verifier,
    find: 'private readonly verified = new BoundedCache<Verified>(remembered);',
    replace:
      'private readonly verified: BoundedCache<Verified> = ((globalThis as Record<string, unknown>).verified ??= new BoundedCache(remembered)) as never;',
    grep: 'are good for nobody else',
  },
  {
    id: 'bounded',
    file: cache,
    find: '{ max: size }',
    replace: '{ max: size * 2 }',
    grep: 'holds no more than it may',
  },
  {
    id: 'last used',
    file: cache,
    find: 'this.entries.get(key)',
    replace: 'this.entries.peek(key)',
    grep: 'holds no more than it may',
  },
  {
    id: 'shared audience',
    file: 'src/resource/remote/told-token.ts',
    find: '[...facts.audience]',
    replace: 'facts.audience',
    grep: 'lend no handler',
  },
  {
    id: 'shared claims within',
    file: 'src/resource/remote/told-token.ts',
    find: "if (typeof value === 'object' && value !== null)",
    replace: "if (value === 'never')",
    grep: 'lend no handler',
  },
  {
    id: 'shared claims within claims',
    file: 'src/resource/remote/told-token.ts',
    find: "if (Object.values(value).some(one => typeof one === 'object')) return structuredClone(value);",
    replace: '',
    grep: 'lend no handler',
  },
  {
    id: 'shared protocol',
    file: 'src/core/client.ts',
    find: 'Object.freeze({})',
    replace: '{}',
    grep: 'lend no handler',
  },
  {
    id: 'shared scopes of a client',
    file: 'src/core/client.ts',
    find: 'Object.freeze([])',
    replace: '[]',
    grep: 'lend no handler',
  },
  {
    id: 'shared lists',
    file: 'src/resource/remote/told-token.ts',
    find: 'return Array.isArray(value) ? [...value] : { ...value };',
    replace: 'return Array.isArray(value) ? value : { ...value };',
    grep: 'lend no handler',
  },
  {
    id: 'shared objects',
    file: 'src/resource/remote/told-token.ts',
    find: 'return Array.isArray(value) ? [...value] : { ...value };',
    replace: 'return Array.isArray(value) ? [...value] : value;',
    grep: 'lend no handler',
  },
  { id: 'JA06', file: rules, find: 'crit === undefined && ', replace: '', spec: form },
  { id: 'JA06', file: rules, find: ' && b64 === undefined', replace: '', spec: form },
  {
    id: 'JA03',
    file: rules,
    find: "typeof alg !== 'string' || !algorithms.includes(alg)",
    replace: '!algorithms.includes(String(alg))',
    spec: form,
  },
  {
    id: 'JA03',
    file: rules,
    find: "typeof typ !== 'string' || !types.includes(typ.toLowerCase())",
    replace: '!types.includes(String(typ).toLowerCase())',
    spec: form,
  },
  {
    id: 'JA06',
    file: jwt,
    find: "bytes.length > 0 && bytes.toString('base64url') === text",
    replace: 'bytes.length > 0',
    spec: form,
  },
  { id: 'JA06', file: jwt, find: ' || !isUtf8(bytes)', replace: '', spec: form },
  { id: 'JA02', file: verifier, find: '!isSignatureOf(input, signature, key, alg)', replace: 'false', spec },
  {
    id: 'ECDSA as a JWS has it',
    file: signature,
    find: "use: { dsaEncoding: 'ieee-p1363' } });",
    replace: 'use: {} });',
    grep: 'by which jose verifies',
  },
  {
    id: 'JA02',
    file: signature,
    find: 'if (size !== undefined && signature.length !== size) return false;',
    replace: '',
    spec: form,
  },
  {
    id: 'length of a signature',
    file: signature,
    find: "ecdsa('sha512', 132)",
    replace: "ecdsa('sha512', 128)",
    grep: 'is told from every other',
  },
  {
    id: 'EdDSA',
    file: signature,
    find: 'return verify(null, Buffer.from(input), key, signature);',
    replace: 'return signature.length === 64;',
    grep: 'is told from every other',
  },
  {
    id: 'JA03',
    file: known,
    find: 'return this.known.get(text);',
    replace: 'return [...this.known.values()][0];',
    spec: form,
  },
  {
    id: 'headers that are made up',
    file: jwt,
    find: 'const header = known ?? objectOf(head);',
    replace: 'const header = known ?? objectOf(head);\n  if (header) headers.keep(head, header);',
    grep: 'are read once, and whoever makes some up',
  },
  { id: 'headers are read once', file: known, find: 'this.known.set(', replace: 'new Map().set(', grep: 'are read once' },
  { id: 'headers stay', file: known, find: 'Object.freeze(header)', replace: 'header', grep: 'nobody can change' },
  { id: 'so many headers', file: known, find: 'this.known.size >= most', replace: 'false', grep: 'are kept in small numbers' },
  { id: 'so long headers', file: known, find: 'text.length > longest', replace: 'false', grep: 'are kept in small numbers' },
  {
    id: 'salt',
    file: signature,
    find: "['PS384', pss('sha384', 48)]",
    replace: "['PS384', pss('sha384', 32)]",
    grep: 'by which jose verifies',
  },
  {
    id: 'an end that is none',
    file: 'src/tokens/keys/signed-jwt.ts',
    find: '!Number.isFinite(claims[name])',
    replace: 'false',
    grep: 'has an end that JSON cannot say',
  },
  {
    id: 'JA03',
    file: signature,
    find: "['PS256', pss('sha256', 32)]",
    replace: "['PS256', pss('sha256', constants.RSA_PSS_SALTLEN_AUTO)]",
    spec: form,
  },
  { id: 'JA03', file: keys, find: 'modulusLength < leastModulus', replace: 'false', spec: form },
  {
    id: 'JA03',
    file: keys,
    find: 'this.opened.get(alg)?.get(kid)',
    replace: '[...this.opened.values()].map(of => of.get(kid)).find(Boolean)',
    spec: 'spec/resource/remote/*.spec.ts',
  },
  {
    id: 'JA02',
    file: keys,
    find: 'this.opened.get(alg)?.get(kid)',
    replace: 'this.opened.get(alg)?.values().next().value',
    spec: 'spec/resource/remote/*.spec.ts',
  },
  {
    id: 'stale documents',
    file: 'src/server/document-cache.ts',
    find: 'entry && this.clock.now() < entry.freshUntil ? entry.document : undefined',
    replace: 'entry?.document',
    grep: 'that were taken back end tokens|are not relied on for ever',
  },
];
