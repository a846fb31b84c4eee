import { unauthorizedClient } from '../../core/errors';
import type { Check } from './check';
import { responseTypeOf } from './response-type';

/** RFC 6749 section 4.1.2.1; which grant type belongs to which response type: RFC 7591 section 2.1. */
export const clientMayAsk: Check = ({ client, params }) => {
  const types = responseTypeOf(params).split(' ');
  if (types.includes('code') && !client.hasGrantType('authorization_code')) {
    throw unauthorizedClient('The client is not registered for the authorization code grant');
  }
  if (types.includes('token') && !client.hasGrantType('implicit')) {
    throw unauthorizedClient('The client is not registered for the implicit grant');
  }
};
