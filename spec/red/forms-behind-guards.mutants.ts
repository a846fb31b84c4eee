import { type Mutant, watchedBy } from './mutant';

const ahead = 'src/controllers/read-ahead.ts';

/** What a guard looks at is there for whoever reads it next. */
export const mutants: Mutant[] = watchedBy('spec/adapters/forms-behind-guards.spec.ts', [
  ['given back', ahead, 'request.unshift(this.back)', 'this.back', 'reaches its parser whole'],
  ['end of an empty form', ahead, '  await undefined;\n', '', 'reaches its parser whole'],
  ['end is not read', ahead, 'request.readableLength > 0', 'true', 'reaches its parser whole'],
  ['a form that is large', 'src/resource/bearer.ts', 'if (!accepted) return none;', '', 'may be as large'],
  ['a token in a large form', ahead, 'this.bytes <= maxBytes ? this.back : undefined', 'this.back', 'no more than 64 KiB'],
  [
    'PR02-ahead',
    'src/resource/bearer.ts',
    "if (form) return form.all('access_token');",
    'if (form) return none;',
    'PR02: is looked through',
  ],
]);
