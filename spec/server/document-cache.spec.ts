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
});
