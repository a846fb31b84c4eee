import { invalidRequest } from '../../core/errors';
import { isS256Challenge } from '../../grants/pkce';
import type { Check } from './check';
import { responseTypeOf } from './response-type';

/**
 * PKCE (RFC 7636 section 4.3) with S256 only; a missing method would mean `plain` (section 4.3), which RFC 9700 section
 * 2.1.1 rules out. Every client needs it; confidential ones only as long as the operator has not decided otherwise.
 */
export const codeChallenge: Check = ({ params, client, context }) => {
  // Without a code there is nothing to protect.
  if (!responseTypeOf(params).includes('code')) return;
  const challenge = params.get('code_challenge');
  const method = params.get('code_challenge_method');
  if (challenge === undefined) {
    const optional = !client.public && context.settings.pkceOptionalForConfidentialClients;
    if (optional && method === undefined) return;
    throw invalidRequest('The parameter code_challenge is missing (RFC 7636)');
  }
  if (method !== 'S256') throw invalidRequest('Use code_challenge_method=S256');
  if (!isS256Challenge(challenge)) throw invalidRequest('The code_challenge is not a SHA-256 in base64url');
};
