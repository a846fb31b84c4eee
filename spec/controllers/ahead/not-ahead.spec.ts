import { AsyncLocalStorage } from 'node:async_hooks';
import { expect } from 'chai';
import Koa from 'koa';
import { OAuthController, OAuthServer } from 'oauth-controllers';
import { getMetadataArgsStorage, Middleware } from 'routing-controllers';
import { defaults, type Framework, onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { MemoryLogger } from '../../support/logger';
import { Greedy, note, Others, Photos, seen } from './handlers';
import { type Application, countingOthers, layersOf, mount, type Site, type SiteOptions, startSite } from './sites';

/** A middleware that is added to either framework. */
const adding = (name: string) => (app: Application) => void app.use(noted(app, name) as never);
const noted = (app: Application, name: string): unknown => {
  const tell = note(name) as (...args: unknown[]) => unknown;
  const onKoa = (context: unknown, next: unknown): unknown => tell(context, next);
  return 'middleware' in app ? onKoa : (request: unknown, response: unknown, next: unknown) => tell(request, response, next);
};

describe('protected handlers that something of the application stands before', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Site;
    let token: string;
    const start = async (options: SiteOptions = {}): Promise<Site> => {
      site = await startSite(on, options);
      token = await site.token();
      return site;
    };
    beforeEach(() => {
      seen.length = 0;
    });
    afterEach(() => site.close());

    const get = async (path = '/photos', port = site.ports.ahead) => {
      const headers = { authorization: `Bearer ${token}` };
      seen.length = 0;
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
      return { status: answer.status, body: await answer.text() };
    };
    /** The framework asks its routes, and both servers answer alike. */
    async function expectTheFrameworks(path = '/photos'): Promise<string[]> {
      const others = countingOthers(site.app, path);
      await get(path);
      others();
      const ours = await get(path);
      const noted = [...seen];
      expect(others(), 'others that were asked').to.be.greaterThan(5);
      expect(ours).to.deep.equal(await get(path, site.ports.framework));
      expect(noted).to.deep.equal(seen);
      return noted;
    }

    it('come after a middleware that was there before', async () => {
      await start({ before: adding('first') });
      expect(await expectTheFrameworks()).to.deep.equal(['first', 'list']);
    });

    it('come after a middleware that has the name of one of Express’s own', async () => {
      const before = (app: Application): void => {
        for (const name of ['query', 'expressInit']) {
          const handler = noted(app, name) as object;
          app.use(Object.defineProperty(handler, 'name', { value: name }) as never);
        }
      };
      await start({ before });
      expect(await expectTheFrameworks()).to.deep.equal(['query', 'expressInit', 'list']);
    });

    it('come before a middleware that was there when the application was served', async () => {
      await start({ after: adding('last') });
      expect((await expectTheFrameworks())[0]).to.equal('list');
    });

    it('come after a middleware that was added meanwhile, wherever it was put', async () => {
      const { app } = await start();
      await get();
      adding('later')(app);
      await expectTheFrameworks();
      const { middleware } = app as unknown as { middleware?: object[] };
      const stack: object[] = middleware ?? layersOf(app);
      stack.unshift(stack.pop() as object);
      const noted = await expectTheFrameworks();
      if (on !== 'koa') expect(noted).to.deep.equal(['later', 'list']);
    });

    for (const type of ['before', 'after'] as const)
      it(`come with global middleware of routing-controllers, ${type} them`, async () => {
        class Global {
          use(...args: unknown[]): unknown {
            return note('global')(...args);
          }
        }
        Middleware({ type })(Global);
        await start();
        expect(await expectTheFrameworks()).to.have.members(['global', 'list']);
      });

    it('come after routes that may be theirs', async () => {
      getMetadataArgsStorage().controllers.sort((a, b) => Number(b.target === Greedy) - Number(a.target === Greedy));
      await start({ routing: { controllers: [Greedy, OAuthController, Photos, Others] } });
      expect((await get()).body).to.equal('{"greedy":true}');
      expect(await get()).to.deep.equal(await get('/photos', site.ports.framework));
    });

    it('are asked for where their path has parameters, or is one of the well-known', async () => {
      await start();
      for (const path of ['/others/by/7', '/others/.well-known/guarded']) {
        expect((await get(path)).status).to.equal(200);
        await expectTheFrameworks(path);
      }
    });

    it('stay closed where they were mounted past the server', async () => {
      await start({ before: app => mount(on, app, { controllers: [Photos] }) });
      const { error } = console;
      console.error = () => undefined;
      try {
        expect((await get()).status).to.equal(500);
        expect((await get('/photos', site.ports.framework)).status).to.equal(500);
      } finally {
        console.error = error;
      }
    });

    it('stay closed to the tokens of another server in the same application', async () => {
      const other = await OAuthServer.create({ ...defaults, issuer: 'http://localhost:3001', logger: new MemoryLogger() });
      const routes = other.options({ controllers: [OAuthController, Photos], routePrefix: '/other' });
      await start({ before: app => mount(on, app, routes) });
      expect((await get('/other/photos')).status).to.equal(401);
      expect((await get('/other/photos')).status).to.equal((await get('/other/photos', site.ports.framework)).status);
      await expectTheFrameworks();
      await other.close();
    });

    if (on === 'koa') koaOnly(start, expectTheFrameworks);
    else expressOnly(on, start, () => site, get, expectTheFrameworks);
  });
});

type Start = (options?: SiteOptions) => Promise<Site>;
type Get = (path?: string, port?: number) => Promise<{ status: number; body: string }>;

function koaOnly(start: Start, expectTheFrameworks: () => Promise<string[]>): void {
  class Own extends Koa {
    override callback(): ReturnType<Koa['callback']> {
      const callback = super.callback();
      return (request, response) => {
        seen.push('callback');
        return callback(request, response);
      };
    }
  }
  const compose = (middleware: ((context: unknown, next: () => unknown) => unknown)[]) => (context: unknown) => {
    seen.push('compose');
    const step = (index: number): Promise<unknown> => Promise.resolve(middleware[index]?.(context, () => step(index + 1)));
    return step(0);
  };
  for (const [name, make] of Object.entries({
    'a callback of its own': () => new Own(),
    'a way of its own to compose middleware': () => new Koa({ compose } as object),
    'a context that is stored': () => new Koa({ asyncLocalStorage: new AsyncLocalStorage() } as object),
  }))
    it(`are left to an application with ${name}`, async () => {
      await start({ make });
      await expectTheFrameworks();
    });

  it('are left to a router that has another route for them too', async () => {
    await start({ routing: { controllers: [OAuthController, Photos, Others, Greedy] } });
    expect(await expectTheFrameworks()).to.deep.equal(['list']);
  });

  it('are left to a router that tells more than is known, or forgets where it has stopped', async () => {
    const site = await start({
      after: app => {
        const { router } = app.middleware.find(one => 'router' in one) as unknown as { router: { routes(): unknown } };
        const { routes } = Object.getPrototypeOf(router);
        router.routes = function (this: unknown) {
          const dispatch = routes.call(this);
          return (context: object, next: unknown) => dispatch(Object.assign(context, { more: true }), next);
        };
      },
    });
    await expectTheFrameworks();
    await site.close();
    await start({ after: app => void Object.assign(layersOf(app)[0] as object, { path: /x/g, regexp: /x/g }) });
    await expectTheFrameworks();
  });
}

function expressOnly(
  on: Framework,
  start: Start,
  site: () => Site,
  get: Get,
  expectTheFrameworks: () => Promise<string[]>,
): void {
  it('come after a route that was added before, or comes first by now', async () => {
    await start({ before: app => app.all('/photos', noted(app, 'route') as never) });
    expect(await expectTheFrameworks()).to.deep.equal(['route', 'list']);
    await site().close();
    // A pattern that remembers where it has stopped takes every other request.
    await start({ before: app => app.all(/^\/ph/g, noted(app, 'pattern') as never) });
    await get('/photos', site().ports.framework);
    await get();
    const others = countingOthers(site().app, '/photos');
    await get();
    expect(others()).to.be.greaterThan(5);
    await site().close();
    const { app } = await start();
    await get();
    app.get('/photos', (_request: unknown, response: { end(text: string): void }) => response.end('another'));
    const stack = layersOf(app);
    stack.splice(on === 'express4' ? 2 : 0, 0, stack.pop() as never);
    expect((await get()).body).to.equal('another');
  });

  it('are left to an application around their own', async () => {
    await start({ before: app => void app.use('/sub', note('sub') as never) });
    await expectTheFrameworks();
  });

  it('are gone when their route is taken away', async () => {
    const { app } = await start();
    expect((await get()).status).to.equal(200);
    const stack = layersOf(app);
    for (const layer of stack.filter(one => one.route?.path === '/photos/')) stack.splice(stack.indexOf(layer), 1);
    expect((await get()).status).to.equal(404);
  });
}
