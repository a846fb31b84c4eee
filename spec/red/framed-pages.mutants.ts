import type { Mutant } from './mutant';

const unframed = 'src/controllers/unframed.ts';
const specs = 'spec/adapters/framed-pages.spec.ts';

/** [what is broken, the text, by what] */
const broken: [id: string, find: string, replace: string][] = [
  ['framed-policy', '    addPolicy(response);\n', ''],
  ['framed-options', "  response.setHeader('x-frame-options', 'DENY');\n", ''],
  ['framed-replaced', '[...policies, "frame-ancestors \'none\'"]', '"frame-ancestors \'none\'"'],
  ['framed-always', 'if (!policies.some(policy => named.test(policy))) ', ''],
  ['framed-somewhere', '(?:^|[;,])\\s*frame-ancestors', 'frame-ancestors'],
  ['framed-prefix', '(?![^\\s;,])', ''],
  ['framed-letters', '(?![^\\s;,])/i', '(?![^\\s;,])/'],
  ['framed-comma', '(?:^|[;,])', '(?:^|;)'],
  ['framed-head', '? reason : headers);', '? undefined : headers);'],
  ['framed-reason', '? reason : headers);', '? reason : undefined);'],
];

/** A page on which somebody says yes stands in nobody's frame. */
export const mutants: readonly Mutant[] = broken.map(([id, find, replace]) => ({
  ...{ id, file: unframed, find, replace, spec: specs },
  grep: 'UI01',
}));
