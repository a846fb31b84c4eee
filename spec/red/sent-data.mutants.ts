import { type Broken, type Mutant, watchedBy } from './mutant';

const transformed = 'src/controllers/transformed.ts';
const data = 'src/controllers/plain-data.ts';
const tags = 'src/controllers/entity-tags.ts';

const broken: Broken[] = [
  ['data-set-by-handler', transformed, '!action.responseClassTransformOptions && ', '', 'is sent as class-transformer has it'],
  ['data-set-by-application', transformed, ' && !driver.classToPlainTransformOptions', '', 'has class-transformer leave out'],
  ['data-own-driver', transformed, 'own.transformResult !== known', 'false', 'in a way of its own'],
  ['data-functions', data, '      return false;\n  }', '      return true;\n  }', 'is sent as class-transformer has it'],
  [
    'data-own-lists',
    data,
    'if (Object.getPrototypeOf(list) !== Array.prototype) return false;',
    '',
    'as class-transformer has it',
  ],
  ['data-holes', data, 'isPlainData(list[index])', 'isPlainData(list[index] ?? 0)', 'as class-transformer has it'],
  [
    'data-classes',
    data,
    'if (Object.getPrototypeOf(value) !== Object.prototype) return false;',
    '',
    'as class-transformer has it',
  ],
  ['data-left-out', data, 'isLeftOut(name) || ', '', 'as class-transformer has it'],
  ['data-constructor', data, " || name === 'constructor'", '', 'answer to the byte what they answer behind them'],
  ['tags-others', tags, 'if (make !== this.make) {', 'if (!this.make) {', 'would give it by now'],
  [
    'tags-unlike',
    tags,
    '.find(prefix => given === prefix + strongTag(sample))',
    "[given.startsWith('W/') ? 1 : 0]",
    'into the place of it',
  ],
  ['tags-length', tags, 'Buffer.byteLength(body)', 'body.length', 'would give it by now'],
];

/** What is sent without a framework and without class-transformer is what they would have sent. */
export const mutants: readonly Mutant[] = watchedBy('spec/controllers/ahead/*.spec.ts', broken);
