import type { Awaitable } from './awaitable';
import type { Scopes } from './scope';

/** The resource owner, as the application knows it. */
export class User {
  /** Stable and never given to another person; 255 characters at most. */
  id!: string;
  username!: string;
  /** What else the application wants to know or to tell about the user. */
  claims: Record<string, unknown> = {};
}

/**
 * Where users come from. Replace it with your own user table:
 * `@Service({ id: UserProvider }) class Accounts extends UserProvider { … }`
 */
export class UserProvider {
  /** The user with this id; undefined when there is none any more, or when it may not act: then its tokens are refused. */
  findById(_id: string): Awaitable<User | undefined> {
    return undefined;
  }

  /** The user whom this name and password belong to. Take as long for an unknown name as for a wrong password. */
  verify(_username: string, _password: string): Awaitable<User | undefined> {
    return undefined;
  }

  /** The claims that a client with these scopes may see. Not asked yet: it is there for OpenID Connect, which is to come. */
  async claims(user: User, _scopes: Scopes): Promise<Record<string, unknown>> {
    return { ...user.claims };
  }
}
