import type { Mutant } from './mutant';

const spec = 'spec/resource/accepted-types.spec.ts';

export const mutants: Mutant[] = [
  {
    id: 'AT01',
    file: 'src/resource/guard.ts',
    find: 'if (!types.some(type => type === token.type))',
    replace: 'if (token && types.length > 9)',
    grep: 'of a handler are fewer',
    spec,
  },
  {
    id: 'AT02',
    file: 'src/resource/guard.ts',
    find: 'this.types = acceptedTypes(context.settings, rule.tokenTypes, authenticator.tokenTypes);',
    replace: '',
    grep: 'of an Authenticator are fewer',
    spec,
  },
  {
    id: 'AT03',
    file: 'src/server.ts',
    find: '{ ...options, scopes: scope',
    replace: '{ scopes: scope',
    grep: 'of one authentication',
    spec,
  },
];
