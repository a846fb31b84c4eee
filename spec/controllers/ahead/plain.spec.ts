import { AsyncResource } from 'node:async_hooks';
import { expect } from 'chai';
import Koa from 'koa';
import { type Framework, onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { note, Told } from './handlers';
import { type Application, layersOf, type Site, type SiteOptions, startSite } from './sites';

type Call = (this: unknown, ...args: unknown[]) => unknown;

/** Puts something around a function, as tools do that trace an application. */
function wrap(object: object, name: string, told: string[]): void {
  const known = (object as Record<string, Call>)[name] as Call;
  Object.assign(object, {
    [name](this: unknown, ...args: unknown[]) {
      told.push(name);
      return known.apply(this, args);
    },
  });
}

interface Routed {
  readonly handle: object;
  readonly stack?: Call[];
  readonly route?: { readonly path: string; readonly stack: { handle: Call }[] };
  readonly path?: string;
}

const routeOf = (app: Application, path: string): Routed =>
  layersOf(app).find(one => (one.route?.path ?? one.path) === path) as unknown as Routed;

describe('protected handlers with nothing around them but their guard', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Site;
    let headers: Record<string, string>;
    const told: string[] = [];
    const start = async (options: SiteOptions = {}): Promise<void> => {
      site = await startSite(on, options);
      headers = { authorization: `Bearer ${await site.token()}` };
      told.length = 0;
      Told.stack = '';
    };
    // Where a handler was called from stands far up.
    const { stackTraceLimit } = Error;
    beforeEach(() => {
      Error.stackTraceLimit = 100;
    });
    afterEach(() => {
      Error.stackTraceLimit = stackTraceLimit;
      return site.close();
    });

    /** Whether the handler was called without its framework. */
    async function isCalledAtOnce(path = '/told/all'): Promise<boolean> {
      const answer = await fetch(site.url + path, { headers });
      expect(answer.status, path).to.equal(200);
      expect(Told.stack).to.contain('all');
      return !/node_modules\/(?:express4?|router|koa|koa-compose|@koa)\//.test(Told.stack);
    }

    it('are called and answered without their framework', async () => {
      await start();
      expect(await isCalledAtOnce()).to.equal(true);
      expect(await isCalledAtOnce('/told/all?a=b')).to.equal(true);
      Object.assign(headers, { 'if-none-match': '"other"' });
      expect(await isCalledAtOnce()).to.equal(on === 'koa');
    });

    it('are called with what is known of their token, and others with what is known of their request', async () => {
      await start();
      const told = async (path: string) => (await fetch(site.url + path, { headers })).json();
      expect(await told('/told/all')).to.deep.equal({ scopes: 'photos:read', client: 'service', same: true });
      expect(await told('/told/optional')).to.deep.equal({ client: 'service' });
      expect(await told('/told/mixed')).to.deep.equal({ at: '/told/mixed', client: 'service' });
      headers = {};
      expect(await told('/told/optional')).to.deep.equal({ client: 'nobody' });
    });

    it('OS01: are not called for a request that their guard refuses', async () => {
      await start();
      for (const [status, authorization] of [
        [401, 'Bearer none'],
        [403, `Bearer ${await site.token('albums:read')}`],
      ] as const) {
        const answer = await fetch(`${site.url}/told/all`, { headers: { authorization } });
        expect(answer.status).to.equal(status);
        expect(answer.headers.get('www-authenticate')).to.match(/^Bearer /);
      }
      expect((await fetch(`${site.url}/told/all`)).status).to.equal(401);
      expect(Told.stack).to.equal('');
    });

    it('are answered with 500 where an extension has a header that cannot be sent, and the next is served', async () => {
      let value = 'good';
      await start({ oauth: { extensions: [{ name: 'bad', answerHeaders: async () => ({ 'X-Bad': value }) }] } });
      const bare = await fetch(`${site.url}/told/all`);
      expect([bare.status, bare.headers.get('x-bad')]).to.deep.equal([401, 'good']);
      value = 'a\nb';
      const { error } = console;
      console.error = () => undefined;
      const signal = AbortSignal.timeout(5000);
      const refused = await fetch(`${site.url}/told/all`, { headers, signal });
      console.error = error;
      expect([refused.status, Told.stack]).to.deep.equal([500, '']);
      value = 'good';
      const answer = await fetch(`${site.url}/told/all`, { headers, signal });
      expect([answer.status, answer.headers.get('x-bad')]).to.deep.equal([200, 'good']);
    });

    async function expectToSee(names: readonly string[]): Promise<void> {
      for (const _ of [1, 2]) {
        await fetch(`${site.url}/told/all`, { headers });
        expect(told.splice(0)).to.deep.equal(names);
      }
    }

    it('are seen by what is around their route', async () => {
      await start();
      const route = routeOf(site.app, '/told/all');
      const handlers = route.route?.stack ?? [];
      if (on === 'koa') wrapLast(route.stack ?? [], told);
      else wrap(handlers.at(-1) ?? {}, 'handle', told);
      await expectToSee(['handle']);
      await site.close();
      await start();
      const again = routeOf(site.app, '/told/all');
      const first = again.route?.stack[0];
      if (on === 'koa') again.stack?.unshift(note('first') as Call);
      else wrap(first ?? {}, 'handle', told);
      await fetch(`${site.url}/told/all`, { headers });
      if (on !== 'koa') expect(told).to.deep.equal(['handle']);
    });

    for (const of of on === 'koa' ? (['request', 'context'] as const) : (['request'] as const))
      for (const [name, value] of [
        ['ip', '192.0.2.7'],
        ['secure', true],
      ] as const)
        it(`SE05: know of addresses what an application says whose ${of} knows ${name} itself`, async () => {
          const before = (app: Application): void => {
            Object.defineProperty(app[of as 'request'], name, { get: () => value });
          };
          const ips: unknown[] = [];
          const after: SiteOptions['after'] = (_app, server) => {
            server.events.on('tokenAuthenticated', ({ ip }) => void ips.push(ip));
          };
          await start({ before, after });
          expect(await isCalledAtOnce()).to.equal(false);
          if (name === 'ip') expect(ips).to.deep.equal([value]);
        });

    if (on === 'koa') koaOnly(start, () => site, expectToSee, told);
    else expressOnly(on, start, () => site, expectToSee, told);
  });
});

type Start = (options?: SiteOptions) => Promise<void>;
type ExpectToSee = (names: readonly string[]) => Promise<void>;

function wrapLast(stack: Call[], told: string[]): void {
  const last = stack.pop() as Call;
  stack.push((context, next) => {
    told.push('handle');
    return last(context, next);
  });
}

function expressOnly(on: Framework, start: Start, site: () => Site, expectToSee: ExpectToSee, told: string[]): void {
  it('are seen by what is around their layer', async () => {
    await start();
    wrap(routeOf(site().app, '/told/all'), 'handle', told);
    await expectToSee(['handle']);
  });

  it('are called where something is bound around their layer', async () => {
    await start();
    const layer = routeOf(site().app, '/told/all');
    const resource = Told.storage.run('bound', () => new AsyncResource('bound'));
    Object.assign(layer, { handle: resource.runInAsyncScope.bind(resource, layer.handle as Call, layer) });
    await fetch(`${site().url}/told/all`, { headers: { authorization: `Bearer ${await site().token()}` } });
    expect(Told.stored).to.equal('bound');
  });

  it('are sent as an application has it that sends in a way of its own, before it is served and later', async () => {
    for (const name of ['json', 'send']) {
      await start({ before: app => wrap((app as unknown as { response: object }).response, name, told) });
      await expectToSee([name]);
      await site().close();
      await start();
      await fetch(`${site().url}/told/all`);
      wrap((site().app as unknown as { response: object }).response, name, told);
      await expectToSee([name]);
      if (name === 'json') await site().close();
    }
  });

  it('are sent as an application has it that writes in a way of its own', async () => {
    const told: string[] = [];
    for (const name of ['set', 'get', 'setHeader', 'end']) {
      await start({ before: app => wrap((app as unknown as { response: object }).response, name, told) });
      const headers = { authorization: `Bearer ${await site().token()}` };
      told.length = 0;
      await fetch(`${site().url}/told/all`, { headers });
      expect(told).to.contain(name);
      expect(Told.stack).to.contain('node_modules');
      if (name !== 'end') await site().close();
    }
  });

  it('are seen by what was around the application before it was served', async () => {
    await start({ before: app => wrap(app, 'handle', told) });
    await expectToSee(['handle']);
  });

  it('are sent as a setting says that is known at the request alone', async () => {
    await start();
    const { app, url } = site();
    const authorization = `Bearer ${await site().token()}`;
    const text = async () => (await fetch(`${url}/results/object`, { headers: { authorization } })).text();
    expect(await text()).to.contain('<');
    app.set('json escape', true);
    expect(await text()).to.contain('\\u003c');
    app.set('json escape', false).set('json replacer', ['at']);
    expect(await text()).to.equal(on === 'express4' ? '{"at":"1970-01-01T00:00:00.000Z"}' : '{"at":"1970-01-01T00:00:00.000Z"}');
  });

  it('SE05: know of addresses what proxies say that are trusted by now', async () => {
    const ips: unknown[] = [];
    await start({ after: (_app, server) => void server.events.on('tokenAuthenticated', ({ ip }) => void ips.push(ip)) });
    const { app, url } = site();
    const headers = { authorization: `Bearer ${await site().token()}`, 'x-forwarded-for': '192.0.2.7' };
    await fetch(`${url}/told/all`, { headers });
    app.set('trust proxy', true);
    await fetch(`${url}/told/all`, { headers });
    expect(ips).to.deep.equal(['127.0.0.1', '192.0.2.7']);
  });
}

function koaOnly(start: Start, site: () => Site, expectToSee: ExpectToSee, told: string[]): void {
  for (const [of, name] of [
    ['context', 'length'],
    ['response', 'set'],
  ] as const)
    it(`are sent as an application has it whose ${of} sends in a way of its own`, async () => {
      const changed = (app: Application): void => {
        if (name === 'set') wrap(app.response as object, name, told);
        else Object.defineProperty(app.context, name, { set: () => void told.push(name) });
      };
      await start({ before: changed });
      const headers = { authorization: `Bearer ${await site().token()}` };
      told.length = 0;
      await fetch(`${site().url}/told/all`, { headers });
      expect(told).to.contain(name);
    });

  for (const name of ['createContext', 'handleRequest'])
    it(`are seen by an application with a ${name}() of its own`, async () => {
      const make = () => {
        const app = new Koa();
        wrap(app, name, told);
        return app;
      };
      await start({ make });
      await expectToSee([name]);
    });

  it('SE05: know of addresses what proxies say that are trusted by now', async () => {
    const ips: unknown[] = [];
    await start({ after: (_app, server) => void server.events.on('tokenAuthenticated', ({ ip }) => void ips.push(ip)) });
    const headers = { authorization: `Bearer ${await site().token()}`, 'x-forwarded-for': '192.0.2.7' };
    await fetch(`${site().url}/told/all`, { headers });
    site().app.proxy = true;
    await fetch(`${site().url}/told/all`, { headers });
    expect(ips).to.deep.equal(['127.0.0.1', '192.0.2.7']);
  });
}
