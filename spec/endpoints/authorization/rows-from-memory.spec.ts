import { join } from 'node:path';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl, authorize } from '../../support/flow';
import { temporaryFolder } from '../../support/quick-start';
import { beside } from '../../support/sqlite';

type Outcome = 'code' | 'login' | 'consent';

/** What the library has read of a SQLite file a moment ago it does not read again, unless somebody has written to it. */
describe('a session and a consent that were read from a SQLite file before', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  const file = join(folder.path, 'oauth.sqlite');
  const client = { clientId: 'web' };
  let app: TestApplication;
  let browser: Browser;
  let selects: string[];
  beforeEach(async () => {
    const verbose = (text: unknown): void => void selects.push(String(text));
    selects = [];
    app = await startApplication({ database: { type: 'better-sqlite3', database: file, verbose } });
    browser = new Browser();
    await authorize(app, client, browser);
    expect(await outcome()).to.equal('code');
  });
  afterEach(() => app.close());

  async function outcome(): Promise<Outcome> {
    const { location, body } = await browser.open(authorizationUrl(app, client));
    if (location?.searchParams.has('code')) return 'code';
    return body.includes('type="password"') ? 'login' : 'consent';
  }

  it('are not read again', async () => {
    selects = [];
    expect(await outcome()).to.equal('code');
    expect(selects.filter(text => /^SELECT .* FROM "oauth_(?:login_session|consent)"/.test(text))).to.deep.equal([]);
  });

  for (const [what, sql, expected] of [
    ['end at once where another program ends the session', 'DELETE FROM oauth_login_session', 'login'],
    ['AZ20: end at once where another program withdraws the consent', 'DELETE FROM oauth_consent', 'consent'],
    ['AZ20: are less where another program takes a scope of it', "UPDATE oauth_consent SET scope = 'albums:read'", 'consent'],
  ] as const)
    it(what, async () => {
      beside(file, database => database.exec(sql));
      expect(await outcome()).to.equal(expected);
    });

  it('end when they are over, also where nobody writes', async () => {
    app.clock.advance(365 * 24 * 60 * 60);
    expect(await outcome()).to.equal('login');
  });

  it('end where SQL of the application ends them', async () => {
    await app.server.dataSource.query('DELETE FROM oauth_login_session');
    expect(await outcome()).to.equal('login');
  });
});
