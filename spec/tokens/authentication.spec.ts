import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { AuthorizationEndpoint, AuthorizationRequest, AuthRequest, JwksEndpoint, TokenEndpoint, User } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { exchange, obtainCode, refresh } from '../support/flow';
import { operatorKey } from '../support/keys';

@Controller('/oauth')
class StrongLogin {
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest) {
    const ada = Object.assign(new User(), { id: 'ada', username: 'ada' });
    return request.approve(ada, { acr: 'urn:example:strong', amr: ['pwd', 'otp'] });
  }
  @TokenEndpoint() token() {}
  @JwksEndpoint() jwks() {}
}

/** Who is approved, whoever is logged in; undefined: that is left to the server. */
let approved: string | undefined;

@Controller('/oauth')
class OnBehalf {
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest) {
    return approved && request.approve(Object.assign(new User(), { id: approved, username: approved }));
  }
  @TokenEndpoint() token() {}
  @JwksEndpoint() jwks() {}
}

describe('how a user logged in', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({
      controllers: [StrongLogin],
      tokens: { format: 'jwt' },
      keys: { encryptWith: operatorKey },
    });
  });
  after(() => app.close());

  it('JA07: is not told of another user than the one who did', async () => {
    const other = await startApplication({
      controllers: [OnBehalf],
      tokens: { format: 'jwt' },
      keys: { encryptWith: operatorKey },
    });
    const browser = new Browser();
    const claims = async (user?: string): Promise<Record<string, unknown>> => {
      approved = user;
      return decodeJwt((await exchange(other, await obtainCode(other, {}, browser))).body.access_token);
    };
    try {
      const login = other.clock.now() / 1000;
      expect(await claims()).to.include({ sub: 'ada', auth_time: login });
      other.clock.advance(100);
      expect(await claims('ada')).to.include({ sub: 'ada', auth_time: login });
      expect(await claims('grace')).to.include({ sub: 'grace', auth_time: login + 100 });
    } finally {
      approved = undefined;
      await other.close();
    }
  });

  it('JA07: goes from the approval into the token, and through each refresh', async () => {
    const expected = { auth_time: app.clock.now() / 1000, acr: 'urn:example:strong', amr: ['pwd', 'otp'] };
    const code = await obtainCode(app);
    app.clock.advance(20);
    const first = (await exchange(app, code)).body;
    expect(decodeJwt(first.access_token)).to.deep.include(expected);
    app.clock.advance(600);
    const second = (await refresh(app, first.refresh_token ?? '')).body;
    expect(decodeJwt(second.access_token)).to.deep.include(expected);
  });
});
