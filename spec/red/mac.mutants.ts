import type { Mutant } from './mutant';

const file = 'src/resource/mac.ts';

export const mutants: Mutant[] = [
  {
    id: 'MAC-time',
    file,
    find: 'if (Math.abs(now - Number(attributes.ts)) > window)',
    replace: 'if (now < 0)',
    grep: 'outside the time window',
  },
  {
    id: 'MAC-hash',
    file,
    find: 'if (!constantTimeEqual(macOf(key, signedRequest(request, attributes)), attributes.mac))',
    replace: 'if (!key)',
    grep: 'MAC tokens are refused when another',
  },
  {
    id: 'MAC-nonce-once',
    file,
    find: 'if (spent.get(request) === key) return;',
    replace: '',
    grep: 'as many guards as one request meets',
  },
  {
    id: 'MAC-nonce',
    file,
    find: 'await spendNonce(request, context, attributes, now);',
    replace: '',
    grep: 'when the request is replayed',
  },
  {
    id: 'MAC-once',
    file: 'src/core/statements/replay.ts',
    find: "insertOnce('replay')",
    replace:
      "{ ...insertOnce('replay'), with: (row: never) => ({ ...insertOnce('replay').with(row), statement: { ...insertOnce('replay'), affects: 'any' as const } }) }",
    grep: 'when the request is replayed',
  },
  {
    id: 'MAC-type',
    file: 'src/resource/authenticator.ts',
    find: 'if (!token || token.type !== type.name) throw unusable(token);',
    replace: 'if (!token) throw unusable();',
    grep: 'not accepted as bearer tokens',
  },
];
