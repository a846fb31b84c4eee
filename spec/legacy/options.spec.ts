import { expect } from 'chai';
import { OAuthController, TokenEndpoint } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { startApplication, type TestApplication, type TestOptions } from '../support/application';
import { Browser } from '../support/browser';
import { authorizationUrl, authorize, call, post, refresh, tokens } from '../support/flow';
import { PhotoController } from '../support/photos';
import { expectRefusal } from '../support/refusal';

@Controller('/special')
class SpecialTokens {
  @TokenEndpoint('/token', { scopes: ['photos:read'], lifetime: '1m', refreshable: false }) token() {}
}

@Controller('/mac')
class MacTokens {
  @TokenEndpoint('/token', { tokenType: 'mac' }) token() {}
}

async function on(options: TestOptions, run: (app: TestApplication) => Promise<void>): Promise<void> {
  const app = await startApplication(options);
  try {
    await run(app);
  } finally {
    await app.close();
  }
}

describe('settings that the ancestors had', () => {
  it('requireState: a request without state is refused', () =>
    on({ requireState: true }, async app => {
      expect((await authorize(app, { state: undefined })).location?.searchParams.get('error')).to.equal('invalid_request');
      expect((await authorize(app)).location?.searchParams.has('code')).to.equal(true);
    }));

  it('sslOnly: true refuses plain http on a loopback issuer too, false admits it on any', async () => {
    await on({ sslOnly: true }, async app => {
      expect((await post(app, { grant_type: 'client_credentials' }, { basic: 'service' })).status).to.equal(400);
      expect((await call(app, 'x')).status).to.equal(400);
    });
    await on({ sslOnly: false, tls: true }, async app => {
      expect((await post(app, { grant_type: 'client_credentials' }, { basic: 'service' })).status).to.equal(200);
      expect(app.log.text).to.include('sslOnly is false');
    });
  });

  it('missingRedirectUri: takes the user to a page of the operator, with nothing of the request', () =>
    on({ missingRedirectUri: '/missing' }, async app => {
      const page = await new Browser().request(authorizationUrl(app, { redirect_uri: 'https://evil.example/cb' }));
      expect(page.status).to.equal(303);
      expect(page.headers.get('location')).to.equal('/missing');
      expect((await new Browser().request(authorizationUrl(app, { client_id: 'nobody' }))).status).to.equal(400);
    }));

  it('tokens.bytes: lengths may grow, and only grow', async () => {
    await on({ tokens: { bytes: 64 } }, async app => {
      const { access_token, refresh_token } = await tokens(app);
      for (const token of [access_token, refresh_token]) expect(token).to.match(/^o.t_[0-9a-z]{9}\.[\w-]{86}$/);
    });
    for (const bytes of [31, 257, 32.5]) {
      const error = await startApplication({ tokens: { bytes } }).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(TypeError).and.have.property('message').that.includes('tokens.bytes');
    }
  });

  it('a client has lifetimes of its own, which come before the endpoint’s and the server’s', () =>
    on({ controllers: [OAuthController, SpecialTokens, PhotoController] }, async app => {
      const input = { clientSecret: 'a secret that is long', scopes: ['photos:read'], tokens: { accessToken: '5s' as const } };
      await app.server.clients.register({ clientId: 'hasty', ...input });
      const call = (basic: string, path: string, secret?: string) =>
        post(app, { grant_type: 'client_credentials', scope: 'photos:read' }, { basic, path, secret });
      expect((await call('service', '/oauth/token')).body.expires_in).to.equal(600);
      expect((await call('service', '/special/token')).body.expires_in).to.equal(60);
      expect((await call('hasty', '/special/token', input.clientSecret)).body.expires_in).to.equal(5);
    }));

  it('RT08: a client’s refresh tokens end when its own lifetime is over', () =>
    on({}, async app => {
      await app.server.clients.put({
        clientId: 'app',
        public: true,
        redirectUris: ['https://app.example/callback'],
        scopes: ['photos:read'],
        tokens: { refreshToken: '1h' },
      });
      const { refresh_token } = await tokens(app);
      app.clock.advance(3600);
      expect((await refresh(app, refresh_token)).status).to.equal(400);
    }));

  it('an endpoint has options of its own: scopes, token type, no refresh tokens', () =>
    on(
      { controllers: [OAuthController, SpecialTokens, MacTokens, PhotoController], tokenTypes: ['bearer', 'mac'] },
      async app => {
        const wide = await post(app, { grant_type: 'client_credentials' }, { basic: 'service', path: '/special/token' });
        expect(wide.body.error).to.equal('invalid_scope');
        const mac = await post(app, { grant_type: 'client_credentials' }, { basic: 'service', path: '/mac/token' });
        expect(mac.body).to.include({ token_type: 'mac' });
      },
    ));

  it('an endpoint that gives no refresh tokens spends none', () =>
    on({ controllers: [OAuthController, SpecialTokens, PhotoController] }, async app => {
      const { refresh_token } = await tokens(app);
      expectRefusal(await refresh(app, refresh_token, {}, { path: '/special/token' }), 'unsupported_grant_type');
      app.clock.advance(60);
      expect((await refresh(app, refresh_token)).status).to.equal(200);
    }));

  it('RT05: an answer of one token type is not given again at an endpoint of another', () =>
    on({ controllers: [OAuthController, MacTokens, PhotoController], tokenTypes: ['bearer', 'mac'] }, async app => {
      const { refresh_token } = await tokens(app);
      const { body } = await refresh(app, refresh_token);
      expectRefusal(await refresh(app, refresh_token, {}, { path: '/mac/token' }), 'invalid_grant');
      expect((await refresh(app, refresh_token)).body).to.deep.equal(body);
    }));

  it('scopes are managed while the server runs', () =>
    on({}, async app => {
      await app.server.scopes.put('photos:print', 'Print photos');
      expect(app.server.scopes.list()).to.deep.include({ name: 'photos:print', description: 'Print photos' });
      const { clientSecret = '' } = await app.server.clients.register({
        clientId: 'printer',
        scopes: ['photos:print', 'photos:read'],
      });
      const ask = () => post(app, { grant_type: 'client_credentials' }, { basic: 'printer', secret: clientSecret });
      expect((await ask()).body.scope).to.equal('photos:print photos:read');
      await app.server.scopes.remove('photos:print');
      expect((await ask()).body.scope).to.equal('photos:read');
      const error = await app.server.scopes.put('a b', '').catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(TypeError);
    }));

  it('scopes that another process has added are learned', () =>
    on({}, app =>
      on({ database: app.server.dataSource }, async other => {
        await app.server.scopes.put('late', 'Late');
        expect(other.server.scopes.has('late')).to.equal(false);
        await other.server.scopes.learn();
        expect(other.server.scopes.has('late')).to.equal(true);
        await app.server.scopes.remove('late');
        await other.server.scopes.learn();
        expect(other.server.scopes.has('late')).to.equal(false);
      }),
    ));
});
