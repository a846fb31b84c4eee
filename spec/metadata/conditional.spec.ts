import { expect } from 'chai';
import { MetadataEndpoint, OAuthController, OAuthRequest, OAuthServer } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { embedded } from '../support/databases';
import { operatorKey } from '../support/keys';
import { MemoryLogger } from '../support/logger';
import { PhotoController } from '../support/photos';
import { startResource, type TestResource } from '../support/resource';
import { oauth, openid } from './support';

const tagged = /^W\/"[\w-]{43}"$/;
let said: string | undefined;

@Controller()
class Words {
  @MetadataEndpoint() more() {
    return said === undefined ? undefined : { service_documentation: said };
  }
}

describe('documents that are asked for again', () => {
  onEachFramework(on => {
    let app: TestApplication;
    let resource: TestResource;
    before(async () => {
      const keys = { encryptWith: operatorKey };
      app = await startApplication({ on, keys, controllers: [OAuthController, PhotoController, Words] });
      resource = await startResource({ on });
    });
    after(async () => {
      await resource.close();
      await app.close();
    });
    const ask = (path: string, tags?: string, method = 'GET') => {
      const { url } = path.includes('protected-resource') ? resource : app;
      return fetch(url + path, { method, headers: tags === undefined ? {} : { 'if-none-match': tags } });
    };
    const tagOf = async (path: string): Promise<string> => (await ask(path)).headers.get('etag') ?? '';

    for (const [path, maxAge] of [
      ['/oauth/jwks', 600],
      [oauth, 300],
      [openid, 300],
      ['/.well-known/oauth-protected-resource', 300],
    ] as const) {
      it(`${path} has a weak tag, the same each time, also for HEAD`, async () => {
        const one = await ask(path);
        expect(one.status).to.equal(200);
        expect(one.headers.get('etag')).to.match(tagged);
        const head = await ask(path, undefined, 'HEAD');
        expect([head.status, await head.text()]).to.deep.equal([200, '']);
        for (const name of ['etag', 'cache-control', 'content-type', 'access-control-allow-origin'])
          expect(head.headers.get(name), name).to.equal(one.headers.get(name));
        expect(await tagOf(path)).to.equal(one.headers.get('etag'));
      });

      it(`${path} is not sent again to who has it: 304, with what a cache needs and no body`, async () => {
        const tag = await tagOf(path);
        for (const method of ['GET', 'HEAD']) {
          const answer = await ask(path, tag, method);
          expect([answer.status, await answer.text()]).to.deep.equal([304, '']);
          const { headers } = answer;
          expect([headers.get('etag'), headers.get('cache-control')]).to.deep.equal([tag, `public, max-age=${maxAge}`]);
          expect(headers.get('access-control-allow-origin')).to.equal('*');
          for (const name of ['content-type', 'content-length', 'pragma', 'transfer-encoding'])
            expect(headers.get(name), name).to.equal(null);
        }
      });

      it(`${path} takes If-None-Match as RFC 9110 section 13.1.2 has it`, async () => {
        const tag = await tagOf(path);
        const opaque = tag.slice(2);
        const named = [
          opaque,
          '*',
          ' * ',
          `"a", ${tag}`,
          `W/"a" ,\t${opaque},, "b"`,
          `,${tag},`,
          `"a,b", ${opaque}`,
          `"", ${tag}`,
        ];
        for (const value of named) expect((await ask(path, value)).status, value).to.equal(304);
        const others = [
          ...['"a"', '', 'W/""', opaque.slice(1, -1), `w/${opaque}`, `W/ ${opaque}`, `*, ${tag}`, `${tag} ${tag}`, `'${opaque}'`],
          ...[`"${opaque}"`, `${tag}x`, `x, ${tag}`, `"a, ${opaque}`, opaque.toUpperCase(), opaque.replace('"', '"x')],
        ];
        for (const value of others) {
          const answer = await ask(path, value);
          expect([answer.status, answer.headers.get('etag')], value).to.deep.equal([200, tag]);
          expect(await answer.json()).to.be.an('object');
        }
      });

      it(`${path} refuses what it refuses whatever is known`, async () => {
        const answer = await ask(path, '*', 'POST');
        expect([answer.status, answer.headers.get('etag')]).to.deep.equal([405, null]);
        expect(answer.headers.get('cache-control')).to.equal('no-store');
      });
    }

    it('has another tag as soon as a method adds something, and the old one when it no longer does', async () => {
      const [before, keys] = [await tagOf(oauth), await tagOf('/oauth/jwks')];
      said = 'https://docs.example';
      const changed = await ask(oauth, before);
      expect(changed.status).to.equal(200);
      expect(await changed.json()).to.include({ service_documentation: said });
      expect(changed.headers.get('etag')).to.match(tagged).and.not.equal(before);
      expect((await ask(oauth, changed.headers.get('etag') ?? '')).status).to.equal(304);
      said = undefined;
      expect(await tagOf(oauth)).to.equal(before);
      expect(await tagOf('/oauth/jwks')).to.equal(keys);
    });

    it('has another tag as soon as a key is added', async () => {
      const tag = await tagOf('/oauth/jwks');
      await app.server.keys.rotate();
      const answer = await ask('/oauth/jwks', tag);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('etag')).to.match(tagged).and.not.equal(tag);
      expect(((await answer.json()) as { keys: object[] }).keys).to.have.length(2);
    });
  });

  it('have tags of their own below each path that the application is mounted at', async () => {
    const issuer = 'http://localhost:3000';
    const paths = { endpointPaths: { token: '/oauth/token' } };
    const server = await OAuthServer.create({
      issuer,
      database: embedded,
      scopes: { a: 'A' },
      logger: new MemoryLogger(),
      ...paths,
    });
    const ask = (mountPath: string, tag?: string) => {
      const headers = tag === undefined ? {} : { 'if-none-match': tag };
      const parts = { method: 'GET', target: '/', origin: issuer, headers, secure: true, mountPath };
      return server.endpoint('metadata', new OAuthRequest(parts));
    };
    const [one, other] = [await ask(''), await ask('/api')];
    expect(one.headers.etag).to.not.equal(other.headers.etag);
    expect(JSON.parse(other.body)).to.include({ token_endpoint: `${issuer}/api/oauth/token` });
    expect((await ask('', String(other.headers.etag))).status).to.equal(200);
    expect((await ask('', String(one.headers.etag))).status).to.equal(304);
    await server.close();
  });

  it('are not there for who names any, where nothing can be signed', async () => {
    const server = await OAuthServer.create({
      ...{ issuer: 'https://auth.example', database: embedded, scopes: { a: 'A' }, logger: new MemoryLogger() },
      keys: { signer: { algorithms: async () => [], sign: async () => '', jwks: async () => ({ keys: [] }) } },
    });
    const parts = { method: 'GET', target: '/', origin: 'https://auth.example', secure: true };
    const answer = await server.endpoint('jwks', new OAuthRequest({ ...parts, headers: { 'if-none-match': '*' } }));
    expect([answer.status, answer.headers.etag]).to.deep.equal([404, undefined]);
    await server.close();
  });
});
