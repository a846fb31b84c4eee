import { type Broken, type Mutant, watchedBy } from './mutant';

const refresh = 'src/grants/refresh-token.ts';
const code = 'src/grants/authorization-code.ts';
const issue = 'src/endpoints/token/issue-tokens.ts';
const unit = 'src/endpoints/token/issued-unit.ts';

const slowServices: readonly Broken[] = [
  // The reuse interval begins before the answer is there.
  ['RT05-interval', refresh, 'const now = context.clock.now();\n  const keep', 'const now = issuedAt;\n  const keep'],
  ['RT05-remaining', refresh, 'expiresAt: issuedAt + response', 'expiresAt: now + response'],
  ['RT05-revoked', refresh, 'if (!(await livingFamily(context, token.familyId)))', 'if (false)'],
  ['CO03-no-replay', code, 'if (code.redeemedAt !== null) return replayed(', 'if (code) return replayed('],
];

const lifetimes: readonly Broken[] = [
  [
    'RT03-for-weeks',
    refresh,
    'expiresAt: family.expiresAt }, where',
    'expiresAt: token.expiresAt }, where',
    'RT03: knows a used',
  ],
  ['RT03-for-weeks', refresh, 'token.expiresAt === family.expiresAt', 'token.expiresAt > now', 'RT03: knows a used'],
  ['family-outlived', unit, '=== undefined ? expiresAt : 0', '=== undefined ? 0 : 0'],
  ['family-outlived-unsaid', issue, 'return Math.floor((familyEnd(', 'return Number.POSITIVE_INFINITY || Math.floor((familyEnd('],
  ['family-outlived-refreshed', issue, '!granted.family?.exists && !isRefreshable', '!isRefreshable'],
];

const bindings: readonly Broken[] = [
  // A replay that would have been refused for another reason ends the family.
  [
    'CO04-key',
    code,
    '    return {\n      user,',
    '    if (isSpent) return replayed(context, code, client);\n    return {\n      user,',
    'CO04',
  ],
];

const elsewhere: Mutant[] = [
  {
    id: 'clock-another-leap',
    file: 'src/core/clock.ts',
    find: ' || Math.abs(leap - this.unbelieved.leap) > drift',
    replace: '',
    grep: 'RB04: waits as long',
  },
  {
    id: 'clock-slept',
    file: 'src/core/clock.ts',
    find: 'return Math.abs(leap - (this.slept - before)) <= drift;',
    replace: 'return leap < 0;',
    grep: 'RB04: knows at once that the machine has slept',
  },
  {
    id: 'clock-slept-before',
    file: 'src/core/clock.ts',
    find: 'this.slept = this.booted() - elapsed;',
    replace: '',
    grep: 'RB04: knows at once that the machine has slept',
  },
  {
    id: 'registered-ahead',
    file: 'src/core/client.ts',
    find: 'return Math.max(now, this.#row.createdAt);',
    replace: 'return now;',
    grep: 'a process has registered whose clock is ahead',
  },
  {
    id: 'grant-hangs',
    file: 'src/server/grant-registry.ts',
    find: 'builtIn(wanted) : inTime(wanted)',
    replace: 'builtIn(wanted) : wanted',
    grep: 'TE12: The grant that hangs',
  },
  {
    id: 'grant-hangs-later',
    file: 'src/server/grant-registry.ts',
    find: 'one.repeats || one.refused ? againInTime(one, limit, type) : one',
    replace: 'one',
    grep: 'repeats\\(\\) of the grant that hangs',
  },
  {
    id: 'unknown-letters',
    file: 'src/server/client-lookup.ts',
    find: 'isClientId(clientId) ? this.asked(findClient, clientId) : undefined',
    replace: 'this.asked(findClient, clientId)',
    grep: 'an id that no client can have',
  },
  {
    id: 'not-refreshable',
    file: 'src/endpoints/token/token-endpoint.ts',
    find: " && (type !== 'refresh_token' || refreshable !== false)",
    replace: '',
    grep: 'gives no refresh tokens spends none',
  },
  {
    id: 'RT05-type',
    file: issue,
    find: 'token?.tokenType !== tokenType',
    replace: 'token === undefined',
    grep: 'RT05: an answer of one token type',
  },
  {
    id: 'RT05-key',
    file: issue,
    find: 'jktOf(token.claims) !== jktOf(claims)',
    replace: 'false',
    grep: 'RT05: an answer for one key',
  },
  {
    id: 'logger-throws',
    file: 'src/core/logger.ts',
    find: 'recovering<unknown>(() => logger[level](...said), failed);',
    replace: 'logger[level](...said);',
    grep: 'a logger of the application',
  },
  {
    id: 'logger-rejects',
    file: 'src/core/logger.ts',
    find: '(...said), failed);',
    replace: '(...said), thrown => Promise.reject(thrown));',
    grep: 'a logger of the application',
  },
];

/** What becomes of a promise while services take their time, clocks differ and rows are swept. */
export const mutants: readonly Mutant[] = [
  ...watchedBy('spec/grants/**/*.spec.ts', slowServices, 'a token generator that takes its time'),
  ...watchedBy('spec/server/*.spec.ts', lifetimes, 'lives longer than any refresh token'),
  ...watchedBy('spec/extensions/**/*.spec.ts', bindings),
  ...elsewhere,
];
