import { type Write } from '../../src/core/statement';
import { maxFailedVerifiers, redeemCode } from '../../src/core/statements/codes';
import { epoch } from './rows';

/** Spends a code, as its grant does. */
export const redeem = (hash: string, at = epoch): Write =>
  redeemCode.with({ redeemedAt: at }, { hash, expiresAt: at, failedVerifiers: maxFailedVerifiers - 1 });

/** What some work fails with; undefined where it does not. */
export const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
