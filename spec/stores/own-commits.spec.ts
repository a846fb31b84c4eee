import { mkdtempSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { AccessTokenEntity, oauthEntitiesWith } from 'oauth-controllers';
import { DataSource, Entity } from 'typeorm';
import type { ClientRow } from '../../src/core/model';
import { describeClient, findClient, insertClient } from '../../src/core/statements/clients';
import { insertAccessToken } from '../../src/core/statements/tokens';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { accessTokenRow, clientRow, freshHash } from '../support/rows';
import { beside } from '../support/sqlite';

const client = clientRow({ name: 'Old' });
const other = clientRow({ clientId: 'other' });
const { clientId } = client;
const [describeName] = describeClient;
const sameName = describeName?.with(other, other);
if (!sameName) throw new Error('There is a statement for each column that is said of a client.');
const another = (id = freshHash()) => insertClient.with(clientRow({ clientId: id }));
const rename = `UPDATE oauth_client SET name = 'New' WHERE clientId = '${clientId}'`;

/** Somebody else's commit, in the moment before a statement of ours. */
type Moment = (statement: string) => boolean;
const first = (text: string): Moment => nth(1, text);
function nth(number: number, text: string): Moment {
  let times = 0;
  return statement => statement === text && ++times === number;
}

describe('rows that were read from a SQLite file before a commit of the library’s own', () => {
  let folder: string;
  let file: string;
  let storage: TypeormStorage;
  let questions: number;
  let statement: (text: string) => void;

  const verbose = (text: unknown): void => {
    if (/^PRAGMA main\.data_version/.test(String(text))) questions++;
    statement(String(text));
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'oauth-own-'));
    file = join(folder, `${freshHash()}.sqlite`);
    statement = () => undefined;
    const { dataSource } = await openDataSource({ type: 'better-sqlite3', database: file, verbose });
    storage = new TypeormStorage(dataSource, true);
    await storage.commit([insertClient.with(client), insertClient.with(other)]);
    warm();
  });
  afterEach(async () => {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const read = (id = clientId) => storage.first(findClient.with({ clientId: id })) as ClientRow | undefined;
  const warm = () => expect([read(), read(), read('other')]).to.deep.equal([client, client, other]);
  /** Changes the name from outside at a moment of a commit, and tells what is read after it. */
  const readBeside = async (moment: Moment, commit: () => Promise<void>, change = rename): Promise<string | undefined> => {
    let hasChanged = false;
    statement = text => {
      if (hasChanged || !moment(text)) return;
      hasChanged = true;
      beside(file, database => database.exec(change));
    };
    await commit().catch(() => undefined);
    expect(hasChanged, 'somebody else has committed').to.equal(true);
    return read()?.name;
  };

  it('are still known to be true, and SQLite is not asked', async function () {
    if (platform() !== 'linux') this.skip();
    questions = 0;
    for (let times = 0; times < 5; times++) {
      await storage.commit([another(), sameName]);
      expect(read()).to.deep.equal(client);
    }
    await Promise.all(Array.from({ length: 5 }, () => storage.commit([another()])));
    expect(read()).to.deep.equal(client);
    expect(questions).to.equal(0);
  });

  const moments: [string, () => Moment][] = [
    ['before it', () => first('BEGIN IMMEDIATE')],
    ['after it', () => nth(2, 'SELECT total_changes()')],
  ];
  for (const [when, moment] of moments)
    it(`are read again where somebody else has committed just ${when}`, async () => {
      expect(await readBeside(moment(), () => storage.commit([another()]))).to.equal('New');
    });

  it('are read again where it wrote what was there already, which is no commit, and somebody else did', async () => {
    expect(await readBeside(first('BEGIN IMMEDIATE'), () => storage.commit([sameName]))).to.equal('New');
  });

  it('are read again where nothing of it came about, and somebody else has committed', async () => {
    const unit = [another('first'), insertClient.with(client)];
    // When the unit is tried again, its first key is taken too.
    const change = `BEGIN; ${rename}; UPDATE oauth_client SET clientId = 'first' WHERE clientId = 'other'; COMMIT`;
    expect(await readBeside(nth(2, 'BEGIN IMMEDIATE'), () => storage.commit(unit), change)).to.equal('New');
  });

  it('are read again where it failed at its end, and somebody else has committed', async () => {
    const moment = nth(2, 'SELECT total_changes()');
    const failing = (text: string): boolean => {
      if (text === 'COMMIT') throw new Error('It cannot be committed.');
      return moment(text);
    };
    expect(await readBeside(failing, () => storage.commit([another()]))).to.equal('New');
  });

  it('are read again where it was one to an attached file, and somebody else has committed to this one', async () => {
    @Entity({ name: 'oauth_access_token', database: join(folder, 'attached.sqlite') })
    class AttachedToken extends AccessTokenEntity {}
    await storage.close();
    const entities = oauthEntitiesWith(AttachedToken);
    const options = { type: 'better-sqlite3', database: file, entities, verbose, synchronize: true, enableWAL: true } as const;
    storage = new TypeormStorage(await new DataSource(options).initialize(), true);
    read();
    await storage.commit([another()]);
    warm();
    const commit = () => storage.commit([insertAccessToken.with(accessTokenRow())]);
    expect(await readBeside(first('BEGIN IMMEDIATE'), commit)).to.equal('New');
  });
});
