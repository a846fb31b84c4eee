import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthServer } from 'oauth-controllers';
import type { DataSourceOptions } from 'typeorm';
import { defaults } from '../support/application';
import { basic } from '../support/flow';

/** A server that tells how many bytes stand in the part of its heap that is cleaned up seldom. */
const application = `
  require('reflect-metadata');
  const { createOAuthServer } = require('oauth-controllers');
  const { getHeapSpaceStatistics } = require('node:v8');
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;
  createOAuthServer({
    issuer: 'http://localhost:3000',
    database: ':memory:',
    scopes: { 'photos:read': 'See your photos' },
    clients: [{ clientId: 'service', clientSecret: 'a secret', scopes: ['photos:read'] }],
  }).then(async server => {
    await server.listen(0);
    process.on('message', cleaned => {
      if (cleaned) gc();
      process.send(old());
    });
    process.once('disconnect', () => process.exit());
    process.send(server.port);
  });
`;

describe('what requests leave in memory', () => {
  let child: ChildProcess;
  let port: number;
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  before(async function () {
    this.timeout(60_000);
    child = spawn(process.execPath, ['--expose-gc', '-e', application], {
      cwd: join(__dirname, '../../..'),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    [port] = await once(child, 'message');
  });
  after(() => {
    agent.destroy();
    child.disconnect();
  });

  async function oldBytes(cleaned: boolean): Promise<number> {
    const answer = once(child, 'message');
    child.send(cleaned);
    return (await answer)[0];
  }

  const token = (): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: basic('service', 'a secret'), 'content-type': 'application/x-www-form-urlencoded' };
      const sent = request({ agent, port, method: 'POST', path: '/oauth/token', headers }, response => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).end('grant_type=client_credentials');
    });

  async function tokens(count: number): Promise<void> {
    let left = count;
    const some = async (): Promise<void> => {
      while (left-- > 0) expect(await token()).to.equal(200);
    };
    await Promise.all(Array.from({ length: 8 }, some));
  }

  it('W7: is next to nothing until the heap is cleaned up as a whole', async function () {
    this.timeout(120_000);
    const count = 4000;
    await tokens(count * 2);
    const before = await oldBytes(true);
    await tokens(count);
    expect(((await oldBytes(false)) - before) / count).to.be.below(400);
  });
});

describe('a SQLite file that the library opens', () => {
  async function cacheOf(database: DataSourceOptions | string): Promise<unknown> {
    const server = await OAuthServer.create({ ...defaults, issuer: 'http://localhost:3000', database });
    const [row] = (await server.dataSource.query('PRAGMA cache_size')) as { cache_size: number }[];
    await server.close();
    return row?.cache_size;
  }

  it('W7: keeps 4 MB of its file in memory', async () => expect(await cacheOf(':memory:')).to.equal(-4000));

  it('keeps as much of its file in memory as the application says', async () => {
    const prepareDatabase = (database: { pragma(text: string): unknown }): void => {
      database.pragma('cache_size = -64000');
    };
    expect(await cacheOf({ type: 'better-sqlite3', database: ':memory:', prepareDatabase })).to.equal(-64000);
  });
});
