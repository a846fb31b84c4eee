import { expect } from 'chai';
import { type Action, BaseDriver } from 'routing-controllers';
import { type Framework, onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { type Site, type SiteOptions, startSite } from './sites';

interface Transforming {
  transformResult(result: unknown, ...rest: unknown[]): unknown;
}

describe('what protected handlers give that are answered without their framework', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Site;
    const start = async (options: SiteOptions = {}): Promise<void> => {
      site = await startSite(on, options);
    };
    const sent = async (path: string, port = site.ports.ahead): Promise<Response> => {
      const headers = { authorization: `Bearer ${await site.token()}` };
      return fetch(`http://127.0.0.1:${port}/results/${path}`, { headers });
    };
    afterEach(() => site.close());

    it('is sent as class-transformer has it', async () => {
      await start();
      const json = async (path: string): Promise<unknown> => (await sent(path)).json();
      const data = { list: [1, 'b', null, true, { inner: [[]] }], not: null, zero: 0 };
      expect(await json('plain-data')).to.deep.equal(data);
      expect(await json('a-class-below')).to.deep.equal({ list: [{ at: [{ title: 'Sunset' }] }] });
      expect(JSON.stringify(await json('a-class-far-below')))
        .to.contain('Sunset')
        .and.not.contain('secret');
      expect(await json('a-list-with-holes')).to.deep.equal([1, null, 2]);
      expect(await json('a-list-of-its-own-kind')).to.deep.equal({ list: [1, 2] });
      expect(await json('methods')).to.deep.equal([{ called: 'called by its name', toJSON: 1 }]);
      expect(await json('left-out-names')).to.deep.equal([{ b: 2 }]);
      expect(await json('prefixes')).to.deep.equal({ _hidden: 1, shown: 2 });
      expect(await json('left-out-by-its-handler')).to.deep.equal({ shown: 2 });
    });

    it('is sent without what the application has class-transformer leave out', async () => {
      await start({ routing: { classToPlainTransformOptions: { excludePrefixes: ['_'] } } });
      expect(await (await sent('prefixes')).json()).to.deep.equal({ shown: 2 });
    });

    it('is sent as a driver has it that transforms in a way of its own', async () => {
      const driver = BaseDriver.prototype as unknown as Transforming;
      const { transformResult } = driver;
      await start();
      const paths: unknown[] = [];
      driver.transformResult = function (this: Transforming, result, ...rest) {
        paths.push((rest[1] as Action).request.originalUrl);
        return { own: transformResult.call(this, result, ...rest) };
      };
      try {
        expect(await (await sent('prefixes')).json()).to.deep.equal({ own: { _hidden: 1, shown: 2 } });
        expect(paths.at(-1)).to.equal('/results/prefixes');
      } finally {
        driver.transformResult = transformResult;
      }
    });

    if (on !== 'koa') expressOnly(on, start, () => site, sent);
  });
});

function expressOnly(
  on: Framework,
  start: (options?: SiteOptions) => Promise<void>,
  site: () => Site,
  sent: (path: string, port?: number) => Promise<Response>,
): void {
  it(`has the entity tag that ${on} would give it by now`, async () => {
    await start();
    const tags = async (): Promise<unknown> => (await sent('plain-data')).headers.get('etag');
    expect(await tags()).to.equal('W/"3d-yqRFHZGsxPtcZrzzHUANPMXsOB0"');
    site().app.set('etag', 'strong');
    expect(await tags()).to.equal('"3d-yqRFHZGsxPtcZrzzHUANPMXsOB0"');
    site().app.set('etag', (body: string | Buffer) => `"own-${body.length}"`);
    expect(await tags()).to.equal('"own-61"');
    site().app.set('etag', false);
    expect(await tags()).to.equal(null);
    site().app.set('etag', 'weak');
    const { framework } = site().ports;
    for (const path of ['object', 'plain-data'])
      expect((await sent(path)).headers.get('etag')).to.equal((await sent(path, framework)).headers.get('etag'));
    expect(await tags()).to.match(/^W\/"3d-/);
  });

  it('has the entity tag of a function of its own, which is given what the framework gives it', async () => {
    await start({ before: app => app.set('etag', (body: unknown, of: unknown) => `"${Buffer.isBuffer(body)}-${typeof of}"`) });
    for (const port of Object.values(site().ports))
      expect((await sent('plain-data', port)).headers.get('etag')).to.equal('"true-undefined"');
  });

  it('has the entity tag of what an application has put into the place of it', async () => {
    await start();
    // Named like that of Express, and said to do the same.
    site().app.set('etag', function generateETag(_buf: Buffer, options?: string) {
      const etag = (buf: unknown, of?: string): string => `"${typeof buf}-${of === undefined}"`;
      const buf = 1;
      return etag(buf, options);
    });
    expect((await sent('plain-data')).headers.get('etag')).to.equal('"number-true"');
  });
}
