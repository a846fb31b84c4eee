import type { Client } from './client';
import { OAuthError, serverError } from './errors';
import type { User } from './user';

/** What a column holds. Some databases cut the rest off without a word, and two users would be one. */
const longestId = 255;

/** @throws OAuthError server_error for a user whom no row could name */
export function refuseLongId({ id }: User): void {
  if (id.length <= longestId) return;
  throw serverError({
    hint: `UserProvider gave a user whose id has ${id.length} characters, and the tables hold ${longestId}; give users shorter ids, such as UUIDs.`,
  });
}

/**
 * RFC 9068 section 5: a token whose sub is its client_id is the client's own, so a user of that id could pass for the client.
 * @throws OAuthError with this code, where the user has the id of the client; server_error where the id is too long
 */
export function refuseNamesake(client: Client, user: User | undefined, code: 'access_denied' | 'invalid_grant'): void {
  if (user) refuseLongId(user);
  if (user?.id !== client.clientId) return;
  throw new OAuthError(code, 'This user cannot use this client', {
    hint: `The user ${user.id} has the id of the client that asks for a token, which would be taken for the client's own (RFC 9068 section 5); give users ids that no client has, such as UUIDs.`,
  });
}
