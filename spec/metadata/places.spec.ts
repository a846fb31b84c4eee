import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { OAuthController, OAuthRequest, TokenEndpoint } from 'oauth-controllers';
import { Controller, Get, type RoutingControllersOptions, useExpressServer, useKoaServer } from 'routing-controllers';
import { onEachFramework, startApplication } from '../support/application';
import { forgettingMetadata } from '../support/controllers';
import { tokens } from '../support/flow';
import { PhotoController } from '../support/photos';
import { metadataOf, oauth, openid, statuses } from './support';

@Controller('/own')
class TokenAlone {
  @TokenEndpoint() token() {}
}

describe('the places of the metadata', () => {
  forgettingMetadata();

  onEachFramework(on => {
    it('MD01: the metadata is at the root of the origin, without a decorator', async () => {
      const app = await startApplication({ on });
      for (const place of [oauth, openid]) {
        const response = await fetch(app.url + place);
        expect([response.status, response.headers.get('content-type')]).to.deep.equal([200, 'application/json; charset=utf-8']);
        expect(response.headers.get('cache-control')).to.equal('public, max-age=300');
        expect(response.headers.get('pragma')).to.equal(null);
        expect(await response.json()).to.include({
          issuer: app.url,
          authorization_endpoint: `${app.url}/oauth/authorize`,
          token_endpoint: `${app.url}/oauth/token`,
          revocation_endpoint: `${app.url}/oauth/revoke`,
        });
      }
      expect(await statuses(app, `${oauth}/`, `${oauth}/x`, `/x${oauth}`, `/x${openid}`, '/.well-known/x')).to.deep.equal([
        404, 404, 404, 404, 404,
      ]);
      await app.close();
    });

    it('MD01: a routePrefix moves the endpoints, and not the metadata', async () => {
      for (const routePrefix of ['/api/v1', 'api']) {
        const app = await startApplication({ on, routing: { routePrefix } });
        const prefix = routePrefix.startsWith('/') ? routePrefix : `/${routePrefix}`;
        expect(await metadataOf(app)).to.include({ issuer: app.url, token_endpoint: `${app.url}${prefix}/oauth/token` });
        expect(await statuses(app, prefix + oauth)).to.deep.equal([404]);
        await app.close();
      }
    });

    it("MD01: an application's own catch-all route does not hide it", async () => {
      @Controller()
      class Everything {
        @Get(/.*/) any() {
          return 'any';
        }
      }
      const app = await startApplication({ on, controllers: [Everything, OAuthController] });
      expect(await metadataOf(app)).to.include({ issuer: app.url });
      expect(await (await fetch(`${app.url}/else`)).text()).to.equal('any');
      await app.close();
    });

    it('MD01: an issuer with a path has it where RFC 8414 and OpenID Connect Discovery say', async () => {
      const app = await startApplication({ on, path: '/a/tenant1', routing: { routePrefix: '/a/tenant1' } });
      for (const place of [`${oauth}/a/tenant1`, `${openid}/a/tenant1`, `/a/tenant1${openid}`])
        expect(await metadataOf(app, place), place).to.include({
          issuer: `${app.url}/a/tenant1`,
          token_endpoint: `${app.url}/a/tenant1/oauth/token`,
        });
      expect(await statuses(app, oauth, openid, `/a/tenant1${oauth}`, `${oauth}/a`)).to.deep.equal([404, 404, 404, 404]);
      await app.close();
    });

    it('MD02: the issuer is the very text that the places were made from', async () => {
      for (const path of ['', '/tenant1', '/t%C3%A9', '/a.b;c=1']) {
        const app = await startApplication({ on, path });
        expect((await metadataOf(app, oauth + path)).issuer)
          .to.equal(app.server.issuer)
          .and.equal(app.url + path);
        expect((await metadataOf(app, path + openid)).issuer).to.equal(app.server.issuer);
        await app.close();
      }
    });

    it('MD02: it is told over TLS only, where the issuer is https', async () => {
      const app = await startApplication({ on, tls: true, path: '/tenant1' });
      const proxied = { 'x-forwarded-proto': 'https' };
      expect((await metadataOf(app, `${oauth}/tenant1`, proxied)).issuer).to.equal('https://auth.example/tenant1');
      expect((await metadataOf(app, `/tenant1${openid}`, proxied)).token_endpoint).to.equal('https://auth.example/oauth/token');
      const plain = await fetch(`${app.url}${oauth}/tenant1`);
      expect([plain.status, (await plain.json()) as object]).to.deep.include(400);
      await app.close();
    });

    it('MD01: HEAD is answered like GET, and nothing else is', async () => {
      const app = await startApplication({ on });
      const head = await fetch(app.url + oauth, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-type'), await head.text()]).to.deep.equal([
        200,
        'application/json; charset=utf-8',
        '',
      ]);
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const refused = await fetch(app.url + oauth, { method });
        expect([refused.status, refused.headers.get('allow')], method).to.deep.equal([405, 'GET, HEAD']);
      }
      await app.close();
    });
  });

  const mounted = {
    express4: () => around(express4(), express4()),
    express5: () => around(express5(), express5()),
  };

  for (const on of ['express4', 'express5'] as const)
    it(`MD01: a mounted ${on} application answers below its mount, and the one around it where it uses discovery()`, async () => {
      for (const path of ['', '/api']) {
        const { outer, listener } = mounted[on]();
        const app = await startApplication({ path, listener });
        const below = [`/api${oauth}${path}`, `/api${openid}`];
        const above = [oauth + path, path === '' ? openid : `${openid}${path}`];
        expect(await statuses(app, ...above)).to.deep.equal([404, 404]);
        outer.use(app.server.discovery('/api'));
        for (const place of [...below, ...above])
          expect(await metadataOf(app, place), place).to.include({
            issuer: app.url + path,
            token_endpoint: `${app.url}/api/oauth/token`,
          });
        expect((await tokens({ url: `${app.url}/api` })).access_token).to.be.a('string');
        await app.close();
      }
    });

  it('MD01: discovery() is middleware of Koa too', async () => {
    const koa = new Koa();
    const app = await startApplication({ listener: () => koa.callback() });
    expect(await statuses(app, oauth)).to.deep.equal([404]);
    koa.use(app.server.discovery()).use(context => {
      context.body = 'next';
    });
    app.http.removeAllListeners('request').on('request', koa.callback());
    expect(await metadataOf(app)).to.include({ issuer: app.url });
    expect(await (await fetch(`${app.url}/else`)).text()).to.equal('next');
    await app.close();
  });

  it('MD01: without controllers the option endpointPaths says where the endpoints are, and decorators come first', async () => {
    const endpointPaths = { token: '/t', revocation: '/r', jwks: '/k' };
    const app = await startApplication({ endpointPaths, controllers: [TokenAlone] });
    const document = await app.server.metadata();
    expect(document).to.include({
      token_endpoint: `${app.url}/own/token`,
      revocation_endpoint: `${app.url}/r`,
      jwks_uri: `${app.url}/k`,
    });
    expect(document).not.to.have.property('authorization_endpoint');
    expect(document).to.have.property('revocation_endpoint_auth_methods_supported');
    const request = new OAuthRequest({ method: 'GET', target: oauth, origin: app.url, headers: {} });
    const { status, headers, body } = await app.server.endpoint('metadata', request);
    expect([status, headers['access-control-allow-origin'], JSON.parse(body)]).to.deep.equal([200, '*', document]);
    await app.close();
    for (const [wrong, sentence] of [
      [{ tokens: '/t' }, 'endpointPaths has "tokens"; the names are authorization, token, revocation'],
      [{ token: 't' }, 'endpointPaths has "t" for token; give a path'],
      [{ token: '/t?a' }, 'endpointPaths has "/t?a" for token; give a path'],
    ] as const) {
      const refused: unknown = await startApplication({ endpointPaths: wrong as object }).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(TypeError).with.property('message').that.contains(sentence);
    }
  });

  it('MD01: a mounted koa application answers below its mount', async () => {
    const listener = (options: RoutingControllersOptions): RequestListener => {
      const [outer, inner] = [new Koa(), new Koa()];
      useKoaServer(inner, options);
      // What koa-mount does.
      return outer
        .use(async (context, next) => {
          if (!context.path.startsWith('/api/')) return next();
          context.path = context.path.slice('/api'.length);
          context.mountPath = '/api';
          const step = (index: number): Promise<unknown> => inner.middleware[index]?.(context, () => step(index + 1)) ?? next();
          return step(0);
        })
        .callback();
    };
    for (const path of ['', '/api']) {
      const app = await startApplication({ path, listener });
      for (const place of [`/api${oauth}${path}`, `/api${openid}`])
        expect(await metadataOf(app, place)).to.include({ issuer: app.url + path, token_endpoint: `${app.url}/api/oauth/token` });
      await app.close();
    }
  });

  it('MD01: without a framework there are server.metadata() and the endpoint metadata', async () => {
    const app = await startApplication({ controllers: [OAuthController, PhotoController] });
    expect(await app.server.metadata()).to.deep.equal(await metadataOf(app));
    expect(await app.server.metadata('/api')).to.include({ issuer: app.url, token_endpoint: `${app.url}/api/oauth/token` });
    await app.close();
  });
});

function around(outer: express5.Express, inner: express5.Express) {
  const listener = (options: RoutingControllersOptions): RequestListener => {
    useExpressServer(inner, options);
    return outer.use('/api', inner);
  };
  return { outer, listener };
}
