import { expect } from 'chai';
import { onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { type Call, routeOf, wrap, wrapLast } from './around';
import { note, Told } from './handlers';
import { expressOnly } from './plain-express';
import { koaOnly } from './plain-koa';
import { type Application, type Site, type SiteOptions, startSite } from './sites';

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
    else expressOnly(start, () => site, expectToSee, told);
  });
});
