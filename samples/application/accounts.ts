import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { type Duration, TokenContext, TokenGenerator, User, UserProvider } from 'oauth-controllers';
import { Service } from 'typedi';

interface Person {
  readonly id: number;
  readonly username: string;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Stands for the user table of an application. */
@Service()
export class People {
  private readonly persons: Person[] = [];
  /** Nobody: so that an unknown name takes as long as a wrong password. */
  private readonly nobody = { salt: randomBytes(16), hash: randomBytes(32) };

  add(username: string, password: string): void {
    const salt = randomBytes(16);
    this.persons.push({ id: this.persons.length + 1, username, salt, hash: scryptSync(password, salt, 32) });
  }

  byId(id: string): User | undefined {
    return asUser(this.persons.find(person => String(person.id) === id));
  }

  byPassword(username: string, password: string): User | undefined {
    const person = this.persons.find(one => one.username === username);
    const { salt, hash } = person ?? this.nobody;
    return timingSafeEqual(scryptSync(password, salt, 32), hash) ? asUser(person) : undefined;
  }
}

function asUser(person: Person | undefined): User | undefined {
  return person && Object.assign(new User(), { id: String(person.id), username: person.username });
}

@Service({ id: UserProvider }) // your user table stays yours
export class Accounts extends UserProvider {
  constructor(private readonly people: People) {
    super();
  }

  override async findById(id: string) {
    return this.people.byId(id);
  }

  override async verify(username: string, password: string) {
    return this.people.byPassword(username, password);
  }
}

@Service({ id: TokenGenerator })
export class Lifetimes extends TokenGenerator {
  override lifetime(context: TokenContext): Duration {
    return context.scopes.has('photos:write') ? '5m' : super.lifetime(context);
  }
}
