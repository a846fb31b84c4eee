import { insertOnce } from '../statement';

/** The one statement that spends something which may be seen once: a nonce, the jti of an assertion. */
export const spendOnce = insertOnce('replay');
