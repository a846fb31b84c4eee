import { expect } from 'chai';
import {
  Authenticator,
  ClientAuthenticator,
  OAuthController,
  OAuthServer,
  ScopePolicy,
  TokenGenerator,
  User,
  UserProvider,
} from 'oauth-controllers';
import { Container, Service } from 'typedi';
import { onEachFramework, startApplication } from '../support/application';
import { clientToken, userToken } from '../support/controllers';
import { call, exchange, obtainCode, post } from '../support/flow';

const options = { issuer: 'http://localhost:3000', database: ':memory:', scopes: { a: 'A' }, users: [] };
const rejection = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: Error) => error,
  );
const firstChars = async (app: Awaited<ReturnType<typeof startApplication>>) => (await clientToken(app)).slice(0, 5);

class Prefixed extends TokenGenerator {
  override async accessToken(...args: Parameters<TokenGenerator['accessToken']>) {
    return `mine_${await super.accessToken(...args)}`;
  }
}
class Second extends TokenGenerator {}

describe('services out of TypeDI', () => {
  // What one specification registers is no other's business.
  afterEach(() => void Container.remove([TokenGenerator, Authenticator, ClientAuthenticator, UserProvider, ScopePolicy]));

  it('are the defaults when nothing is registered', async () => {
    const app = await startApplication();
    expect(await firstChars(app)).to.match(/^oat_/);
    expect(Container.get(TokenGenerator).constructor).to.equal(TokenGenerator);
    await app.close();
  });

  it('are replaced by @Service({ id })', async () => {
    @Service({ id: TokenGenerator })
    class Decorated extends Prefixed {}
    const app = await startApplication();
    expect(await firstChars(app)).to.equal('mine_');
    expect(Container.get(TokenGenerator)).to.be.instanceOf(Decorated);
    await app.close();
  });

  it('are replaced by Container.set, before OAuthServer.create()', async () => {
    Container.set(TokenGenerator, new Prefixed());
    const app = await startApplication();
    expect(await firstChars(app)).to.equal('mine_');
    await app.close();
  });

  it('are replaced by Container.set, between OAuthServer.create() and server.options()', async () => {
    const server = await OAuthServer.create(options);
    Container.set(TokenGenerator, new Prefixed());
    expect(() => server.options({ controllers: [OAuthController] })).to.not.throw();
    await server.close();
    const app = await startApplication();
    expect(await firstChars(app)).to.equal('mine_');
    await app.close();
  });

  it('are replaced by the option services, without a decorator', async () => {
    const app = await startApplication({ services: [Prefixed] });
    expect(await firstChars(app)).to.equal('mine_');
    await app.close();
  });

  it('are injected into by their constructor', async () => {
    @Service()
    class Table {
      readonly names = ['ada'];
    }
    @Service({ id: UserProvider })
    class Accounts extends UserProvider {
      constructor(private readonly table: Table) {
        super();
      }
      override async findById(id: string) {
        return this.table.names.includes(id) ? Object.assign(new User(), { id, username: id }) : undefined;
      }
      override verify(username: string) {
        return this.findById(username);
      }
    }
    const app = await startApplication({ services: [Accounts] });
    expect((await call(app, await userToken(app))).status).to.equal(200);
    await app.close();
  });

  it('stop the start-up when nothing is known of what a constructor takes', async () => {
    class Undecorated extends UserProvider {
      constructor(readonly table: object) {
        super();
      }
    }
    expect((await rejection(OAuthServer.create({ ...options, services: [Undecorated] }))).message).to.equal(
      'Undecorated has constructor parameters that nothing is known of; put @Service({ id: UserProvider }) on it.',
    );
  });

  it('stop the start-up when they extend nothing that can be replaced, in the option or in TypeDI', async () => {
    class Stranger {}
    expect((await rejection(OAuthServer.create({ ...options, services: [Stranger] }))).message).to.match(
      /^The option services has Stranger that extends none of TokenGenerator, AuthorizationCodeGenerator, /,
    );
    Container.set(TokenGenerator, new Stranger() as TokenGenerator);
    const server = await OAuthServer.create(options);
    expect(() => server.options()).to.throw(
      TypeError,
      'The service registered as TokenGenerator does not extend TokenGenerator; write class Mine extends TokenGenerator.',
    );
    await server.close();
  });

  it('are shared by servers of one process: a second server may neither replace nor renew them', async () => {
    const app = await startApplication({ services: [Prefixed] });
    const service = Container.get(TokenGenerator);
    expect((await rejection(OAuthServer.create({ ...options, services: [Second] }))).message).to.equal(
      'The option services has Second, but another server of this process has started with Prefixed; servers of one process share their services.',
    );
    const again = await startApplication({ services: [Prefixed] });
    expect(Container.get(TokenGenerator)).to.equal(service);
    expect(await firstChars(app)).to.equal('mine_');
    await Promise.all([app.close(), again.close()]);
    const afterwards = await OAuthServer.create({ ...options, services: [Second] });
    await afterwards.close();
  });

  onEachFramework(on => {
    it('replaced too late are an error with a sentence, and nothing is let through', async () => {
      const app = await startApplication({ on });
      const [token, code] = [await userToken(app), await obtainCode(app)];
      class Late extends Authenticator {
        override async authenticate() {
          return undefined;
        }
      }
      Container.set(Authenticator, new Late());
      expect((await call(app, token)).status).to.equal(500);
      expect((await call(app)).status).to.equal(500);
      expect(app.log.text).to.contain(
        'Late replaced Authenticator after the server had started; register it before, or name it in the option: services: [Late].',
      );
      Container.set(TokenGenerator, new Prefixed());
      expect((await exchange(app, code)).body.error).to.equal('server_error');
      Container.set(ClientAuthenticator, new ClientAuthenticator());
      class LateClients extends ClientAuthenticator {}
      Container.set(ClientAuthenticator, new LateClients());
      expect((await post(app, { token }, { path: '/oauth/revoke', basic: 'web' })).status).to.equal(500);
      expect(() => app.server.options()).to.throw(TypeError, /replaced \w+ after the server had started/);
      await app.close();
    });
  });
});
