import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { OAuthError } from '../../core/errors';
import type { Params } from '../../core/params';
import { matchesRedirectUri } from '../../core/redirect-uri';

/** There is nowhere to send the user back to. */
export class UnprovenRedirectUriError extends OAuthError {
  constructor(description: string) {
    super('invalid_request', description);
  }
}

export interface ProvenRedirectUri {
  readonly redirectUri: string;
  readonly redirectUriSent: boolean;
}

/**
 * Where the user may be sent back to: one of the registered URIs, character by character (RFC 9700 section 4.1.3).
 * What is registered goes to the log, for the developer, and never to the browser (RFC 6749 section 3.1.2.4).
 */
export function provenRedirectUri(context: ServerContext, client: Client, params: Params): ProvenRedirectUri {
  const requested = params.get('redirect_uri');
  if (requested === undefined) return { redirectUri: onlyRegistered(client), redirectUriSent: false };
  if (client.redirectUris.some(registered => matchesRedirectUri(registered, requested))) {
    return { redirectUri: requested, redirectUriSent: true };
  }
  const registered = client.redirectUris;
  context.logger.warn(`oauth-controllers: client ${client.clientId} asked for a redirect URI that is not registered.`, {
    requested,
    registered,
  });
  throw new UnprovenRedirectUriError('The redirect_uri is not registered for this client');
}

function onlyRegistered(client: Client): string {
  const [only, second] = client.redirectUris;
  if (only !== undefined && second === undefined) return only;
  throw new UnprovenRedirectUriError('The parameter redirect_uri is missing');
}
