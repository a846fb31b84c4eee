import { invalidRequest } from '../../core/errors';
import type { Check } from './check';

/** RFC 6749 section 10.12 recommends state; the operator may insist on it. */
export const state: Check = ({ params, context }) => {
  if (context.settings.requireState && !params.has('state')) throw invalidRequest('The parameter state is missing');
};
