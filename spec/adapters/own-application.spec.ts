import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { type AccessToken, CurrentToken, InsufficientScopeError, OAuthController, OAuthScope } from 'oauth-controllers';
import {
  type Action,
  Get,
  getMetadataArgsStorage,
  Interceptor,
  JsonController,
  Middleware,
  type RoutingControllersOptions,
  useExpressServer,
  useKoaServer,
} from 'routing-controllers';
import { type Framework, onEachFramework, startApplication } from '../support/application';
import { forgettingMetadata, userToken } from '../support/controllers';
import { call, refresh, tokens } from '../support/flow';
import { PhotoController } from '../support/photos';

type Listener = (options: RoutingControllersOptions) => RequestListener;
const koa: Listener = options => {
  const app = new Koa();
  app.silent = true;
  useKoaServer(app, options);
  return app.callback();
};
const expressOf = (framework: Framework) => (framework === 'express4' ? express4 : express5);

@JsonController('/step-up')
class StepUp {
  @Get('/') @OAuthScope('photos:read') get(@CurrentToken() _token: AccessToken) {
    throw new InsufficientScopeError('photos:write');
  }
}

describe("an application's own", () => {
  forgettingMetadata();

  onEachFramework(on => {
    it('interceptors wrap results of handlers, and neither answers of endpoints nor refusals', async () => {
      @Interceptor()
      class Wrap {
        intercept(_action: Action, content: unknown) {
          return { wrapped: content };
        }
      }
      const controllers = [OAuthController, PhotoController, StepUp];
      const app = await startApplication({ on, controllers, routing: { interceptors: [Wrap] } });
      const token = await userToken(app);
      expect(await (await call(app, token)).json()).to.have.nested.property('wrapped.owner', 'ada');
      const refused = await call(app, token, { path: '/step-up' });
      expect(refused.status).to.equal(403);
      expect(await refused.json()).to.have.property('error', 'insufficient_scope');
      await app.close();
    });

    it('interceptors that fail harm neither the process nor the next request', async () => {
      const plain = await startApplication({ on });
      const token = await userToken(plain);
      const database = plain.server.dataSource;
      @Interceptor()
      class Fragile {
        intercept(_action: Action, content: { owner: string }) {
          return { owner: content.owner.toUpperCase() };
        }
      }
      const controllers = [OAuthController, PhotoController, StepUp];
      const app = await startApplication({ on, controllers, database, routing: { interceptors: [Fragile] } });
      expect((await call(app, token, { path: '/step-up' })).status).to.equal(500);
      expect(await (await call(app, token)).json()).to.deep.equal({ owner: 'ADA' });
      expect((await call(app)).status).to.equal(401);
      await Promise.all([app.close(), plain.close()]);
    });

    it('global middlewares run behind the binding to the server, named or not', async () => {
      const seen: string[] = [];
      @Middleware({ type: 'before' })
      class Seeing {
        use(...args: unknown[]): unknown {
          seen.push('seen');
          return (args.at(-1) as () => unknown)();
        }
      }
      for (const middlewares of [[Seeing], undefined, []]) {
        const app = await startApplication({ on, routing: middlewares ? { middlewares } : {} });
        expect((await call(app, await userToken(app))).status).to.equal(200);
        await app.close();
      }
      expect(seen.length).to.be.greaterThan(6);
    });

    it('controllers are all that there are when none are named, without the ready-made endpoints', async () => {
      const storage = getMetadataArgsStorage();
      const all = storage.controllers;
      storage.controllers = all.filter(one => one.target === PhotoController || one.target === OAuthController);
      for (const controllers of [undefined, []]) {
        const app = await startApplication({ on, routing: { controllers } });
        expect((await call(app)).status).to.equal(401);
        expect((await call(app, undefined, { path: '/oauth/authorize' })).status).to.equal(404);
        await app.close();
      }
      storage.controllers = all;
    });

    it('checkers come before the token', async () => {
      const currentUserChecker = async ({ request }: Action) =>
        request.headers['x-session'] ? { username: 'session' } : undefined;
      const app = await startApplication({ on, routing: { currentUserChecker } });
      const token = await userToken(app);
      expect(await (await call(app, token)).json()).to.have.property('owner', 'ada');
      expect(await (await call(app, token, { headers: { 'x-session': 'a' } })).json()).to.have.property('owner', 'session');
      expect((await call(app, undefined, { headers: { 'x-session': 'a' } })).status).to.equal(401);
      await app.close();
    });

    for (const routePrefix of ['/api/v1', 'api'])
      it(`routePrefix ${routePrefix} goes before every endpoint and page`, async () => {
        const app = await startApplication({ on, routing: { routePrefix } });
        const path = routePrefix.startsWith('/') ? routePrefix : `/${routePrefix}`;
        const moved = { ...app, url: app.url + path };
        const { access_token } = await tokens(moved);
        expect((await call(moved, access_token)).status).to.equal(200);
        expect((await call(moved)).status).to.equal(401);
        await app.close();
      });

    it('two servers of one process tell their requests apart, with the same controllers', async () => {
      const [a, b] = [await startApplication({ on }), await startApplication({ on })];
      const [tokenA, tokenB] = [await userToken(a), await userToken(b)];
      const statuses = async () =>
        Promise.all([call(a, tokenA), call(b, tokenB), call(a, tokenB), call(b, tokenA)].map(async one => (await one).status));
      expect(await statuses()).to.deep.equal([200, 200, 401, 401]);
      await b.close();
      expect((await call(a, tokenA)).status).to.equal(200);
      await a.close();
    });
  });

  for (const on of ['express4', 'express5'] as const) {
    const express = expressOf(on);

    it(`mounted ${on} application serves the whole flow below its path`, async () => {
      const listener: Listener = options => {
        const [app, sub] = [express(), express()];
        useExpressServer(sub, options);
        return app.use('/api', sub);
      };
      const app = await startApplication({ listener });
      const moved = { ...app, url: `${app.url}/api` };
      const { access_token, refresh_token } = await tokens(moved);
      expect((await call(moved, access_token)).status).to.equal(200);
      expect((await refresh(moved, refresh_token)).status).to.equal(200);
      await app.close();
    });

    const parsers = { json: [express.json()], form: [express.urlencoded({ extended: true })] };
    for (const [name, before] of Object.entries({ ...parsers, both: [...parsers.json, ...parsers.form] })) {
      it(`body parsers of ${on} before the server do no harm: ${name}`, async () => {
        const listener: Listener = options => {
          const app = express();
          for (const one of before) app.use(one);
          useExpressServer(app, options);
          return app;
        };
        const app = await startApplication({ listener });
        const { access_token, refresh_token } = await tokens(app);
        expect((await refresh(app, refresh_token)).status).to.equal(200);
        const headers = { 'content-type': 'application/json' };
        const added = await call(app, access_token, { method: 'POST', headers, body: '{"title":"a"}' });
        expect(added.status).to.equal(403);
        expect(await added.text()).to.contain('insufficient_scope');
        await app.close();
      });
    }
  }

  it('koa application may read bodies before', async () => {
    const app = await startApplication({ listener: koa });
    expect((await refresh(app, (await tokens(app)).refresh_token)).status).to.equal(200);
    await app.close();
  });
});
