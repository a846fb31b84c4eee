import { createServer, get, type IncomingMessage } from 'node:http';
import Module from 'node:module';
import { expect } from 'chai';
import { createOAuthServer, OAuthController, type OAuthOptions, OAuthScope, type OAuthServer } from 'oauth-controllers';
import { Get, JsonController, Req } from 'routing-controllers';
import { application, closeServer, listenOn } from '../../src/controllers/listen';
import { portOf } from '../support/controllers';

let enter: () => void = () => undefined;
let leave: Promise<void> = Promise.resolve();

@JsonController()
class Inspected {
  @Get('/seen') seen(@Req() request: { ip: string; secure?: boolean; ctx?: { secure: boolean } }) {
    return { ip: request.ip, secure: request.secure };
  }
  @Get('/scope') @OAuthScope('a') scope() {
    return 'ok';
  }
  @Get('/slow') async slow() {
    enter();
    await leave;
    return 'slow';
  }
}

const create = (options: Partial<OAuthOptions> = {}): Promise<OAuthServer> =>
  createOAuthServer({
    issuer: 'http://localhost:3000',
    database: ':memory:',
    users: [],
    scopes: { a: 'A' },
    controllers: [OAuthController, Inspected],
    ...options,
  });
const rejection = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail('nothing was thrown'),
    (error: Error) => error,
  );

describe('createOAuthServer().listen()', () => {
  for (const framework of ['express', 'koa'] as const) {
    describe(`on ${framework}`, () => {
      let server: OAuthServer;
      const url = (path: string) => `http://127.0.0.1:${server.port}${path}`;
      beforeEach(async () => {
        server = await create({ framework });
      });
      afterEach(() => server.close());

      it('serves endpoints and controllers until it is closed', async () => {
        expect(server.port).to.equal(undefined);
        expect(await server.listen(0)).to.equal(server);
        expect((await fetch(url('/oauth/token'), { method: 'POST' })).status).to.equal(400);
        const closed = await fetch(url('/scope'));
        expect([closed.status, closed.headers.get('x-powered-by')]).to.deep.equal([401, null]);
        const { port } = server;
        await server.close();
        expect(server.port).to.equal(undefined);
        await rejection(fetch(`http://127.0.0.1:${port}/scope`));
        await server.close();
      });

      it('listens on the loopback address only, for a loopback issuer', async () => {
        await server.listen(0);
        expect((await fetch(url('/seen'))).status).to.equal(200);
        await rejection(fetch(`http://[::1]:${server.port}/seen`));
      });

      it('says that the port is taken, and can listen on another one then', async () => {
        const other = createServer();
        await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
        expect(await rejection(server.listen(portOf(other)))).to.have.property('code', 'EADDRINUSE');
        other.close();
        await server.listen(0);
        expect((await fetch(url('/scope'))).status).to.equal(401);
      });

      it('listens once', async () => {
        await server.listen(0);
        expect(await rejection(server.listen(0)))
          .to.be.instanceOf(TypeError)
          .with.property('message', 'listen() was called before; one server listens once.');
      });

      it('close() waits for an answer under way, and for nothing else', async () => {
        await server.listen(0);
        const entered = new Promise<void>(resolve => {
          enter = resolve;
        });
        let release: () => void = () => undefined;
        leave = new Promise(resolve => {
          release = resolve;
        });
        const answer = new Promise<IncomingMessage>((resolve, reject) => get(url('/slow'), resolve).once('error', reject));
        await entered;
        let closed = false;
        const started = performance.now();
        const closing = server.close().then(() => {
          closed = true;
        });
        await new Promise(resolve => setImmediate(resolve));
        expect(closed).to.equal(false);
        release();
        const { statusCode } = (await answer).resume();
        expect(statusCode).to.equal(200);
        await closing;
        expect(performance.now() - started).to.be.lessThan(2000);
      });

      it('says what to install when the framework is not there', async () => {
        // Only listen() asks for it by this name from there.
        const resolver = Module as unknown as { _resolveFilename: (name: string, ...rest: unknown[]) => string };
        const original = resolver._resolveFilename;
        resolver._resolveFilename = (name, ...rest) => original(name === framework ? 'not-installed' : name, ...rest);
        const error = await rejection(server.listen(0)).finally(() => {
          resolver._resolveFilename = original;
        });
        expect(error.message).to.equal(`listen() needs ${framework}, which is not installed; run: npm install ${framework}`);
      });
    });

    describe(`trustProxy on ${framework}`, () => {
      const seen = async (trustProxy?: OAuthOptions['trustProxy']) => {
        const server = await create({ framework, trustProxy });
        await server.listen(0);
        const headers = { 'x-forwarded-for': '6.6.6.6, 5.5.5.5', 'x-forwarded-proto': 'https' };
        const answer = (await (await fetch(`http://127.0.0.1:${server.port}/seen`, { headers })).json()) as {
          ip: string;
          secure: boolean;
        };
        await server.close();
        return answer;
      };

      for (const none of [undefined, false, 0]) {
        it(`SE05: ${none} trusts no header`, async () => {
          const { ip, secure } = await seen(none);
          expect([ip.replace('::ffff:', ''), secure]).to.deep.equal(['127.0.0.1', false]);
        });
      }

      it('SE05: one proxy is believed in what it has added, not in what it was sent', async () => {
        expect(await seen(1)).to.deep.equal({ ip: '5.5.5.5', secure: true });
      });

      for (const [value, told] of [
        ['loopback', '"loopback"'],
        ['10.0.0.1', '"10.0.0.1"'],
        ['false', '"false"'],
        ['', '""'],
        [null, 'null'],
        [-1, '-1'],
        [0.5, '0.5'],
        [Number.NaN, 'NaN'],
        [[1], 'a list'],
        [{}, 'an object'],
      ] as const)
        it(`SE05: ${told} stops the start`, async () => {
          const { message } = await rejection(create({ framework, trustProxy: value as never }));
          expect(message).to.equal(
            `trustProxy is ${told}; give true or false, how many proxies there are, or on Express a list of their addresses.`,
          );
        });

      if (framework === 'express')
        it('SE05: addresses that are no proxy are not believed', async () => {
          expect(await seen(['10.0.0.1'])).to.deep.equal({ ip: '127.0.0.1', secure: false });
          expect(await seen(['127.0.0.1'])).to.deep.equal({ ip: '5.5.5.5', secure: true });
        });
      else
        it('SE05: addresses, which Koa cannot check, stop the start-up', async () => {
          const server = await create({ framework, trustProxy: ['127.0.0.1'] });
          expect((await rejection(server.listen(0))).message).to.match(/^trustProxy has addresses, which Koa cannot check/);
          await server.close();
        });
    });
  }

  it('SE05: an application that was told something else believes nobody', async () => {
    for (const trustProxy of ['loopback', 'false', '', null, -1, Number.NaN] as never[]) {
      const listener = application({ framework: 'koa', trustProxy, controllers: { controllers: [Inspected] } });
      const server = await listenOn(listener, 0, '127.0.0.1');
      const headers = { 'x-forwarded-for': '6.6.6.6', 'x-forwarded-proto': 'https' };
      const answer = await fetch(`http://127.0.0.1:${portOf(server)}/seen`, { headers });
      expect(await answer.json(), String(trustProxy)).to.deep.equal({ ip: '127.0.0.1', secure: false });
      await closeServer(server);
    }
  });
});
