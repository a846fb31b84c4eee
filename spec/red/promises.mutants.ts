// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import type { Mutant } from './mutant';

const spec = 'spec/metadata/promises/*.spec.ts';
const unsigned = 'spec/keys/nothing-to-sign.spec.ts';
const document = 'src/endpoints/metadata/document.ts';

export const mutants: Mutant[] = [
  {
    id: 'MD04-signed-answers',
    file: document,
    find: "paths.has('introspection') ? algorithms : []",
    replace: "paths.has('introspection') ? ['ES256'] : []",
    grep: 'signed answer about a token',
    spec,
  },
  {
    id: 'MD04-required',
    file: 'src/extensions/par.ts',
    find: 'return this.required ? { require',
    replace: 'return this.lifetime < 0 ? { require',
    grep: 'can be pushed where it is said',
    spec,
  },
  // Every push is refused there: a place that is good for nothing.
  {
    id: 'MD04-pushed',
    file: document,
    find: "['authorization', 'pushed_authorization_request']",
    replace: "['authorization']",
    grep: 'can be pushed where it is said',
    spec,
  },
  {
    id: 'MD04-proofs',
    file: 'src/extensions/dpop.ts',
    find: '{ dpop_signing_alg_values_supported: dpopAlgorithms }',
    replace: '{ dpop_signing_alg_values_supported: dpopAlgorithms.slice(1) }',
    grep: 'proof of possession',
    spec,
  },
  {
    id: 'MD04-proof-algorithms',
    file: 'src/tokens/dpop-proof.ts',
    find: 'const algorithms = [...dpopAlgorithms];',
    replace: 'const algorithms = dpopAlgorithms.slice(1);',
    grep: 'proof of possession',
    spec,
  },
  {
    id: 'MD04-assertions',
    file: 'src/clients/private-key-jwt.ts',
    find: 'provesAssertion(assertion, client, context, { algorithms, keys',
    replace: 'provesAssertion(assertion, client, context, { algorithms: algorithms.slice(1), keys',
    grep: 'at the token endpoint',
    spec,
  },
  {
    id: 'MD04-revocation',
    file: document,
    find: '[`${kind}_endpoint_auth_methods_supported`, names]',
    replace: "[`${kind}_endpoint_auth_methods_supported`, names.slice(kind === 'revocation' ? 1 : 0)]",
    grep: 'at the revocation endpoint',
    spec,
  },
  {
    id: 'MD04-introspection',
    file: document,
    find: '[`${kind}_endpoint_auth_signing_alg_values_supported`, algorithms]',
    replace: "[`${kind}_endpoint_auth_signing_alg_values_supported`, algorithms.slice(kind === 'introspection' ? 1 : 0)]",
    grep: 'at the introspection endpoint',
    spec,
  },
  // Where nothing can be signed: an address that answers with an error, signatures that nobody makes, secrets that cannot be kept.
  {
    id: 'MD04-no-keys',
    file: document,
    find: "if (algorithms.length === 0) paths.delete('jwks');",
    replace: '',
    grep: 'that can sign nothing',
    spec: unsigned,
  },
  {
    id: 'MD04-no-jwks',
    file: 'src/endpoints/jwks-endpoint.ts',
    find: 'if ((await signer.algorithms()).length === 0) return empty(404);',
    replace: '',
    grep: 'that can sign nothing',
    spec: unsigned,
  },
  {
    id: 'MD04-no-algorithms',
    file: 'src/tokens/keys/stored-signer.ts',
    find: 'if (!this.ring.canSign()) return [];',
    replace: "if (!this.ring.canSign()) return ['ES256'];",
    grep: 'that can sign nothing',
    spec: unsigned,
  },
  {
    id: 'MD04-no-secrets',
    file: document,
    find: "canSeal ? [] : ['client_secret_jwt']",
    replace: "canSeal ? [] : ['nothing']",
    grep: 'that can sign nothing',
    spec: unsigned,
  },
  {
    id: 'IN07-unsigned',
    file: 'src/endpoints/introspection/introspection-endpoint.ts',
    find: 'algorithms.length > 0 ?',
    replace: 'algorithms ?',
    grep: 'that can sign nothing',
    spec: unsigned,
  },
];
