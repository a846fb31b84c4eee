import { OAuthError } from '../../core/errors';
import type { Check } from './check';

/** To ignore a request object would be to ignore what the client signed (OpenID Connect Core section 3.1.2.6). */
export const noRequestObject: Check = ({ params }) => {
  if (params.has('request')) throw new OAuthError('request_not_supported', 'Request objects are not supported');
  if (params.has('request_uri')) throw new OAuthError('request_uri_not_supported', 'request_uri is not supported');
};
