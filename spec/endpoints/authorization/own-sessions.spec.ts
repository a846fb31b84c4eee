import { expect } from 'chai';
import {
  AuthorizationEndpoint,
  type AuthorizationRequest,
  AuthRequest,
  LoginPage,
  type OAuthOptions,
  TokenEndpoint,
  User,
  UserProvider,
} from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import type { TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl } from '../../support/flow';
import { restoreServices, startWith } from '../../support/services';

const ada = Object.assign(new User(), { id: 'ada', username: 'ada' });
let path: string | undefined;

@Controller('/oauth')
class OwnSessions {
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest) {
    return path === undefined ? request.approve(ada) : request.login({ path });
  }
  @TokenEndpoint() token() {}
}

@Controller('/oauth')
class OwnLogin extends OwnSessions {
  @LoginPage() login() {
    return 'my login';
  }
}

class Known extends UserProvider {
  override findById = () => ada;
}

class Verifying extends Known {
  override verify = () => undefined;
}

describe('an application with sessions of its own', () => {
  let app: TestApplication;
  beforeEach(() => {
    path = undefined;
  });
  afterEach(async () => {
    await app.close();
    restoreServices();
  });

  const start = async (users: UserProvider[], options: Partial<OAuthOptions> = {}): Promise<void> => {
    app = await startWith(users, { users: undefined, controllers: [OwnSessions], ...options });
  };

  it('AZ27: a refused request ends at its error where nobody can log in, and redirects nobody', async () => {
    for (const users of [[new Known()], []]) {
      await start(users);
      expect((await new Browser().open(authorizationUrl(app))).location?.searchParams.has('code')).to.equal(true);
      for (const [changes, code] of [
        [{ scope: 'admin' }, 'invalid_scope'],
        [{ code_challenge: undefined }, 'invalid_request'],
      ] as const) {
        const page = await new Browser().open(authorizationUrl(app, changes));
        expect([page.status, page.location, page.form]).to.deep.equal([400, undefined, undefined]);
        expect(page.body).to.include(code);
      }
      const silent = await new Browser().open(authorizationUrl(app, { scope: 'admin', prompt: 'none' }));
      expect(silent.location?.searchParams.get('error')).to.equal('invalid_scope');
      await app.close();
      restoreServices();
    }
    await start([]);
  });

  it('AZ27: its user logs in first where that is possible', async () => {
    for (const [users, options, shown] of [
      [[new Verifying()], {}, 'name="password"'],
      [[], { users: [{ username: 'ada', password: 'lovelace' }] }, 'name="password"'],
      [[new Known()], { controllers: [OwnLogin] }, 'my login'],
    ] as const) {
      await start([...users], {
        ...options,
        controllers: 'controllers' in options ? [...options.controllers] : [OwnSessions],
      } as never);
      const page = await new Browser().open(authorizationUrl(app, { scope: 'admin' }));
      expect([page.status, page.location]).to.deep.equal([200, undefined]);
      expect(page.body).to.include(shown);
      await app.close();
      restoreServices();
    }
    await start([]);
  });

  it('sends its user to the path that a decision names, query and all', async () => {
    await start([new Known()]);
    for (const [given, expected] of [
      ['/signin', '/signin?interaction='],
      ['/signin?lang=de&x=%2F', '/signin?lang=de&x=%2F&interaction='],
    ]) {
      path = given;
      const browser = new Browser();
      const first = await browser.request(authorizationUrl(app));
      const { location } = await browser.request(first.location ?? '');
      expect(location?.href.startsWith(`${app.url}${expected}`), location?.href).to.equal(true);
      expect(location?.searchParams.get('interaction')).to.have.length(43);
    }
  });

  it('AZ28: sends nobody to a path that could be another origin, and tells the developer', async () => {
    await start([new Known()]);
    for (const foreign of [
      ...['//evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example/', 'signin', '', '/\t/evil.example'],
      ...[' /signin', '/sign in', '/a\r\nset-cookie: x=1', '/ä', '/signin#here', 7 as never],
    ]) {
      path = foreign;
      const page = await new Browser().open(authorizationUrl(app));
      expect([page.status, page.location], JSON.stringify(foreign)).to.deep.equal([500, undefined]);
      expect(app.log.text).to.match(/request\.login\(\{ path: .* \}\) is no path of this server; give one/);
    }
  });
});
