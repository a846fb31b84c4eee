import type { Mutant } from './mutant';

const spec = 'spec/metadata/made-once.spec.ts';
const endpoint = 'src/endpoints/metadata/metadata-endpoint.ts';
const facts = 'src/endpoints/metadata/facts.ts';
const made = 'src/endpoints/public-document.ts';
const stored = 'src/tokens/keys/stored-signer.ts';

/** Documents that are kept as they were written: what is served after something has changed must say so. */
export const mutants: readonly Mutant[] = [
  {
    id: 'documents-kept-for-ever',
    file: endpoint,
    find: 'if (this.known?.facts !== facts)',
    replace: 'if (this.known === undefined)',
    grep: 'say at once that a scope|say of scopes what another|ask an extension each time',
    spec,
  },
  {
    id: 'documents-never-kept',
    file: endpoint,
    find: 'if (this.known?.facts !== facts)',
    replace: 'if (this.known?.facts !== undefined || facts)',
    grep: 'are written at the first request',
    spec,
  },
  {
    id: 'documents-without-methods',
    file: endpoint,
    find: '    if (this.hooks.size > 0) return this.document(mountPath);\n',
    replace: '',
    grep: 'a method more|keep nothing of what a method does',
    spec,
  },
  {
    id: 'documents-of-what-may-change',
    file: endpoint,
    find: 'return JSON.stringify(await factsOf(this.context, { paths, mountPath }));',
    replace: `const facts = await factsOf(this.context, { paths, mountPath });
    return JSON.stringify({ ...facts, added: [] });`,
    grep: 'see what an extension has changed in place|ask an extension each time',
    spec,
  },
  ...(
    [
      ['scopes', 'scopes: scopes.names(),', 'scopes: [],', 'say at once that a scope'],
      ['grants', 'grantTypes: grantTypes.types(),', 'grantTypes: [],', 'a grant, an endpoint or a method more'],
      ['paths', 'paths: [...paths],', 'paths: [...paths].slice(0, 1),', 'a grant, an endpoint or a method more'],
      ['algorithms', 'await context.signer.algorithms()', "['ES256']", 'see what a signer of the application'],
      ['vault', 'canSeal: vault.canSeal(),', 'canSeal: true,', 'promise no secrets'],
    ] as const
  ).map(([id, find, replace, grep]): Mutant => ({ id: `documents-facts-${id}`, file: facts, find, replace, grep, spec })),
  {
    id: 'documents-facts-mount-path',
    file: facts,
    find: '    mountPath,\n',
    replace: "    mountPath: '',\n",
    grep: 'have tags of their own below each path',
    spec: 'spec/metadata/conditional.spec.ts',
  },
  {
    id: 'documents-half-made',
    file: made,
    find: '    const body = JSON.stringify(value);\n',
    replace: '    this.value = value;\n    const body = JSON.stringify(value);\n',
    grep: 'are refused each time where they cannot be written',
    spec,
  },
  {
    id: 'documents-always-written',
    file: made,
    find: 'if (value !== this.value) this.make(value);',
    replace: 'this.make(value);',
    grep: 'are written at the first request',
    spec,
  },
  {
    id: 'documents-keys-for-ever',
    file: stored,
    find: 'if (!this.published || !areSame(rows, this.published.rows))',
    replace: 'if (!this.published)',
    grep: 'show a key no longer|show keys as they are',
    spec,
  },
  {
    id: 'documents-keys-never-kept',
    file: stored,
    find: 'if (!this.published || !areSame(rows, this.published.rows))',
    replace: 'if (rows.length > 0)',
    grep: 'are written at the first request',
    spec,
  },
  {
    id: 'documents-keys-by-name',
    file: stored,
    find: 'row === others[index]',
    replace: 'row.id === others[index]?.id',
    grep: 'show keys as they are',
    spec,
  },
  {
    id: 'documents-keys-frozen',
    file: 'src/tokens/keys/public-jwk.ts',
    find: 'keys: Object.freeze(keys.map(key => Object.freeze(key)))',
    replace: 'keys',
    grep: 'lead nobody to keys that could be changed',
    spec,
  },
];
