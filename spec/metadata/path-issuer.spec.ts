import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { createOAuthServer, OAuthController, OAuthServer } from 'oauth-controllers';
import { type RoutingControllersOptions, useExpressServer, useKoaServer } from 'routing-controllers';
import { defaults, type Framework, onEachFramework, startApplication } from '../support/application';
import { Browser } from '../support/browser';
import { authorizationUrl, authorize, call, exchange, loggedIn, tokens } from '../support/flow';
import { freePort } from '../support/free-port';
import { MemoryLogger } from '../support/logger';
import { PhotoController } from '../support/photos';
import { metadataOf, oauth, openid, statuses } from './support';

/** Two servers with their issuers at one origin, each below its path. */
async function tenants(on: Framework) {
  let listener: RequestListener = (_request, response) => void response.end();
  const http = createServer((request, response) => listener(request, response));
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(http.address() as AddressInfo).port}`;
  const create = (name: string) => OAuthServer.create({ ...defaults, issuer: `${origin}/${name}`, logger: new MemoryLogger() });
  const servers = [await create('one'), await create('two')] as const;
  const options = servers.map((server, index) =>
    server.options({ controllers: [OAuthController, PhotoController], routePrefix: index === 0 ? '/one' : '/two' }),
  );
  listener = together(on, options);
  return {
    one: { url: `${origin}/one`, server: servers[0] },
    two: { url: `${origin}/two`, server: servers[1] },
    root: { url: origin },
    async close() {
      http.closeAllConnections();
      await new Promise(resolve => http.close(resolve));
      for (const server of servers) await server.close();
    },
  };
}

function together(on: Framework, options: readonly RoutingControllersOptions[]): RequestListener {
  if (on === 'koa') {
    const app = new Koa();
    app.silent = true;
    for (const one of options) useKoaServer(app, one);
    return app.callback();
  }
  const app = on === 'express4' ? express4() : express5();
  for (const one of options) useExpressServer(app, one);
  return app;
}

describe('an issuer with a path', () => {
  onEachFramework(on => {
    it('MD01: two of them share an origin and a process, each with its own metadata, tokens and sessions', async () => {
      const { one, two, root, close } = await tenants(on);
      for (const [name, site] of Object.entries({ one, two })) {
        const document = await metadataOf(root, `${oauth}/${name}`);
        expect(document)
          .to.deep.equal(await metadataOf(site, openid))
          .and.deep.equal(await metadataOf(root, `${openid}/${name}`));
        expect(document).to.include({ issuer: site.url, token_endpoint: `${site.url}/oauth/token` });
      }
      expect(await statuses(root, oauth, openid, `${oauth}/three`)).to.deep.equal([404, 404, 404]);
      const [first, second] = [await tokens(one), await tokens(two)];
      const answers = await Promise.all(
        [
          call(one, first.access_token),
          call(two, second.access_token),
          call(one, second.access_token),
          call(two, first.access_token),
        ].map(async answer => (await answer).status),
      );
      expect(answers).to.deep.equal([200, 200, 401, 401]);
      await close();
    });

    it('MD02: answers name the whole issuer, and challenges too', async () => {
      const { one, close } = await tenants(on);
      const { location } = await authorize(one);
      expect(location?.searchParams.get('iss')).to.equal(one.url);
      expect((await call(one)).headers.get('www-authenticate')).to.contain(`realm="${new URL(one.url).host}/one"`);
      await close();
    });

    it('a browser is logged in at both at once, and out of neither by the other', async () => {
      const { one, two, close } = await tenants(on);
      const browser = new Browser();
      for (const site of [one, two, one, two]) {
        const { location } = await authorize(site, {}, browser);
        expect((await exchange(site, location?.searchParams.get('code') ?? '')).status).to.equal(200);
      }
      for (const site of [one, two]) {
        const silent = await browser.open(authorizationUrl(site, { prompt: 'none' }));
        expect(silent.location?.searchParams.has('code')).to.equal(true);
      }
      const half = await loggedIn(one);
      const silent = await half.open(authorizationUrl(two, { prompt: 'none' }));
      expect(silent.location?.searchParams.get('error')).to.equal('login_required');
      await close();
    });

    it('its cookies say whose they are, and keep __Host- where there is TLS', async () => {
      const names = async (path: string) => {
        const app = await startApplication({ on, path, tls: true });
        const browser = new Browser({ 'x-forwarded-proto': 'https' });
        const { headers } = await browser.request(authorizationUrl(app));
        await app.close();
        return headers.getSetCookie().map(cookie => [cookie.split('=')[0], /; Path=\/;/.test(cookie)]);
      };
      expect(await names('')).to.deep.equal([['__Host-oauth_browser', true]]);
      const [[one], [two]] = [await names('/one'), await names('/two')];
      expect(one?.[0])
        .to.match(/^__Host-oauth_browser_[\w-]{12}$/)
        .and.not.to.equal(two?.[0]);
      expect([one?.[1], two?.[1]]).to.deep.equal([true, true]);
    });
  });

  for (const framework of ['express', 'koa'] as const)
    it(`listen() on ${framework} serves below it`, async () => {
      const port = await freePort();
      const url = `http://localhost:${port}/one`;
      const server = await createOAuthServer({ ...defaults, framework, issuer: url, logger: new MemoryLogger() });
      await server.listen(port);
      expect(await metadataOf({ url: `http://localhost:${port}` }, `${oauth}/one`)).to.include({
        issuer: url,
        authorization_endpoint: `${url}/oauth/authorize`,
      });
      expect((await tokens({ url })).access_token).to.be.a('string');
      await server.close();
    });
});
