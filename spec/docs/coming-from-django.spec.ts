import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import type { MacTokenResponse } from 'oauth-controllers/testing';
import { options as adminPages } from '../../samples/coming-from-django/admin-pages';
import { whoAsks } from '../../samples/coming-from-django/authenticator';
import { AskController } from '../../samples/coming-from-django/authorization';
import { NightWatch } from '../../samples/coming-from-django/bearer-tokens';
import { details, refuseLateRequest, refusePrivatePhoto } from '../../samples/coming-from-django/errors';
import { audit } from '../../samples/coming-from-django/events';
import { start } from '../../samples/coming-from-django/framework-free';
import { AlbumController } from '../../samples/coming-from-django/guard';
import { options as implicit, oldApp } from '../../samples/coming-from-django/implicit';
import { photosAsJson } from '../../samples/coming-from-django/json-authenticator';
import { getSigned, MacTokenController, options as mac } from '../../samples/coming-from-django/mac-tokens';
import { callBack, endUnlessWriter, registerClient } from '../../samples/coming-from-django/models';
import { plainApplication } from '../../samples/coming-from-django/plain-routes';
import { replaceScope } from '../../samples/coming-from-django/scopes';
import { options as settings } from '../../samples/coming-from-django/settings';
import { BranchTokens, KioskController } from '../../samples/coming-from-django/token-endpoint';
import { Ledger } from '../../samples/coming-from-django/token-revoker';
import { Operator } from '../admin/support';
import { bearing, get, on, posted } from '../ancestry/support';
import { Browser } from '../support/browser';
import { clientToken, userToken } from '../support/controllers';
import {
  authorizationUrl,
  authorize,
  basic,
  call,
  exchange,
  obtainCode,
  form as parameters,
  post,
  refresh,
  tokens,
} from '../support/flow';
import { PhotoController } from '../support/photos';
import { restoreServices } from '../support/services';

const root = join(__dirname, '../../..');
const document = readFileSync(join(root, 'docs/coming-from-django.md'), 'utf8');

describe('docs/coming-from-django.md', () => {
  it('links every snippet, and each of them is run here', () => {
    const source = readFileSync(join(root, 'spec/docs/coming-from-django.spec.ts'), 'utf8');
    const snippets = readdirSync(join(root, 'samples/coming-from-django'));
    expect(snippets).to.have.length.above(10);
    for (const file of snippets) {
      expect(document, file).to.include(`(../samples/coming-from-django/${file})`);
      expect(source, file).to.include(`samples/coming-from-django/${file.replace(/\.ts$/, '')}'`);
    }
  });

  it('has a table for each ancestor', () => {
    for (const name of ['oauth2app', 'djoauth2', 'django-oauth-toolkit', 'Authlib'])
      expect(document).to.match(new RegExp(`^## ${name}\\b`, 'm'));
  });
});

describe('coming from Django: the snippets', () => {
  afterEach(restoreServices);

  it('authenticator.ts', () =>
    on({}, async app => {
      const answer = await whoAsks(app.server, bearing(await userToken(app, 'photos:write')));
      expect(JSON.parse(answer.body)).to.include({ user: 'ada', client: 'app' });
      expect((await whoAsks(app.server, bearing(await clientToken(app, 'photos:read')))).status).to.equal(403);
      expect((await whoAsks(app.server, bearing(await clientToken(app, 'photos:read albums:read')))).status).to.equal(200);
      expect((await whoAsks(app.server, get('/'))).status).to.equal(401);
    }));

  it('guard.ts', () => {
    const signedIn = (action: { request: { headers: Record<string, string> } }) =>
      action.request.headers['x-signed-in'] ? { username: 'session' } : undefined;
    return on(
      { controllers: [OAuthController, AlbumController], routing: { currentUserChecker: signedIn as never } },
      async app => {
        const token = await userToken(app, 'photos:read photos:write');
        expect(await (await call(app, token, { path: '/albums' })).json()).to.deep.equal({ owner: 'ada', mayWrite: true });
        expect((await call(app, await userToken(app), { path: '/albums' })).status).to.equal(403);
        const mine = (headers = {}) => call(app, token, { path: '/albums/mine', headers }).then(answer => answer.json());
        expect(await mine()).to.deep.equal({ owner: 'ada' });
        expect(await mine({ 'x-signed-in': 'yes' })).to.deep.equal({ owner: 'session' });
      },
    );
  });

  it('admin-pages.ts', () =>
    on({ ...adminPages }, async app => {
      const ada = await Operator.signedIn(app);
      const answer = await ada.send('/clients/new', '/clients/new', {
        name: 'Printer',
        kind: 'confidential',
        grant_type: 'refresh_token',
      });
      expect([answer.status, answer.body.includes('id="client-secret"')]).to.deep.equal([200, true]);
      expect((await (await Operator.signedIn(app, 'grace')).open('')).status).to.equal(403);
    }));

  it('scopes.ts', () =>
    on({}, async app => {
      const names = (await replaceScope(app.server)).map(({ name }) => name);
      expect(names).to.include('photos:print').and.not.include('albums:read');
    }));

  it('mac-tokens.ts', () =>
    on({ ...mac, controllers: [OAuthController, MacTokenController, PhotoController] }, async app => {
      const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service', path: '/mac/token' });
      const token = body as unknown as MacTokenResponse;
      const now = Math.floor(app.clock.now() / 1000);
      expect((await getSigned(`${app.url}/photos`, token, now)).status).to.equal(200);
      expect((await getSigned(`${app.url}/photos`, { ...token, mac_key: 'wrong' }, now)).status).to.equal(401);
    }));

  it('json-authenticator.ts', () =>
    on({}, async app => {
      const token = await userToken(app);
      expect((await photosAsJson(app.server, bearing(token))).body).to.equal('[{"id":1,"title":"Sunset"}]');
      const script = await photosAsJson(app.server, bearing(token, '/?callback=app.done'));
      expect(script.body).to.equal('/**/app.done([{"id":1,"title":"Sunset"}]);');
      expect(JSON.parse((await photosAsJson(app.server, bearing('x'))).body)).to.include({ error: 'invalid_token' });
    }));

  it('errors.ts', () => {
    const caught = (throws: () => never) => {
      try {
        return throws();
      } catch (error) {
        return details(error);
      }
    };
    expect(caught(refusePrivatePhoto)).to.include({ error: 'insufficient_scope', status: 403 });
    expect(caught(refuseLateRequest)).to.deep.equal({
      ...{ error: 'invalid_request', error_description: 'Photos are printed before noon', status: 400 },
    });
  });

  it('token-endpoint.ts', () =>
    on({ controllers: [OAuthController, KioskController], services: [BranchTokens] }, async app => {
      const ask = (scope: string) =>
        post(app, { grant_type: 'client_credentials', scope }, { basic: 'service', path: '/kiosk/token' });
      const { body } = await ask('photos:read');
      expect(body).to.include({ expires_in: 60 }).and.not.have.property('refresh_token');
      expect(body.access_token).to.match(/^machine_oat_/);
      expect((await ask('albums:read')).body.error).to.equal('invalid_scope');
    }));

  it('authorization.ts', () =>
    on({ controllers: [AskController] }, async app => {
      const browser = new Browser();
      const { form } = JSON.parse((await browser.open(authorizationUrl(app))).body);
      const hidden = [...form.hidden.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
      const fields = parameters({ ...Object.fromEntries(hidden), username: 'ada', password: 'lovelace' });
      const page = await browser.follow(await browser.request(new URL(form.action, app.url), { method: 'POST', body: fields }));
      expect(JSON.parse(page.body)).to.deep.include({
        client: 'Photo App',
        scopes: [{ name: 'photos:read', description: 'See your photos' }],
      });
      expect(AskController.last?.parameters).to.include({ client_id: 'app', state: 'xyz' });
      expect(AskController.last?.queryString).to.equal(new URL(authorizationUrl(app)).search.slice(1));
      const denied = await browser.open(authorizationUrl(app, { scope: 'photos:write' }));
      expect(denied.location?.searchParams.get('error')).to.equal('access_denied');
      const { redirectUris = [], ...trusted } = { ...oldApp, clientId: 'own', trusted: true, grantTypes: undefined };
      await app.server.clients.register({ ...trusted, redirectUris });
      const approved = await browser.open(authorizationUrl(app, { client_id: 'own', redirect_uri: redirectUris[0] }));
      expect(approved.location?.searchParams.get('code')).to.match(/^oac_/);
    }));

  it('implicit.ts', () =>
    on({ ...implicit }, async app => {
      await app.server.clients.register(oldApp);
      const [redirect_uri] = oldApp.redirectUris;
      const pkce = { code_challenge: undefined, code_challenge_method: undefined };
      const { location } = await authorize(app, { client_id: 'old-app', redirect_uri, response_type: 'token', ...pkce });
      const token = new URLSearchParams(location?.hash.slice(1)).get('access_token');
      expect((await call(app, String(token))).status).to.equal(200);
    }));

  it('settings.ts', () =>
    on({ ...settings }, async app => {
      const { access_token, expires_in, refresh_token } = await tokens(app);
      expect(access_token).to.match(/^oat_[0-9a-z]{9}\.[\w-]{64}$/);
      expect([expires_in, refresh_token]).to.deep.equal([3600, '']);
      expect((await call(app)).headers.get('www-authenticate')).to.equal('Bearer realm="Photos"');
      expect((await call(app, undefined, { path: `/photos?access_token=${access_token}` })).status).to.equal(200);
      expect((await authorize(app, { state: undefined })).location?.searchParams.get('error')).to.equal('invalid_request');
      const lost = await new Browser().request(authorizationUrl(app, { redirect_uri: 'https://evil.example/' }));
      expect(lost.location?.pathname).to.equal('/no-way-back');
    }));

  it('models.ts', () =>
    on({}, async app => {
      const { client, clientSecret } = await registerClient(app.server);
      expect(client).to.include({ owner: 'ada', description: 'Prints your photos on paper', name: 'Photo Printer' });
      expect(client.hasSecret(String(clientSecret), app.clock.now())).to.equal(true);
      const value = await userToken(app);
      const { token } = await app.server.authenticate(bearing(value));
      expect(token.isExpired(app.clock.now())).to.equal(false);
      Object.defineProperty(token, 'expiresAt', { value: new Date(Date.now() + 60_000) });
      expect(await endUnlessWriter(token)).to.equal(true);
      expect((await call(app, value)).status).to.equal(401);
      const code = await obtainCode(app, { scope: 'photos:read photos:write' });
      expect(await callBack(app.server, code, app.clock.now())).to.include({ userId: 'ada', redeemed: false });
      expect((await callBack(app.server, code, app.clock.now()))?.redeemed).to.equal(true);
      expect((await exchange(app, code)).body.error).to.equal('invalid_grant');
    }));

  it('events.ts', () =>
    on({}, async app => {
      const lines: string[] = [];
      audit(app.server, line => lines.push(line));
      const { access_token, refresh_token } = await tokens(app);
      await call(app, access_token);
      await post(app, { token: await clientToken(app) }, { basic: 'service', path: '/oauth/revoke' });
      await refresh(app, (await refresh(app, refresh_token)).body.refresh_token ?? '');
      await refresh(app, refresh_token);
      expect(lines).to.include.members([
        ...['app came for ada', 'service proved itself', 'service gave a token back'],
        'a refresh token of app was used after its end',
      ]);
    }));

  it('plain-routes.ts', () =>
    on({}, async app => {
      const http = createServer(plainApplication(app.server));
      await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/plain`;
      const answer = await fetch(url, { headers: { authorization: `Bearer ${await userToken(app)}`, connection: 'close' } });
      expect(await answer.json()).to.deep.equal({ user: 'ada', client: 'app' });
      expect(answer.headers.get('vary')).to.include('Authorization');
      expect((await fetch(url, { headers: { connection: 'close' } })).status).to.equal(401);
      http.close();
    }));

  it('framework-free.ts', async () => {
    const server = await start(':memory:');
    try {
      const { clientSecret = '' } = await server.clients.register({
        ...{ clientId: 'c', scopes: ['photos:read'], grantTypes: ['urn:example:ticket'] },
      });
      const ask = (ticket: string, more = {}) =>
        server.token(
          posted('/token', { grant_type: 'urn:example:ticket', ticket, ...more }, { authorization: basic('c', clientSecret) }),
        );
      const { access_token } = JSON.parse((await ask('first class', { seat: '12A' })).body);
      expect((await server.authenticate(bearing(access_token))).token.claims).to.deep.equal({ seat: '12A' });
      expect(JSON.parse((await ask('first class', { at: 'night' })).body)).to.include({ error: 'invalid_grant' });
      expect(JSON.parse((await ask('standing')).body)).to.include({ error: 'invalid_grant' });
      expect((await server.endpoint('health', get('/'))).body).to.equal('fine');
    } finally {
      await server.close();
    }
  });

  it('bearer-tokens.ts', () =>
    on({ services: [NightWatch] }, async app => {
      const token = await userToken(app);
      expect((await call(app, `legacy-${token}`)).status).to.equal(200);
      expect((await call(app, token, { headers: { 'x-closed': 'yes' } })).status).to.equal(400);
      NightWatch.locked.add('app');
      expect((await call(app, token)).status).to.equal(401);
      NightWatch.locked.clear();
    }));

  it('token-revoker.ts', () =>
    on({ services: [Ledger] }, async app => {
      const { access_token } = await tokens(app);
      await post(app, { token: `legacy-${access_token}`, client_id: 'app' }, { path: '/oauth/revoke' });
      expect((await call(app, access_token)).status).to.equal(401);
      expect(Ledger.entries).to.deep.equal(['app: access_token']);
    }));
});
