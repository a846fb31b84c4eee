import type { Mutant } from './mutant';

const spec = 'spec/resource/failing-closed.spec.ts';

/** Guards that nothing can be slipped past by an oversight. */
export const mutants: Mutant[] = [
  {
    id: 'FC01',
    file: 'src/controllers/rules.ts',
    find: '    tokenTypes: common(known.tokenTypes, added.tokenTypes),\n',
    replace: '',
    grep: 'what one decorator of a handler says of token types',
    spec,
  },
  {
    id: 'FC02',
    file: 'src/controllers/state.ts',
    find: 'if (own || resources?.has(target) || !nearest(target, metadata => metadata.resource)) return',
    replace: 'if (target) return',
    grep: 'a resource of its own that',
    spec,
  },
  {
    id: 'FC03',
    file: 'src/controllers/may-pass.ts',
    find: '  exchange.send(json(500, serverError()));\n  return false;',
    replace: '  throw error;',
    grep: 'nothing is left unhandled',
    spec,
  },
  {
    id: 'FC03',
    file: 'src/controllers/express-exchange.ts',
    find: '    if (response.headersSent) return response;\n',
    replace: '',
    grep: 'leaves nothing unhandled',
    spec,
  },
  {
    id: 'FC04',
    file: 'src/controllers/guards.ts',
    find: 'acceptedTypes(application.context.settings, admitted?.tokenTypes)',
    replace: 'acceptedTypes(application.context.settings)',
    grep: 'a handler that misses a scope itself',
    spec,
  },
  {
    id: 'DP03',
    file: 'src/server/resource-server/resource-application.ts',
    find: 'options.replay === undefined',
    replace: 'options',
    spec: 'spec/resource/remote/shared-replay.spec.ts',
  },
  {
    id: 'DP03',
    file: 'src/core/replay.ts',
    find: "if (typeof first === 'boolean') return first;",
    replace: 'return Boolean(first);',
    spec: 'spec/resource/remote/shared-replay.spec.ts',
  },
  {
    id: 'FC05',
    file: 'src/core/replay.ts',
    find: 'if (end <= now) this.spans.delete(end);',
    replace: 'if (end < 0) this.spans.delete(end);',
    grep: 'is forgotten with what expires',
    spec: 'spec/core/replay.spec.ts',
  },
  {
    id: 'FC05',
    file: 'src/core/replay.ts',
    find: 'if (end <= now) this.spans.delete(end);',
    replace: 'if (end <= now + 60_000) this.spans.delete(end);',
    grep: 'is bounded|is forgotten with what expires',
    spec: 'spec/core/replay.spec.ts',
  },
  {
    id: 'FC06',
    file: 'src/core/access-token.ts',
    find: 'return !(this.expiresAt.getTime() > now);',
    replace: 'return this.expiresAt.getTime() <= now;',
    grep: 'ends at no instant',
    spec: 'spec/resource/remote/odd-answers.spec.ts',
  },
  {
    id: 'FC07',
    file: 'src/resource/remote/introspector.ts',
    find: 'private readonly unknown = new BoundedCache<true>(remembered);',
    replace: 'private readonly unknown = this.answers as unknown as BoundedCache<true>;',
    grep: 'a flood of unknown tokens',
    spec: 'spec/resource/remote/odd-answers.spec.ts',
  },
];
