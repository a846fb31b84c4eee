import { AsyncResource } from 'node:async_hooks';
import { expect } from 'chai';
import { type Call, type ExpectToSee, routeOf, type Start, wrap } from './around';
import { Told } from './handlers';
import type { Site } from './sites';

/** What stands around a handler on Express alone. */
export function expressOnly(start: Start, site: () => Site, expectToSee: ExpectToSee, told: string[]): void {
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
    expect(await text()).to.equal('{"at":"1970-01-01T00:00:00.000Z"}');
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
