import type { Mutant } from './mutant';

const misspelt = 'src/server/misspelt-grant.ts';
const clients = 'src/server/clients.ts';

/** [what is broken, where, the text, by what] */
const broken: [id: string, file: string, find: string, replace: string][] = [
  ['grant-declared', clients, '    refuseMisspelt(clientId, input.grantTypes, this.parts.grantTypes);\n', ''],
  ['grant-changed', clients, '    refuseMisspelt(clientId, changes.grantTypes, this.parts.grantTypes, row.grantTypes);\n', ''],
  ['grant-stored', misspelt, ' || own.includes(type)', ''],
  ['grant-uri', misspelt, "type.includes(':') || ", ''],
  ['grant-offered', misspelt, '...offered.types(), ', ''],
  ['grant-built-in', misspelt, '...Object.keys(builtInGrants), ', ''],
  ['grant-implicit', misspelt, ", 'implicit'])]", '])]'],
  ['grant-letters', misspelt, '.toLowerCase()', ''],
  ['grant-marks', misspelt, ".replace(/[^a-z]/g, '')", ''],
  ['grant-far', misspelt, 'const fewLetters = 2;', 'const fewLetters = 3;'],
  ['grant-near', misspelt, 'const fewLetters = 2;', 'const fewLetters = 1;'],
  ['grant-word', misspelt, 'given.length > 3 && name.includes(given)', 'given === name'],
  ['grant-mend', misspelt, "'' : ', and add it", "'' : '' && ', and add it"],
];

/** A client whose grant nobody could ever ask for is no client; one that somebody may offer is. */
export const mutants: readonly Mutant[] = broken.map(([id, file, find, replace]) => ({
  ...{ id, file, find, replace, grep: 'the grant types of a client', spec: 'spec/clients/misspelt-grant.spec.ts' },
}));
