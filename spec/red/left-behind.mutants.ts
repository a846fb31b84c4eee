import type { Mutant } from './mutant';

const spec = 'spec/server/memory.spec.ts';

/** Literals that begin with a full object and go on: each leaves a hidden class behind, which stays until the whole heap is cleaned up. */
export const mutants: readonly Mutant[] = [
  {
    id: 'left-behind-jwt',
    file: 'src/tokens/jwt-access-token.ts',
    find: 'Object.assign({}, more, context.claims, decidedHere)',
    replace: '{ ...more, ...context.claims, ...decidedHere }',
    grep: 'is next to nothing for a JWT',
    spec,
  },
  {
    id: 'left-behind-answer',
    file: 'src/endpoints/authorization/answers.ts',
    find: 'Object.assign({}, parameters, state === undefined ? {} : { state }, answerMembers(context))',
    replace: '{ ...parameters, ...(state === undefined ? {} : { state }), ...answerMembers(context) }',
    grep: 'is next to nothing for an answer that goes back',
    spec,
  },
  {
    id: 'left-behind-headers',
    file: 'src/core/http.ts',
    find: 'Object.assign({}, response.headers, headers)',
    replace: '{ ...response.headers, ...headers }',
    grep: 'is next to nothing for a document',
    spec,
  },
];
