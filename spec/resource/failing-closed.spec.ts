import { createServer, type RequestListener } from 'node:http';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { InsufficientScopeError, OAuthOptional, OAuthResource, OAuthScope } from 'oauth-controllers';
import { Get, JsonController, useExpressServer, useKoaServer } from 'routing-controllers';
import { type Framework, frameworks, onEachFramework } from '../support/application';
import { portOf } from '../support/controllers';
import { DpopKey } from '../support/dpop';
import { errorOf, startResource, type TestResource, type TestResourceOptions } from '../support/resource';

@JsonController('/vault')
class VaultController {
  @Get('/first') @OAuthScope('photos:read') @OAuthScope('photos:read', { tokenTypes: ['dpop'] }) first() {
    return { gold: true };
  }
  @Get('/second') @OAuthScope('photos:read', { tokenTypes: ['dpop'] }) @OAuthScope('photos:read') second() {
    return { gold: true };
  }
  @Get('/optional') @OAuthOptional() @OAuthScope({ tokenTypes: ['dpop'] }) optional() {
    return { gold: true };
  }
  @Get('/more') @OAuthScope({ tokenTypes: ['dpop'] }) more() {
    throw new InsufficientScopeError('photos:write');
  }
}

@JsonController('/contrary')
class ContraryController {
  @Get() @OAuthScope({ tokenTypes: ['bearer'] }) @OAuthScope({ tokenTypes: ['dpop'] }) none() {
    return {};
  }
}

@OAuthResource({ resource: 'https://albums.example' })
@JsonController('/albums')
class AlbumController {
  @Get() @OAuthScope('photos:read') list() {
    return { albums: true };
  }
}

@JsonController('/mine')
class MineController {
  @Get() @OAuthScope('photos:read') list() {
    return { mine: true };
  }
}

/** Whatever nobody has waited for: on Express 4 it would have ended the process. */
async function unhandled(work: () => Promise<void>): Promise<unknown[]> {
  const found: unknown[] = [];
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', error => found.push(error));
  try {
    await work();
    await new Promise(resolve => setImmediate(resolve));
    return found;
  } finally {
    process.removeAllListeners('unhandledRejection');
    for (const one of others) process.on('unhandledRejection', one);
  }
}

async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { error } = console;
  console.error = () => undefined;
  try {
    return await work();
  } finally {
    console.error = error;
  }
}

describe('guards fail closed', () => {
  let app: TestResource;
  const start = async (options: TestResourceOptions = {}): Promise<void> => {
    app = await startResource(options);
  };
  afterEach(() => app.close());

  onEachFramework(on => {
    it('what one decorator of a handler says of token types stays when another one adds a scope', async () => {
      await start({ on, dpop: 'allowed', routing: { controllers: [VaultController] } });
      const key = await DpopKey.create();
      const [bearer, bound] = [await app.issuer.token(), await app.issuer.token({ cnf: { jkt: key.jkt } })];
      for (const path of ['/vault/first', '/vault/second', '/vault/optional']) {
        const answer = await app.get(bearer, path);
        expect([path, answer.status, errorOf(answer)]).to.deep.equal([path, 401, 'invalid_token']);
        const headers = await key.headers(app, bound, { url: `https://photos.example${path}` });
        expect((await fetch(app.url + path, { headers })).status, path).to.equal(200);
      }
    });

    it('a token of a type that is not accepted is refused where a token is optional, too', async () => {
      await start({ on, dpop: 'required', routing: { controllers: [VaultController] } });
      expect((await fetch(`${app.url}/vault/optional`)).status).to.equal(200);
      expect((await fetch(`${app.url}/vault/optional`, { headers: { authorization: 'Basic YTpi' } })).status).to.equal(200);
      for (const authorization of ['Bearer anything', 'bearer x', 'MAC id="x"']) {
        const answer = await fetch(`${app.url}/vault/optional`, { headers: { authorization } });
        expect([answer.status, errorOf(answer)], authorization).to.deep.equal([401, 'invalid_token']);
      }
    });

    it('a handler that misses a scope itself names no token type that it does not accept', async () => {
      await start({ on, dpop: 'allowed', routing: { controllers: [VaultController] } });
      const key = await DpopKey.create();
      const bound = await app.issuer.token({ cnf: { jkt: key.jkt } });
      const headers = await key.headers(app, bound, { url: 'https://photos.example/vault/more' });
      const answer = await fetch(`${app.url}/vault/more`, { headers });
      expect([answer.status, errorOf(answer)]).to.deep.equal([403, 'insufficient_scope']);
      expect(answer.headers.get('www-authenticate')).to.match(/^DPoP (?!.*Bearer)/);
    });

    it('a header that cannot be sent is 500, and nothing is left unhandled', async () => {
      const bad = { name: 'bad', answerHeaders: async () => ({ 'x-bad': 'a\nb' }) };
      await start({ on, extensions: [bad] });
      const token = await app.issuer.token();
      const left = await unhandled(() =>
        quietly(async () => {
          const signal = AbortSignal.timeout(5000);
          const answer = await fetch(`${app.url}/photos`, { headers: { authorization: `Bearer ${token}` }, signal });
          expect(answer.status).to.equal(500);
        }),
      );
      expect(left).to.deep.equal([]);
    });
  });

  it('token types that exclude each other stop the start', async () => {
    await start();
    expect(() => app.api.options({ controllers: [ContraryController] })).to.throw(
      'ContraryController.none accepts no token type',
    );
  });

  for (const on of frameworks) {
    it(`a resource of its own that options() was not told of takes no token for another, on ${on}`, async () => {
      await start();
      const token = await app.issuer.token();
      const options = app.api.options({ controllers: [MineController] });
      await serving(mountedTwice(on, options, { controllers: [AlbumController] }), async url => {
        const headers = { authorization: `Bearer ${token}` };
        expect((await fetch(`${url}/mine`, { headers })).status).to.equal(200);
        const answer = await quietly(() => fetch(`${url}/albums`, { headers }));
        expect([answer.status, await answer.text()]).to.satisfy(
          ([status, text]: [number, string]) => status === 500 && !text.includes('albums'),
        );
      });
    });
  }

  for (const on of ['express4', 'express5'] as const) {
    it(`who was answered by somebody else while the guard waited leaves nothing unhandled, on ${on}`, async () => {
      await start({ verify: { introspect: { clientId: 'rs', clientSecret: 's' } } });
      const routes = (on === 'express4' ? express4() : express5()).set('env', 'test');
      let told: () => void = () => undefined;
      const asked = new Promise<void>(resolve => {
        told = resolve;
      });
      let say: () => void = () => undefined;
      app.issuer.answers.set('/introspect', (_request, response) => {
        say = () => void response.end('{"active":false}');
        told();
      });
      routes.use((_request: unknown, response: { status(code: number): { end(): void } }, next: () => void) => {
        void asked.then(() => response.status(503).end());
        next();
      });
      let ended = 0;
      const protect = app.api.protect('photos:read');
      routes.get('/plain', (...args: unknown[]) => protect(...(args as [object, object])).finally(() => ended++));
      await serving(routes, async url => {
        const left = await unhandled(async () => {
          const answer = await fetch(`${url}/plain`, { headers: { authorization: 'Bearer opaque' } });
          expect(answer.status).to.equal(503);
          say();
          while (ended === 0) await new Promise(resolve => setTimeout(resolve, 5));
        });
        expect(left).to.deep.equal([]);
      });
    });
  }
});

function mountedTwice(on: Framework, ...options: object[]): RequestListener {
  if (on === 'koa') {
    const app = new Koa();
    app.silent = true;
    for (const one of options) useKoaServer(app, one);
    return app.callback();
  }
  const app = (on === 'express4' ? express4() : express5()).set('env', 'test');
  for (const one of options) useExpressServer(app, one);
  return app;
}

async function serving(listener: RequestListener, work: (url: string) => Promise<void>): Promise<void> {
  const http = createServer(listener);
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://localhost:${portOf(http)}`);
  } finally {
    http.closeAllConnections();
    await new Promise(resolve => http.close(resolve));
  }
}
