import { expect } from 'chai';
import Koa from 'koa';
import { type ExpectToSee, type Start, wrap } from './around';
import type { Application, Site } from './sites';

/** What stands around a handler on Koa alone. */
export function koaOnly(start: Start, site: () => Site, expectToSee: ExpectToSee, told: string[]): void {
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
