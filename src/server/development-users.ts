import { constantTimeEqual, sha256 } from '../core/crypto';
import { kindOf } from '../core/kind-of';
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
    for (const one of users) {
      const { username, password, claims = {} } = checked(one);
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

/** @throws TypeError that names the user and shows no password */
function checked(user: DevelopmentUser): DevelopmentUser {
  const { username, password }: Partial<DevelopmentUser> = user ?? {};
  if (typeof username !== 'string') throw new TypeError(`A user in the option users ${lacks('username', username)}.`);
  if (typeof password !== 'string') throw new TypeError(`User ${username} in the option users ${lacks('password', password)}.`);
  return user;
}

function lacks(member: string, value: unknown): string {
  const what = value === undefined ? `has no ${member}` : `has ${member}: ${kindOf(value)}`;
  return `${what}; give a text: { username: 'ada', password: '…' }`;
}
