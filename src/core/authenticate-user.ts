import { type Awaitable, after } from './awaitable';
import type { ServerContext } from './context';
import { within } from './deadline';
import { refuseLongId } from './subject';
import { User } from './user';

/**
 * Asks the application who this name and password belong to, within the limit of wrong answers.
 * @returns undefined when they are wrong
 * @throws OAuthError with status 429 when there were too many wrong answers; server_error where the user's id is too long
 */
export async function authenticateUser(
  context: ServerContext,
  username: string,
  password: string,
  ip: string,
): Promise<User | undefined> {
  // A provider may take several spellings for one name, and nobody gets a new set of attempts with each.
  const tried = { ip, name: username.normalize('NFKC').trim().toLowerCase() };
  await context.logins.attempt(tried);
  const user = await within(context.settings.serviceTimeout, 'UserProvider.verify', context.users.verify(username, password));
  const at = new Date(context.clock.now());
  if (isUser(user)) {
    refuseLongId(user);
    await context.logins.succeeded(tried);
    context.events.emit('loginSucceeded', { at, user, ip });
    return user;
  }
  context.events.emit('loginFailed', { at, username, ip });
  return undefined;
}

/** The user with this id, if the application still has it and lets it act. */
export function findUser(context: ServerContext, id: string): Awaitable<User | undefined> {
  const found = within(context.settings.serviceTimeout, 'UserProvider.findById', context.users.findById(id));
  // A provider that answers with somebody else is a mistake that must not become a login.
  return after(found, user => (isUser(user) && user.id === id ? user : undefined));
}

function isUser(user: User | undefined | null): user is User {
  return user instanceof User && typeof user.id === 'string' && user.id !== '';
}
