import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import { ExpressDriver, getMetadataArgsStorage, KoaDriver } from 'routing-controllers';
import { onEachFramework } from '../../support/application';
import { clientToken, forgettingMetadata } from '../../support/controllers';
import { listening } from '../compiled/servers';
import { comparable, exchanged } from '../compiled/wire';
import { corpusOf } from './corpus';
import { Others, Photos, seen } from './handlers';
import { type Application, countingOthers, type Site, type SiteOptions, startSite } from './sites';

/** Nothing but their speed tells whether protected handlers are reached past the routes of others. */
describe('protected handlers that are reached ahead of the routes of others', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Site;
    const start = async (options: SiteOptions = {}): Promise<Site> => {
      site = await startSite(on, options);
      return site;
    };
    const { stackTraceLimit } = Error;
    beforeEach(() => {
      seen.length = 0;
      // What errors tell of the way that they have come is different, and nothing else.
      Error.stackTraceLimit = 0;
    });
    afterEach(async () => {
      Error.stackTraceLimit = stackTraceLimit;
      await site.close();
    });

    async function expectTheSame(prefix?: string): Promise<void> {
      const { ahead, framework } = site.ports;
      const corpus = corpusOf({ photos: await site.token(), albums: await site.token('albums:read') }, prefix);
      for (const [name, bytes] of corpus) {
        const ours = await exchanged(ahead, bytes);
        const noted = seen.splice(0);
        expect(comparable(ours), name).to.deep.equal(comparable(await exchanged(framework, bytes)));
        expect(noted, name).to.deep.equal(seen.splice(0));
      }
    }

    it('answer to the byte what they answer behind them', async () => {
      await start();
      await expectTheSame();
    });

    it('answer to the byte where errors are left to the framework', async () => {
      await start({ routing: { defaultErrorHandler: false } });
      await expectTheSame();
    });

    it('answer to the byte where the application decides itself what @Authorized means', async () => {
      await start({ routing: { authorizationChecker: () => false } });
      await expectTheSame();
      expect(seen).to.not.contain('authorized');
    });

    it('answer to the byte below a prefix, and behind a proxy', async () => {
      await start({
        routing: { routePrefix: '/api/v1' },
        before: app => (on === 'koa' ? Object.assign(app, { proxy: true }) : app.set('trust proxy', true)),
      });
      await expectTheSame('/api/v1');
    });

    it('answer to the byte as settings of the application say', async () => {
      await start({
        before: app => {
          if (on === 'koa') Object.assign(app.context, { disableBodyParser: true });
          else app.disable('x-powered-by').enable('strict routing').enable('case sensitive routing').set('etag', 'strong');
        },
        after: app => on !== 'koa' && app.set('query parser', 'extended').set('json spaces', 2),
      });
      await expectTheSame();
    });

    it('answer to the byte what class-transformer is set to make of it', async () => {
      await start({ routing: { classToPlainTransformOptions: { excludePrefixes: ['_'] } } });
      await expectTheSame();
    });

    it('answer to the byte what no class-transformer has seen', async () => {
      await start({ routing: { classTransformer: false } });
      await expectTheSame();
    });

    it('answer to the byte what interceptors of the whole application make of it', async () => {
      class Everywhere {
        intercept(_action: unknown, content: unknown): unknown {
          seen.push('everywhere');
          return Array.isArray(content) ? { items: content } : content;
        }
      }
      getMetadataArgsStorage().interceptors.push({ target: Everywhere, global: true, priority: 0 });
      await start();
      await expectTheSame();
    });

    it('are asked for past all the others, also when more of those are added', async () => {
      const { app, url } = await start();
      const authorization = `Bearer ${await site.token()}`;
      const get = async (method: string) => {
        const headers = { authorization, 'content-type': 'application/json' };
        const answer = await fetch(`${url}/photos`, { method, headers, body: method === 'POST' ? '{}' : null });
        expect(answer.status, method).to.equal(method === 'PUT' ? 202 : 200);
      };
      const all = async () => {
        for (const method of ['GET', 'POST', 'PUT']) await get(method);
      };
      // At the first request of its kind all routes are asked once, and again when there are others.
      await all();
      if (on !== 'koa') {
        app.get('/later', () => undefined).get('/last', () => undefined);
        await all();
      }
      const others = countingOthers(app, '/photos');
      await all();
      expect(others()).to.equal(0);
      await fetch(`${url}/others/open`);
      others();
      await fetch(`${url}/others/open`);
      expect(others()).to.be.greaterThan(20);
    });

    it('are asked for past all the others by listen() too', async () => {
      let app: Application | undefined;
      const drivers = [ExpressDriver.prototype, KoaDriver.prototype].map(driver => ({ driver, known: driver.registerRoutes }));
      for (const { driver, known } of drivers)
        driver.registerRoutes = function (this: typeof driver) {
          app = this.app as Application;
          known.call(this);
        };
      const listens = await listening(on, { controllers: [OAuthController, Photos, Others] });
      for (const { driver, known } of drivers) driver.registerRoutes = known;
      const headers = { authorization: `Bearer ${await clientToken(listens as never)}` };
      const statusOf = async (path: string) => (await fetch(listens.url + path, { headers })).status;
      await statusOf('/photos');
      const others = countingOthers(app as Application, '/photos');
      expect([await statusOf('/photos'), others()]).to.deep.equal([200, 0]);
      expect([await statusOf('/others/open'), others() > 20]).to.deep.equal([200, true]);
      await listens.server.close();
      await start();
    });

    it('are reached through what watches an application at its door', async () => {
      const { app, url } = await start();
      const authorization = `Bearer ${await site.token()}`;
      await fetch(`${url}/photos`, { headers: { authorization } });
      const door = on === 'koa' ? 'handleRequest' : 'handle';
      const entrance = app as unknown as Record<string, (...args: unknown[]) => unknown>;
      const enter = entrance[door];
      entrance[door] = function (this: unknown, ...args) {
        seen.push('door');
        return enter?.apply(this, args);
      };
      seen.length = 0;
      await fetch(`${url}/photos`, { headers: { authorization } });
      expect(seen).to.deep.equal(['door', 'list']);
    });

    it('OS01: are closed without a token, with a foreign one and with one of another scope', async () => {
      const { url } = await start();
      const statusOf = async (headers: Record<string, string>) => (await fetch(`${url}/photos`, { headers })).status;
      const as = async (scope: string) => ({ authorization: `Bearer ${await site.token(scope)}` });
      expect(await statusOf(await as('photos:read'))).to.equal(200);
      expect(await statusOf({})).to.equal(401);
      expect(await statusOf({ authorization: 'Bearer none' })).to.equal(401);
      expect(await statusOf(await as('albums:read'))).to.equal(403);
      expect(seen).to.deep.equal(['list']);
    });
  });
});
