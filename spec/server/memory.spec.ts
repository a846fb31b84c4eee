import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type RequestOptions, request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthServer } from 'oauth-controllers';
import type { DataSourceOptions } from 'typeorm';
import { defaults } from '../support/application';
import { authorizationUrl, basic } from '../support/flow';

/** A server that tells how many bytes stand in the part of its heap that is cleaned up seldom. Its tokens are JWTs on demand. */
const application = `
  require('reflect-metadata');
  const { createOAuthServer, JwtTokenGenerator, TokenGenerator } = require('oauth-controllers');
  const { Service } = require('typedi');
  const { getHeapSpaceStatistics } = require('node:v8');
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space').space_used_size;
  class OfTenants extends JwtTokenGenerator {
    claims() {
      return { tenant: 'one' };
    }
  }
  if (process.argv[1] === 'jwt') Service({ id: TokenGenerator })(OfTenants);
  createOAuthServer({
    issuer: 'http://localhost:3000',
    database: ':memory:',
    scopes: { 'photos:read': 'See your photos' },
    clients: [
      { clientId: 'service', clientSecret: 'a secret', scopes: ['photos:read'] },
      { clientId: 'app', public: true, redirectUris: ['https://app.example/callback'], scopes: ['photos:read'] },
    ],
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

/** The same request over and over: a server that has answered it for a while leaves so many bytes behind for one more. */
async function leftBy(kind: 'opaque' | 'jwt', options: RequestOptions, status: number, body?: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const child = spawn(process.execPath, ['--expose-gc', '-e', application, kind], {
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [port] = await once(child, 'message');
  const oldBytes = async (cleaned: boolean): Promise<number> => {
    const answer = once(child, 'message');
    child.send(cleaned);
    return (await answer)[0];
  };
  const ask = (): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const sent = request({ agent, port, ...options }, response => {
        response.resume().on('end', () => resolve(response.statusCode));
      });
      sent.on('error', reject).end(body);
    });
  const askOften = async (count: number): Promise<void> => {
    let left = count;
    const some = async (): Promise<void> => {
      while (left-- > 0) expect(await ask()).to.equal(status);
    };
    await Promise.all(Array.from({ length: 8 }, some));
  };
  try {
    const count = 4000;
    await askOften(count * 2);
    const before = await oldBytes(true);
    await askOften(count);
    return ((await oldBytes(false)) - before) / count;
  } finally {
    agent.destroy();
    child.disconnect();
  }
}

describe('what requests leave in memory', function () {
  this.timeout(120_000);
  const token = {
    ...{ method: 'POST', path: '/oauth/token' },
    headers: { authorization: basic('service', 'a secret'), 'content-type': 'application/x-www-form-urlencoded' },
  };

  it('W7: is next to nothing until the heap is cleaned up as a whole', async () => {
    expect(await leftBy('opaque', token, 200, 'grant_type=client_credentials')).to.be.below(400);
  });

  it('W7: is next to nothing for a JWT with claims of the application', async () => {
    expect(await leftBy('jwt', token, 200, 'grant_type=client_credentials')).to.be.below(400);
  });

  it('is next to nothing for an answer that goes back to the client', async () => {
    const path = authorizationUrl({ url: '' }, { scope: 'unknown', prompt: 'none' });
    expect(await leftBy('opaque', { path }, 303)).to.be.below(200);
  });

  it('is next to nothing for a document', async () => {
    expect(await leftBy('opaque', { path: '/.well-known/oauth-authorization-server' }, 200)).to.be.below(100);
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
