import { constantTimeEqual, sha256 } from '../core/crypto';
import { User, UserProvider } from '../core/user';

export interface DevelopmentUser {
  username: string;
  password: string;
  claims?: Record<string, unknown>;
}

/** Users from the option `users`, kept in memory. For development: their passwords stand in the source. */
export class DevelopmentUsers extends UserProvider {
  private readonly users = new Map<string, { user: User; passwordHash: string }>();

  constructor(users: readonly DevelopmentUser[]) {
    super();
    for (const { username, password, claims = {} } of users) {
      const user = Object.assign(new User(), { id: username, username, claims });
      this.users.set(username, { user, passwordHash: sha256(password) });
    }
  }

  override findById(id: string): User | undefined {
    return this.users.get(id)?.user;
  }

  override verify(username: string, password: string): User | undefined {
    const known = this.users.get(username);
    // An unknown name costs the same comparison.
    const matches = constantTimeEqual(known?.passwordHash ?? sha256(''), sha256(password));
    return known && matches ? known.user : undefined;
  }
}
