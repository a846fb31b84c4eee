import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createPlain, IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import Koa from 'koa';
import { createHttpsServer, createOAuthServer, createServer, OAuthController } from 'oauth-controllers';
import { createServer as forResources } from 'oauth-controllers/resource';
import type { Make } from '../support/both-servers';
import { portOf } from '../support/controllers';
import { raw } from '../support/raw';

const original = Object.setPrototypeOf;
/** How often a request or a response got another prototype than it had. */
let changes = 0;

function count(object: unknown, prototype: object | null): unknown {
  const isOurs = object instanceof IncomingMessage || object instanceof ServerResponse;
  // Prototypes themselves get parents when applications are mounted.
  if (isOurs && !('app' in object && Object.hasOwn(object, 'app')) && Object.getPrototypeOf(object) !== prototype) changes++;
  return original(object, prototype);
}

/** Express as a process loads it whose Object.setPrototypeOf counts: Express 4 keeps the function that it finds at its start. */
function freshly(name: string): Make {
  const mine = (key: string): boolean => /node_modules\/(express4?|setprototypeof)\//.test(key);
  const before = Object.entries(require.cache).filter(([key]) => mine(key));
  for (const [key] of before) delete require.cache[key];
  try {
    return require(name) as Make;
  } finally {
    for (const key of Object.keys(require.cache).filter(mine)) delete require.cache[key];
    for (const [key, module] of before) require.cache[key] = module;
  }
}

async function answerOf(http: Server, path = '/'): Promise<string> {
  if (!http.listening) await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  return (await raw(`http://127.0.0.1:${portOf(http)}${path}`)).body;
}

describe('createServer(app)', () => {
  const open: Server[] = [];
  const opened = <T extends Server>(http: T): T => {
    open.push(http);
    return http;
  };
  afterEach(() => {
    for (const http of open.splice(0)) http.close().closeAllConnections();
  });

  for (const name of ['express', 'express4']) {
    describe(`on ${name}`, () => {
      let make: Make;
      before(() => {
        Object.setPrototypeOf = count as typeof Object.setPrototypeOf;
        make = freshly(name);
      });
      after(() => {
        Object.setPrototypeOf = original;
      });
      beforeEach(() => {
        changes = 0;
      });

      it('gives no request and no response another prototype', async () => {
        const app = make().get('/', (_req, res) => void res.send('hello'));
        const plain = opened(createPlain(app));
        expect([await answerOf(plain), changes]).to.deep.equal(['hello', 2]);
        changes = 0;
        const ours = opened(createServer(app));
        for (const _ of [1, 2, 3]) expect(await answerOf(ours)).to.equal('hello');
        expect(changes).to.equal(0);
      });

      it('leaves those of a sub-application to Express, which changes them to and fro', async () => {
        const app = make().use(
          '/sub',
          make().use((_req, _res, next) => next()),
        );
        app.use((_req: unknown, res: express.Response) => void res.send('past'));
        const http = opened(createServer(app));
        expect([await answerOf(http, '/sub'), changes]).to.deep.equal(['past', 4]);
        expect([await answerOf(http, '/'), changes]).to.deep.equal(['past', 4]);
      });
    });
  }

  describe('of server.listen()', () => {
    for (const framework of ['express', 'koa'] as const)
      it(`gives no request and no response another prototype, on ${framework}`, async () => {
        const server = await createOAuthServer({
          ...{ issuer: 'http://localhost:3000', database: ':memory:', framework, scopes: {}, users: [] },
          controllers: [OAuthController],
        });
        await server.listen(0);
        Object.setPrototypeOf = count as typeof Object.setPrototypeOf;
        changes = 0;
        // No endpoint: those are answered before the framework is entered.
        const answer = await raw(`http://127.0.0.1:${server.port}/nowhere`).finally(() => {
          Object.setPrototypeOf = original;
        });
        await server.close();
        expect([answer.status, changes]).to.deep.equal([404, 0]);
      });
  });

  it('serves Koa and listeners of node:http, and is there for resource servers', async () => {
    const koa = new Koa().use(context => {
      context.body = context.path;
    });
    const listener: RequestListener = (_request, response) => void response.end('listener');
    expect(await answerOf(opened(createServer(koa)), '/koa')).to.equal('/koa');
    expect(await answerOf(opened(createServer(koa.callback())), '/callback')).to.equal('/callback');
    expect(await answerOf(opened(createServer(listener)))).to.equal('listener');
    expect(forResources).to.equal(createServer);
  });

  it('hands options on, and uses classes of the application as they are', async () => {
    class Counted extends IncomingMessage {
      readonly counted = 'counted';
    }
    const app = express().get('/', (req, res) => void res.send((req as unknown as Counted).counted));
    const http = opened(createServer(app, { IncomingMessage: Counted, keepAliveTimeout: 1234 }));
    expect([await answerOf(http), http.keepAliveTimeout]).to.deep.equal(['counted', 1234]);
  });

  it('createHttpsServer(app) does the same behind TLS', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'oauth-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const command = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    try {
      execFileSync('openssl', [...command, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    } catch {
      rmSync(folder, { recursive: true });
      this.skip();
    }
    const certificate = { key: readFileSync(key), cert: readFileSync(cert) };
    rmSync(folder, { recursive: true });
    const app = express();
    const [request, response] = [Reflect.get(app, 'request'), Reflect.get(app, 'response')];
    const made: boolean[] = [];
    app.get('/', (req, res) => void res.send(`${req.protocol} ${made}`));
    const http = opened(createHttpsServer(app, certificate));
    http.prependListener('request', (req, res) => {
      made.push(Object.getPrototypeOf(req) === request, Object.getPrototypeOf(res) === response);
    });
    await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    const text = await new Promise<string>((resolve, reject) => {
      const url = `https://localhost:${portOf(http)}`;
      get(url, { family: 4, ca: certificate.cert, agent: false }, answer => {
        answer.setEncoding('utf8').once('data', resolve);
      }).once('error', reject);
    });
    expect(text).to.equal('https true,true');
  });

  describe('says what is wrong', () => {
    const sentence = (call: () => unknown): string => {
      try {
        call();
      } catch (error) {
        expect(error).to.be.instanceOf(TypeError);
        return (error as Error).message;
      }
      return expect.fail('nothing was thrown');
    };
    const given = (...args: unknown[]) => sentence(() => Reflect.apply(createServer, undefined, args));

    it('with what is no application', () => {
      const mend = 'for an application; give it what express() returns, a Koa application, or a function of (request, response).';
      expect(given()).to.equal(`createServer() was given a value of the type undefined ${mend}`);
      expect(given(null)).to.equal(`createServer() was given null ${mend}`);
      expect(given({})).to.equal(`createServer() was given a value of the type object ${mend}`);
      expect(sentence(() => Reflect.apply(createHttpsServer, undefined, [{}, {}]))).to.match(/^createHttpsServer\(\) was given/);
    });

    it('with the options first', () => {
      const swapped = 'createServer() takes the application first, unlike that of Node; write createServer(app, options).';
      expect(given({}, express())).to.equal(swapped);
      expect(given({}, new Koa())).to.equal(swapped);
    });

    it('with express in place of an application', () => {
      expect(given(express)).to.equal(
        'createServer() was given express itself, which answers nothing; give it what express() returns.',
      );
    });

    it('with TLS options for plain HTTP', () => {
      for (const name of ['key', 'cert', 'pfx', 'SNICallback'])
        expect(given(express(), { [name]: 'x' })).to.equal(
          `createServer() was given the option ${name}, which plain HTTP would ignore; call createHttpsServer(app, options).`,
        );
    });
  });
});
