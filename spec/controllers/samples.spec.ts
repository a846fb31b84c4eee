import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  AccessToken,
  Authenticator,
  AuthorizationCodeGenerator,
  OAuthController,
  TokenGenerator,
  UserProvider,
} from 'oauth-controllers';
import { useContainer } from 'routing-controllers';
import { Container } from 'typedi';
import { OAuthController as OwnController } from '../../samples/consent/controller';
import { pages } from '../../samples/consent/pages';
import { expressApplication } from '../../samples/own-app/express';
import { koaApplication } from '../../samples/own-app/koa';
import { BadgeGrant } from '../../samples/own-grant/badge-grant';
import { PhotoController, scopes } from '../../samples/protect/photos';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { userToken } from '../support/controllers';
import { authorizationUrl, call, exchange, form, loggedIn, post, tokens } from '../support/flow';

const client = {
  clientId: 'app',
  public: true,
  redirectUris: ['https://app.example/callback'],
  scopes: Object.keys(scopes) as (keyof typeof scopes)[],
};

describe('the samples', () => {
  // Back to the container of routing-controllers itself, which other specifications run with.
  afterEach(() => useContainer(undefined as never));

  onEachFramework(on => {
    it('protect: every rule of the controller holds', async () => {
      const app = await startApplication({ on, scopes, clients: [client], controllers: [OAuthController, PhotoController] });
      useContainer({ get: type => Container.get(type) });
      const status = async (path: string, token?: string, init: RequestInit = {}) =>
        (await call(app, token, { ...init, path: `/photos${path}` })).status;
      const json = (body: string) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
      const [read, write] = [await userToken(app), await userToken(app, 'photos:read photos:write albums:read')];
      expect([await status(''), await status('', read), await status('/featured'), await status('/health')]).to.deep.equal([
        401, 200, 200, 200,
      ]);
      expect(await status('/featured', 'bad')).to.equal(401);
      expect([await status('', read, json('{"title":"a"}')), await status('', write, json('{"title":"a"}'))]).to.deep.equal([
        403, 200,
      ]);
      const stepUp = await call(app, write, { path: '/photos', ...json('{"title":"a","private":true}') });
      expect([stepUp.status, stepUp.headers.get('www-authenticate')?.includes('scope="photos:admin"')]).to.deep.equal([
        403,
        true,
      ]);
      expect([await status('/1', read, { method: 'DELETE' }), await status('/1', write, { method: 'DELETE' })]).to.deep.equal([
        403, 204,
      ]);
      await app.close();
    });

    it('consent: pages and decisions of your own, as JSON for a single-page application', async () => {
      const app = await startApplication({ on, scopes, clients: [client], controllers: [OwnController] });
      const browser = new Browser();
      const send = async (page: { body: string }, values: Record<string, string | string[]>) => {
        const { form: target } = JSON.parse(page.body) as { form: { action: string; hidden: string } };
        const hidden = [...target.hidden.matchAll(/name="([^"]+)" value="([^"]+)"/g)].map(([, name = '', value = '']) => [
          name,
          value,
        ]);
        const body = form({ ...Object.fromEntries(hidden), ...values });
        return browser.follow(await browser.request(app.url + target.action, { method: 'POST', body }));
      };
      const login = await browser.open(authorizationUrl(app));
      expect(new URL(login.url).pathname).to.equal('/oauth/login');
      expect([login.headers.get('cache-control'), login.headers.get('x-frame-options')]).to.deep.equal(['no-store', 'DENY']);
      const failed = await send(login, { username: 'ada', password: 'wrong' });
      expect(JSON.parse(failed.body)).to.include({ client: 'app', error: 'The user name or the password is wrong.' });
      const consent = await send(failed, { username: 'ada', password: 'lovelace' });
      expect(JSON.parse(consent.body)).to.deep.include({
        user: 'ada',
        scopes: [{ name: 'photos:read', description: 'See your photos' }],
      });
      const { location } = await send(consent, { decision: 'allow', scope: 'photos:read' });
      expect((await exchange(app, location?.searchParams.get('code') ?? '')).status).to.equal(200);
      const denied = await browser.open(authorizationUrl(app, { scope: 'photos:admin' }));
      expect(denied.location?.searchParams.get('error')).to.equal('access_denied');
      expect(denied.location?.searchParams.get('error_description')).to.equal('Ask your administrator for this scope');
      await app.close();
    });
  });

  it('consent: a function and a template draw the page', async () => {
    const template = { consent: join(__dirname, '../../../samples/consent/consent.eta') };
    for (const [own, text] of [
      [pages, 'You will be sent to <b>app.example</b>'],
      [template, 'app asks, by a template'],
    ] as const) {
      const app = await startApplication({ scopes, clients: [client], pages: own });
      const browser = await loggedIn(app);
      const page = await browser.open(authorizationUrl(app, { scope: 'photos:read photos:write', prompt: 'consent' }));
      expect(page.body).to.contain(text);
      const answer = await browser.allow(page, ['photos:write']);
      expect((await exchange(app, answer.location?.searchParams.get('code') ?? '')).body.scope).to.equal('photos:write');
      await app.close();
    }
  });

  it('override: tokens, codes, API keys and users of your own', async () => {
    const { ApiKeys, services } = await import('../../samples/override/services.js');
    const app = await startApplication({ services });
    try {
      const browser = await loggedIn(app);
      const again = await browser.allow(await browser.open(authorizationUrl(app, { prompt: 'consent' })));
      const code = again.location?.searchParams.get('code') ?? '';
      expect(code).to.match(/^[\w-]{43}$/);
      const { body } = await exchange(app, code);
      expect(body.access_token).to.match(/^engines_oat_/);
      expect(body.expires_in).to.equal(300);
      const granted: AccessToken[] = [];
      app.server.events.on('tokenAuthenticated', ({ token }) => granted.push(token));
      expect(await (await call(app, body.access_token)).json()).to.have.property('owner', 'ada');
      Container.get(ApiKeys).add('key', granted[0] as AccessToken);
      expect((await call(app, undefined, { headers: { 'x-api-key': 'key' } })).status).to.equal(200);
      expect((await call(app, undefined, { headers: { 'x-api-key': 'other' } })).status).to.equal(401);
    } finally {
      await app.close();
      Container.remove([TokenGenerator, AuthorizationCodeGenerator, Authenticator, UserProvider]);
    }
  });

  for (const [name, make] of Object.entries({
    express: (app: TestApplication): RequestListener => expressApplication(app.server),
    koa: (app: TestApplication): RequestListener => koaApplication(app.server).callback(),
  })) {
    it(`own-app: ${name}, with TypeDI as its container`, async () => {
      const app = await startApplication({ scopes, clients: [client] });
      app.http.removeAllListeners('request').on('request', make(app));
      const { access_token } = await tokens(app);
      expect((await call(app, access_token)).status).to.equal(200);
      expect((await call(app)).status).to.equal(401);
      await app.close();
    });
  }

  it('own-grant: a grant type in one class', async () => {
    const grant = new BadgeGrant(async badge => (badge === '007' ? 'ada' : undefined));
    const grantTypes = [grant.type];
    const app = await startApplication({
      grants: ['client_credentials', grant],
      clients: [
        { ...client, scopes: ['photos:read'], grantTypes },
        { clientId: 'other', public: true, grantTypes: ['authorization_code'], redirectUris: client.redirectUris },
      ],
    });
    const ask = (badge?: string, client_id = 'app') => post(app, { grant_type: grant.type, badge, client_id });
    const { status, body } = await ask('007');
    expect([status, body.scope]).to.deep.equal([200, 'photos:read']);
    expect(await (await call(app, body.access_token)).json()).to.have.property('owner', 'ada');
    expect((await ask('008')).body.error).to.equal('invalid_grant');
    expect((await ask()).body.error).to.equal('invalid_request');
    expect((await ask('007', 'other')).body.error).to.equal('unauthorized_client');
    await app.close();
  });
});
