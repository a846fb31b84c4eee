import {
  Authenticator,
  AuthorizationCodeGenerator,
  Client,
  ClientAuthenticator,
  ScopePolicy,
  TokenGenerator,
  User,
  UserProvider,
} from 'oauth-controllers';
import { hanging } from './services';

export type Wrong = Record<string, () => unknown>;
const thrown = new Error('sqlite: the innermost text');
export const throws: Wrong = {
  throws: () => {
    throw thrown;
  },
  rejects: () => Promise.reject(thrown),
  'rejects with what is no error': () => Promise.reject('typeorm'),
  hangs: hanging,
};
export const noValues: Wrong = {
  'answers with nothing': () => undefined,
  'answers with null': () => null,
  "answers with ''": () => '',
  'answers with a number': () => 42,
  'answers with 5 characters': () => 'abcde',
  'answers with an object': () => ({ toString: () => 'a'.repeat(43) }),
  'answers with a blank within': () => `${'a'.repeat(30)} b`,
  'answers with a line break at the end': () => `${'a'.repeat(43)}\n`,
  'answers with 9000 characters': () => 'a'.repeat(9000),
};
export const noClients: Wrong = {
  'answers with nothing': () => undefined,
  'answers with true': () => true,
  'answers with a plain object': () => ({
    ...{ clientId: 'app', public: true, tokens: {}, protocol: {}, scopes: ['photos:read'], metadata: {}, redirectUris: [] },
    ...{ hasGrantType: () => true, owns: () => true },
  }),
  'answers with the mere shape of a Client': () => Object.create(Client.prototype),
};
export const noUsers: Wrong = {
  'answers with nothing': () => undefined,
  'answers with a plain object': () => ({ id: 'ada', username: 'ada', claims: {} }),
  'answers with another user': () => Object.assign(new User(), { id: 'grace', username: 'grace' }),
  'answers with a user without an id': () => Object.assign(new User(), { username: 'ada' }),
  'answers with a name': () => 'ada',
};

/** The service that misbehaves at the moment; all others are the defaults. */
let wrong: { service: string; act: () => unknown } | undefined;
export const misbehave = async <T>(service: string, act: () => unknown, work: () => Promise<T>): Promise<T> => {
  wrong = { service, act };
  try {
    return await work();
  } finally {
    wrong = undefined;
  }
};
const or = <T>(service: string, otherwise: () => T): T => (wrong?.service === service ? (wrong.act() as T) : otherwise());

class Tokens extends TokenGenerator {
  override accessToken = (context: never) => or('accessToken', () => super.accessToken(context));
  override refreshToken = (context: never) => or('refreshToken', () => super.refreshToken(context));
  override lifetime = (context: never) => or('lifetime', () => super.lifetime(context));
}
class Codes extends AuthorizationCodeGenerator {
  override generate = (request: never) => or('code', () => super.generate(request));
}
class ClientCheck extends ClientAuthenticator {
  override authenticate = (request: never) => or('client', () => super.authenticate(request));
}
class TokenCheck extends Authenticator {
  override authenticate = (request: never) => or('authenticator', () => super.authenticate(request));
}
class Policy extends ScopePolicy {
  override grantable = (client: Client, user: User | undefined, requested: never) =>
    or('policy', () => super.grantable(client, user, requested));
}
class Accounts extends UserProvider {
  private readonly ada = Object.assign(new User(), { id: 'ada', username: 'ada' });
  override findById = (id: string) => or('findById', async () => (id === 'ada' ? this.ada : undefined));
  override verify = (_name: string, password: string) =>
    or('verify', async () => (password === 'lovelace' ? this.ada : undefined));
}

/** The defaults, each of which misbehaves when it is told to. */
export const unreliable = (): object[] => [
  new Tokens(),
  new Codes(),
  new ClientCheck(),
  new TokenCheck(),
  new Policy(),
  new Accounts(),
];
