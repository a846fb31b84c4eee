import type { ServerContext } from '../../core/context';
import { sha256 } from '../../core/crypto';
import { grantableScopes } from '../../core/request-scopes';
import type { Scopes } from '../../core/scope';
import { offerConsent } from '../../core/statements/interactions';
import { commit } from './approve';
import type { PageSubject } from './pending';

/**
 * A consent is worth something only where a decision has asked for it, of this very user and in these very words. So what is
 * asked is kept, and is compared when the answer comes: a user who goes to the consent page by hand, past a decision that
 * would have denied or asked for a new login, finds no question there; and a client that has changed meanwhile is asked for
 * again (RFC 9700 section 4.15).
 */
export async function offer(context: ServerContext, subject: PageSubject): Promise<void> {
  const question = await questionOf(context, subject);
  const { interaction } = subject;
  if (!interaction || !question || interaction.row.offered === question.hash) return;
  const offered = question.hash;
  const now = context.clock.now();
  await commit(context, [offerConsent.with({ offered }, { hash: interaction.row.hash, expiresAt: now })]);
}

/** The scopes that the user was asked for in these words; undefined where nobody has been asked. */
export async function offeredScopes(context: ServerContext, subject: PageSubject): Promise<Scopes | undefined> {
  const question = await questionOf(context, subject);
  return question && question.hash === subject.interaction?.row.offered ? question.scopes : undefined;
}

interface Question {
  readonly scopes: Scopes;
  readonly hash: string;
}

async function questionOf(context: ServerContext, { request, login }: PageSubject): Promise<Question | undefined> {
  if (!login) return undefined;
  const { client, redirectUri } = request;
  const scopes = await grantableScopes(context, client, login.user, request.scopes);
  return { scopes, hash: sha256(JSON.stringify([login.user.id, login.authTime, client.name, redirectUri, ...scopes])) };
}
