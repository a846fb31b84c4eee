import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { OAuthServer } from 'oauth-controllers';
import { defaults } from '../support/application';

describe('a server that starts again on its file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-restart-'));
    file = join(folder, 'oauth.sqlite');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const start = (scopes: Record<string, string> = defaults.scopes): Promise<OAuthServer> =>
    OAuthServer.create({ ...defaults, issuer: 'http://localhost:3000', database: file, scopes });

  /** How often the file is written by a second start with these scopes, once a first had made it. */
  async function commits(scopes?: Record<string, string>): Promise<number> {
    const first = await start();
    const watcher = new Database(file, { readonly: true });
    // Counts up with each commit of another connection.
    const version = (): number => watcher.pragma('data_version', { simple: true }) as number;
    try {
      const before = version();
      await (await start(scopes)).close();
      return version() - before;
    } finally {
      watcher.close();
      await first.close();
    }
  }

  it('W7: writes nothing where its clients and scopes are as they were', async () => {
    expect(await commits()).to.equal(0);
  });

  it('writes scopes that are new, and those that are described anew', async () => {
    expect(await commits({ ...defaults.scopes, 'photos:new': 'New' })).to.be.above(0);
    expect(await commits({ ...defaults.scopes, 'photos:read': 'See all your photos' })).to.be.above(0);
    const server = await start();
    const list = server.scopes.list();
    await server.close();
    expect(list).to.deep.include({ name: 'photos:new', description: 'New' });
  });
});
