import type { Mutant } from './mutant';

const deadline = 'src/core/deadline.ts';
const spec = 'spec/core/deadline.spec.ts';

/** What is not waited for any more must be no less safe than what was. */
export const mutants: Mutant[] = [
  { id: 'TE12', file: deadline, find: 'if (this.first) this.watch', replace: 'if (this.first?.isOver) this.watch', spec },
  { id: 'TE12', file: deadline, find: 'this.first.until <= now', replace: 'this.first', spec },
  { id: 'TE12', file: deadline, find: 'if (!isLate(work)) return work;', replace: 'if (limit) return work;', spec },
  {
    id: 'TE12-timer',
    file: deadline,
    find: 'longestTimer)).unref();',
    replace: 'longestTimer));',
    grep: 'keeps no process alive',
    spec,
  },
  {
    id: 'CA16',
    file: 'src/server/attempts-a-minute.ts',
    find: 'if (!succeeded) this.uneasyUntil = now + forgotten;',
    replace: 'this.uneasyUntil = succeeded ? now + forgotten : 0;',
    spec: 'spec/attacks/guessing-secrets.spec.ts',
  },
  {
    id: 'PR03',
    file: 'src/resource/bearer.ts',
    find: '/access_token|%/',
    replace: '/access_token/',
    spec: 'spec/resource/bearer.spec.ts',
  },
  {
    id: 'AZ25',
    file: 'src/endpoints/checks/parameter-length.ts',
    find: 'if (length * 9 <= most) return;',
    replace: 'if (length <= most) return;',
    spec: 'spec/endpoints/authorization/too-large.spec.ts',
  },
];
