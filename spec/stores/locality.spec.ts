import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthRequest } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { basic } from '../support/flow';
import { temporaryFolder } from '../support/quick-start';

/** Tokens in the table, and tokens that are added at once. */
const [many, some] = [4000, 32];

describe('what SQLite writes for a token', () => {
  const folder = temporaryFolder();
  const database = join(folder.path, 'oauth.sqlite');
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ database });
  });
  after(async () => {
    await app.close();
    folder.remove();
  });

  /** How many pages stand in the log: mxFrame of the WAL-index (https://www.sqlite.org/walformat.html section 2.1). */
  function logged(): number {
    const header = Buffer.alloc(48);
    const file = openSync(`${database}-shm`, 'r');
    readSync(file, header, 0, 48, 0);
    closeSync(file);
    return header.readUInt32LE(16);
  }

  async function issue(count: number): Promise<void> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization: basic('service') };
    const one = async (): Promise<void> => {
      app.clock.advance(0.001);
      const request = { method: 'POST', target: '/oauth/token', origin: app.url, headers, body: 'grant_type=client_credentials' };
      const { status } = await app.server.token(new OAuthRequest(request));
      expect(status).to.equal(200);
    };
    for (let left = count; left > 0; left -= some) await Promise.all(Array.from({ length: Math.min(some, left) }, one));
  }

  it('is a few pages for many at once, because they stand side by side in every index', async () => {
    await issue(many);
    await app.server.dataSource.query('PRAGMA wal_checkpoint(TRUNCATE)');
    const before = logged();
    await issue(some * 8);
    const pages = (logged() - before) / 8;
    // With random keys it is one more for nearly each of the 32.
    expect(pages)
      .to.be.above(2)
      .and.below(some / 2);
    const rows: { hash: string }[] = await app.server.dataSource.query('SELECT hash FROM oauth_access_token ORDER BY rowid');
    const places = rows.map(({ hash }) => hash.slice(0, 9));
    expect([...places].sort()).to.deep.equal(places);
  });
});
