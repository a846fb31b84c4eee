import { expect } from 'chai';
import { DocumentCache } from '../../src/server/document-cache';
import { ManualClock } from '../support/clock';

describe('the cache of documents', () => {
  it('CA15: keeps so many, those that were used last', async () => {
    const fetched: string[] = [];
    const fetch = async (url: string) => {
      fetched.push(url);
      return { document: { url } };
    };
    const cache = new DocumentCache(fetch, new ManualClock(), 2);
    for (const url of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await cache.get(url)).to.deep.equal({ url });
    expect(fetched).to.deep.equal(['a', 'b', 'c', 'b']);
  });

  it('CA15: is not emptied by a clock that is set back', async () => {
    let fetches = 0;
    const clock = new ManualClock();
    const cache = new DocumentCache(async () => ({ document: { fetches: ++fetches } }), clock);
    await cache.get('a');
    clock.advance(-3600);
    await cache.get('a');
    await cache.renewed('a');
    for (let n = 0; n < 10; n++) await cache.renewed('a');
    expect(fetches).to.equal(2);
  });

  it('CA15: gives nobody a document that is too old, for want of another', async () => {
    const clock = new ManualClock();
    let answer = Promise.resolve({ document: {}, maxAge: 60 });
    const cache = new DocumentCache(() => answer, clock);
    const document = await cache.get('a');
    answer = Promise.reject(new Error('away'));
    clock.advance(59);
    expect(await cache.renewed('a').catch(String)).to.equal('Error: away');
    expect(await cache.renewed('a')).to.equal(document);
    clock.advance(1);
    for (const one of ['get', 'renewed'] as const) expect(await cache[one]('a').catch(String)).to.equal('Error: away');
  });

  it('CA15: keeps nothing that has a flaw, and goes on with what had none', async () => {
    let document: object = { good: true };
    const clock = new ManualClock();
    const cache = new DocumentCache(async () => ({ document, maxAge: 3600 }), clock);
    const flaw = (one: object) => ('good' in one ? undefined : 'it is not good.');
    const first = await cache.get('a', flaw);
    document = {};
    expect(await cache.renewed('a', flaw).catch(String)).to.include(
      'UnusableDocument: The document a cannot be used: it is not good.',
    );
    expect([await cache.get('a', flaw), await cache.renewed('a', flaw), cache.known('a')]).to.deep.equal([first, first, first]);
    clock.advance(3601);
    expect(cache.known('a')).to.equal(undefined);
    expect(await cache.get('a', flaw).catch(String)).to.include('it is not good.');
    document = { good: true };
    clock.advance(11);
    expect(await cache.get('a', flaw)).to.equal(document);
  });
});
