import type { Client } from './client';
import { OAuthError } from './errors';
import type { User } from './user';

/**
 * RFC 9068 section 5: a token whose sub is its client_id is the client's own, so a user of that id could pass for the client.
 * @throws OAuthError with this code, where the user has the id of the client
 */
export function refuseNamesake(client: Client, user: User | undefined, code: 'access_denied' | 'invalid_grant'): void {
  if (user?.id !== client.clientId) return;
  throw new OAuthError(code, 'This user cannot use this client', {
    hint: `The user ${user.id} has the id of the client that asks for a token, which would be taken for the client's own (RFC 9068 section 5); give users ids that no client has, such as UUIDs.`,
  });
}
