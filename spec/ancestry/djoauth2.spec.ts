import { expect } from 'chai';
import { AuthorizationEndpoint, AuthorizationRequest, AuthRequest, OAuthScope, TokenEndpoint, User } from 'oauth-controllers';
import { CurrentUser, Get, JsonController } from 'routing-controllers';
import { redirectUri, startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { userToken } from '../support/controllers';
import { authorizationUrl, authorize, call, exchange, obtainCode, refresh, tokens } from '../support/flow';
import { bearing, on } from './support';

@JsonController('/oauth')
class HalfController {
  @AuthorizationEndpoint()
  authorize(@AuthRequest() request: AuthorizationRequest, @CurrentUser({ required: false }) user?: User) {
    return user ? request.approve(user, { scopes: ['photos:read'] }) : request.login();
  }

  @TokenEndpoint() token() {}
}

describe('what djoauth2 had', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  it('@oauth_scope: the handler is given the token', async () => {
    const answer = await call(app, await userToken(app));
    expect(await answer.json()).to.deep.equal({ owner: 'ada', client: 'app', scope: 'photos:read' });
  });

  it('make_error_response(error, expose_errors): no details until a bearer token was attempted', async () => {
    expect((await call(app)).headers.get('www-authenticate')).to.match(/^Bearer realm="localhost:\d+"$/);
    expect((await call(app, 'x')).headers.get('www-authenticate')).to.include('error_description=');
  });

  it('ValueError: a scope name that does not exist stops the start-up, with its class and method', async () => {
    class Typo {
      list() {
        return [];
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Typo.prototype, 'list') ?? {};
    Get('/typo')(Typo.prototype, 'list');
    OAuthScope('photos:raed')(Typo.prototype, 'list', descriptor);
    const server = app.server;
    expect(() => server.options({ controllers: [Typo] })).to.throw(TypeError, /Typo\.list.*photos:raed/);
  });

  it('AuthorizationCodeGenerator: a request that cannot go back is an error page, or goes to missing_redirect_uri', async () => {
    const lost = (to: TestApplication) =>
      new Browser().request(authorizationUrl(to, { redirect_uri: 'https://evil.example/cb' }));
    expect((await lost(app)).status).to.equal(400);
    await on({ missingRedirectUri: '/missing' }, async other => {
      expect((await lost(other)).location?.pathname).to.equal('/missing');
    });
  });

  it('make_authorization_endpoint: login required, then the form with client and scopes; acceptance and denial', async () => {
    const browser = new Browser();
    const url = authorizationUrl(app, { prompt: 'consent' });
    const login = await browser.open(url);
    expect(login.body).to.include('name="password"');
    const consent = await browser.logIn(login);
    for (const text of ['Photo App', 'See your photos']) expect(consent.body).to.include(text);
    const denied = await browser.deny(consent);
    expect(Object.fromEntries(denied.location?.searchParams ?? [])).to.include({ error: 'access_denied', state: 'xyz' });
    const allowed = await browser.allow(await browser.open(url));
    expect(`${allowed.location}`).to.match(/^https:\/\/app\.example\/callback\?code=/);
  });

  it('make_success_redirect: less than what was asked for may be granted', () =>
    on({ controllers: [HalfController] }, async half => {
      const browser = new Browser();
      const page = await browser.logIn(await browser.open(authorizationUrl(half, { scope: 'photos:read photos:write' })));
      const { body } = await exchange(half, String(page.location?.searchParams.get('code')));
      expect(body.scope).to.equal('photos:read');
    }));

  it('ACCESS_TOKEN_LIFETIME, AUTHORIZATION_CODE_LIFETIME: what is over is over', async () => {
    await on({ tokens: { accessToken: '2m', code: '30s' } }, async short => {
      const { access_token, expires_in } = await tokens(short);
      expect(expires_in).to.equal(120);
      short.clock.advance(120);
      expect((await call(short, access_token)).status).to.equal(401);
      const code = await obtainCode(short);
      short.clock.advance(30);
      expect((await exchange(short, code)).body.error).to.equal('invalid_grant');
    });
  });

  it('ACCESS_TOKENS_REFRESHABLE = False', () =>
    on({ grants: ['authorization_code'] }, async other => {
      expect((await tokens(other)).refresh_token).to.equal('');
    }));

  it('AccessToken.has_scope(), is_expired(), invalidate()', async () => {
    const value = await userToken(app);
    const { token } = await app.server.authenticate(bearing(value));
    expect([token.hasScope('photos:read'), token.hasScope('photos:write')]).to.deep.equal([true, false]);
    const now = app.clock.now();
    expect([token.isExpired(now), token.isExpired(now + 600_000)]).to.deep.equal([false, true]);
    await token.revoke();
    expect((await call(app, value)).status).to.equal(401);
  });

  it('a code used twice invalidates the tokens issued from it', async () => {
    const code = await obtainCode(app);
    const { body } = await exchange(app, code);
    expect((await call(app, body.access_token)).status).to.equal(200);
    expect((await exchange(app, code)).body.error).to.equal('invalid_grant');
    expect((await call(app, body.access_token)).status).to.equal(401);
  });

  it('refresh_token_used_after_invalidation', () =>
    on({ tokens: { reuseInterval: 0 } }, async strict => {
      const reused: string[] = [];
      strict.server.events.on('refreshTokenReused', ({ client }) => reused.push(client.clientId));
      const { refresh_token } = await tokens(strict);
      expect((await refresh(strict, refresh_token)).status).to.equal(200);
      expect((await refresh(strict, refresh_token)).body.error).to.equal('invalid_grant');
      expect(reused).to.deep.equal(['app']);
    }));

  it('UnauthenticatedUser: an anonymous user is sent to log in; prompt=none tells login_required', async () => {
    expect((await new Browser().open(authorizationUrl(app))).body).to.include('name="password"');
    const silent = await authorize(app, { prompt: 'none' });
    expect(silent.location?.searchParams.get('error')).to.equal('login_required');
    expect(`${silent.location}`.startsWith(redirectUri)).to.equal(true);
  });

  it('CLIENT_KEY_LENGTH, CLIENT_SECRET_LENGTH: random bytes, which may only grow', async () => {
    await on({ credentials: { clientId: 40, clientSecret: 64 } }, async other => {
      const { client, clientSecret } = await other.server.clients.register({ scopes: ['photos:read'] });
      expect([client.clientId, clientSecret].map(value => Buffer.from(String(value), 'base64url').length)).to.deep.equal([
        40, 64,
      ]);
      const rotated = await other.server.clients.rotateSecret(client.clientId);
      expect(Buffer.from(rotated, 'base64url')).to.have.length(64);
    });
    const refused = await on({ credentials: { clientSecret: 16 } }, async () => undefined).catch((error: Error) => error);
    expect(refused).to.be.instanceOf(TypeError);
    expect(String(refused)).to.include('credentials.clientSecret is 16; give a whole number from 32, the default, to 128.');
  });

  it('model AuthorizationCode: has_scope(), is_expired(), invalidate()', async () => {
    const value = await obtainCode(app, { scope: 'photos:read' });
    const code = await app.server.codes.find(value);
    expect(code).to.include({ userId: 'ada', redirectUri, redeemed: false });
    expect([code?.client.clientId, code?.hasScope('photos:read'), code?.hasScope('photos:write')]).to.deep.equal([
      'app',
      true,
      false,
    ]);
    const expiry = Number(code?.expiresAt.getTime());
    expect([code?.isExpired(expiry - 1), code?.isExpired(expiry)]).to.deep.equal([false, true]);
    await code?.revoke();
    expect((await app.server.codes.find(value))?.redeemed).to.equal(true);
    expect((await exchange(app, value)).body.error).to.equal('invalid_grant');
    expect(await app.server.codes.find(`${value}x`)).to.equal(undefined);
  });

  it('invalidate() of a code leaves the tokens alone that it was exchanged for', async () => {
    const value = await obtainCode(app);
    const { body } = await exchange(app, value);
    await (await app.server.codes.find(value))?.revoke();
    expect((await call(app, String(body.access_token))).status).to.equal(200);
  });
});
