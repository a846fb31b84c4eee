import { type Awaitable, after } from './awaitable';
import type { ServerContext } from './context';
import { within } from './deadline';
import { serverError } from './errors';
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
  const { users } = context;
  const user = await within(context.settings.serviceTimeout, 'UserProvider.verify', users.verify(username, password));
  const at = new Date(context.clock.now());
  if (isUser(user)) {
    refuseLongId(user);
    await context.logins.succeeded(tried);
    context.events.emit('loginSucceeded', { at, user, ip });
    return user;
  }
  reportForeign(context, `${users.constructor.name}.verify`, user);
  context.events.emit('loginFailed', { at, username, ip });
  return undefined;
}

/** The user with this id, if the application still has it and lets it act. */
export function findUser(context: ServerContext, id: string): Awaitable<User | undefined> {
  const { users } = context;
  const found = within(context.settings.serviceTimeout, 'UserProvider.findById', users.findById(id));
  return after(found, user => {
    if (isUser(user) && user.id === id) return user;
    // A provider that answers with somebody else is a mistake that must not become a login.
    reportForeign(context, `${users.constructor.name}.findById`, user);
    return undefined;
  });
}

function isUser(user: unknown): user is User {
  return user instanceof User && typeof user.id === 'string' && user.id !== '';
}

/** @throws OAuthError server_error for a value that cannot be named as the user of anything that is issued */
export function refuseNoUser(user: unknown, call: string): asserts user is User {
  if (!isUser(user)) throw serverError({ hint: `${call} was given ${kindOf(user)}, so nobody was let in; ${mend('give it')}` });
}

/** Nobody would look for the mistake of a provider behind a wrong password. */
function reportForeign({ logger }: ServerContext, method: string, answer: unknown): void {
  if (answer === undefined || answer === null) return;
  logger.error(`oauth-controllers: ${method} answered with ${kindOf(answer)}, so nobody was let in; ${mend('return')}`);
}

const mend = (verb: string): string => `${verb} Object.assign(new User(), { id: String(row.id), username: row.username }).`;

/** What it is, never what is in it. */
function kindOf(answer: unknown): string {
  if (isUser(answer)) return 'another user than the one of that id';
  if (answer instanceof User) return `a User whose id is ${answer.id === '' ? 'empty' : `of the type ${typeof answer.id}`}`;
  if (answer === null) return 'null';
  const name = typeof answer === 'object' ? Object.getPrototypeOf(answer)?.constructor?.name : undefined;
  return typeof name === 'string' ? `an object of the class ${name}, which is no User` : `a value of the type ${typeof answer}`;
}
