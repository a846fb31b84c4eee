import type { Check } from './check';
import { clientMayAsk } from './client-may-ask';
import { codeChallenge } from './code-challenge';
import { noRepetition } from './no-repetition';
import { noRequestObject } from './no-request-object';
import { prompt } from './prompt';
import { responseMode } from './response-mode';
import { responseType } from './response-type';
import { state } from './state';

/**
 * The checks of an authorization request, in the order in which they are made. Client and redirect URI were proven before,
 * always (RFC 9700 section 4.11); the scope comes after, because it yields the scopes.
 */
export const checks: readonly Check[] = [
  noRepetition,
  noRequestObject,
  responseType,
  responseMode,
  clientMayAsk,
  codeChallenge,
  prompt,
  state,
];
