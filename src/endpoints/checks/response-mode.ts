import { invalidRequest } from '../../core/errors';
import type { Check } from './check';
import { isImplicit } from './response-type';

/**
 * A code goes back in the query, an access token in the fragment and never in the query (OAuth 2.0 Multiple Response Types
 * section 5). Another mode that were ignored would surprise its client.
 */
export const responseMode: Check = ({ params, context }) => {
  const usual = isImplicit(params, context) ? 'fragment' : 'query';
  if ((params.get('response_mode') ?? usual) !== usual) throw invalidRequest('This response_mode is not supported');
};
