import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { OAuthError } from '../../core/errors';
import { OnceAMinute } from '../../core/once-a-minute';
import type { Params } from '../../core/params';
import { matchesRedirectUri } from '../../core/redirect-uri';

/** So many characters of a stranger's URI go to the log. */
const longest = 200;
const told = new WeakMap<ServerContext, OnceAMinute>();

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
  tell(context, client, requested);
  throw new UnprovenRedirectUriError('The redirect_uri is not registered for this client');
}

/** Anybody can send such a request, as often as it likes: it must not fill the log, and one line shows a developer the mistake. */
function tell(context: ServerContext, { clientId, redirectUris: registered }: Client, asked: string): void {
  const lines = told.get(context) ?? new OnceAMinute();
  told.set(context, lines);
  const level = lines.isNew(clientId, context.clock.now()) ? 'warn' : 'debug';
  const requested = asked.length > longest ? `${asked.slice(0, longest)}…` : asked;
  const text = `oauth-controllers: client ${clientId} asked for a redirect URI that is not registered.`;
  context.logger[level](text, { requested, registered });
}

function onlyRegistered(client: Client): string {
  const [only, second] = client.redirectUris;
  if (only !== undefined && second === undefined) return only;
  throw new UnprovenRedirectUriError('The parameter redirect_uri is missing');
}
