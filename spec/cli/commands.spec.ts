import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import type { OAuthServer } from 'oauth-controllers';
import { temporaryFolder } from '../support/quick-start';
import { oauth, serverOn } from './support';

describe('the oauth command', () => {
  const folder = temporaryFolder();
  const database = join(folder.path, 'commands.sqlite');
  let server: OAuthServer;
  before(async () => {
    server = await serverOn(database);
  });
  after(async () => {
    await server.close();
    folder.remove();
  });
  const on = (...parameters: string[]) => oauth([...parameters, '--database', database]);

  it('token purge deletes what expired more than a day ago, and nothing else', async () => {
    const mint = async () => (await on('token', 'mint', '--client', 'job', '--scope', 'photos:read')).code;
    expect([await mint(), await mint()]).to.deep.equal([0, 0]);
    const table = server.dataSource.entityMetadatas.find(({ name }) => /AccessToken/.test(name))?.tablePath ?? '';
    const rows: { hash: string }[] = await server.dataSource.query(`SELECT hash FROM "${table}"`);
    const [old, young] = rows;
    await server.dataSource.query(`UPDATE "${table}" SET "expiresAt" = ? WHERE hash = ?`, [
      Date.now() - 25 * 60 * 60 * 1000,
      old?.hash,
    ]);
    expect(await on('token', 'purge')).to.deep.equal({ code: 0, stdout: '1\n', stderr: '' });
    expect(await server.dataSource.query(`SELECT hash FROM "${table}"`)).to.deep.equal([young]);
  });

  it('client create registers a client that the running server knows, and shows its secret this once', async () => {
    const { stdout, code } = await on('client', 'create', '--id', 'robot', '--scope', 'photos:read', 'photos:write');
    const made = JSON.parse(stdout);
    expect([code, made.client_id, made.grant_types, made.scope]).to.deep.equal([
      0,
      'robot',
      ['client_credentials'],
      'photos:read photos:write',
    ]);
    const client = await server.clients.find('robot');
    expect(client?.hasSecret(made.client_secret, Date.now())).to.equal(true);
  });

  it('client create makes a public client without a secret', async () => {
    const { stdout } = await on(
      ...['client', 'create', '--public', '--name', 'Photo App', '--redirect-uri', 'https://app.example/cb'],
    );
    const made = JSON.parse(stdout);
    expect(made).to.not.have.property('client_secret');
    expect(await server.clients.find(made.client_id)).to.include({ name: 'Photo App', public: true });
  });

  for (const [parameters, sentence] of [
    [['--id', 'job'], 'Client job is registered already.'],
    [['--scope', 'nothing'], 'has the scope nothing, which is not declared'],
    [['--public'], 'is public and has no redirectUris'],
    [['--grant', 'client-credentials'], 'has the grant type "client-credentials", which is none; write "client_credentials".'],
  ] as const) {
    it(`client create ${parameters.join(' ')} is refused with a sentence`, async () => {
      const { code, stdout, stderr } = await on('client', 'create', ...parameters);
      expect([code, stdout]).to.deep.equal([1, '']);
      expect(stderr)
        .to.match(/^oauth: .+\n$/)
        .and.include(sentence);
    });
  }

  it('finds the tables of a server whose options have an entityPrefix', async () => {
    const prefixed = join(folder.path, 'prefixed.sqlite');
    const shop = await serverOn({ type: 'better-sqlite3', database: prefixed, entityPrefix: 'shop_' });
    try {
      const create = (id: string, more: string[], environment?: NodeJS.ProcessEnv) =>
        oauth(['client', 'create', '--id', id, '--scope', 'photos:read', '--database', prefixed, ...more], environment);
      expect((await create('one', ['--entity-prefix', 'shop_'])).code).to.equal(0);
      expect((await create('two', [], { OAUTH_ENTITY_PREFIX: 'shop_' })).code).to.equal(0);
      expect((await create('three', [])).stderr).to.match(
        /^oauth: The database has no table oauth_\w+; start the server once, .+ name it with --entity-prefix\.\n$/,
      );
      expect([await shop.clients.find('one'), await shop.clients.find('two'), await shop.clients.find('three')]).to.satisfy(
        ([one, two, three]: unknown[]) => one && two && !three,
      );
    } finally {
      await shop.close();
    }
  });

  it('leaves a database as it is that is not that of a server', async () => {
    const foreign = join(folder.path, 'foreign.sqlite');
    const other = new Database(foreign);
    other.exec('CREATE TABLE invoices (id INTEGER)');
    const { code, stdout, stderr } = await oauth(['client', 'create', '--id', 'robot', '--database', foreign]);
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.include('has no table oauth_');
    expect(other.prepare('SELECT name FROM sqlite_master').all()).to.deep.equal([{ name: 'invoices' }]);
    other.close();
  });

  it('knows the URL of a server in whatever case its scheme is written, and makes no file of it', async () => {
    for (const [named, sentence] of [
      ['Postgres://ada:hidden@127.0.0.1:1/oauth', 'ECONNREFUSED'],
      ['MongoDB+srv://ada:hidden@127.0.0.1:1/oauth', 'The option database is a mongodb+srv: URL; use postgres://'],
    ] as const) {
      const { code, stderr } = await oauth(['token', 'purge', '--database', named], {}, folder.path);
      expect([code, stderr]).to.deep.equal([1, stderr]);
      expect(stderr).to.include(sentence).and.not.include('hidden');
    }
    expect(readdirSync(folder.path).filter(name => /:|hidden/.test(name))).to.deep.equal([]);
  });

  it('SE26: makes no file of a URL that something stands before, and shows nothing of it', async () => {
    for (const named of ['"postgres://ada:hidden@127.0.0.1:1/oauth"', 'jdbc:mysql://hidden@h/db', 'postgres:/ada:hidden@h/db']) {
      const environment = { OAUTH_DATABASE: named };
      const { code, stderr } = await oauth(['keys', 'list'], environment, folder.path);
      expect([code, stderr]).to.deep.equal([1, stderr]);
      expect(stderr).to.include('The option database looks like a URL').and.not.include('hidden');
    }
    expect(readdirSync(folder.path).filter(name => /:|hidden/.test(name))).to.deep.equal([]);
  });

  it('tells its commands, and what is missing in one', async () => {
    expect((await oauth(['--help'])).stdout).to.match(/token.+\n.+client/);
    expect((await oauth(['token', 'mint'])).stderr).to.include("required option '--client <id>' not specified");
  });
});
