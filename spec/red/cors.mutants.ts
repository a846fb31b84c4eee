import type { Mutant } from './mutant';

export const mutants: Mutant[] = [
  {
    id: 'BR01',
    file: 'src/endpoints/cors.ts',
    find: 'const allowed = listed || (await isOfClient(context, request, origin));',
    replace: 'const allowed = true;',
  },
  {
    id: 'client-owns',
    file: 'src/core/client.ts',
    find: ' && issuedAt >= this.#row.createdAt',
    replace: '',
    grep: 'registered again under the same id',
  },
];
