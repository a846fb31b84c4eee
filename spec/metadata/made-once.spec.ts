import { expect } from 'chai';
import {
  contextOf,
  type Extension,
  type MetadataDocument,
  MetadataEndpoint,
  OAuthController,
  OAuthRequest,
  OAuthResource,
  type OAuthResponse,
  type OAuthServer,
  type PublicJwk,
  RevocationEndpoint,
  ServerMetadata,
  TokenEndpoint,
} from 'oauth-controllers';
import { Controller, JsonController } from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication, type TestOptions } from '../support/application';
import { ManualClock } from '../support/clock';
import { forgettingMetadata } from '../support/controllers';
import { issuer, operatorKey, type Process, shared, startProcess } from '../support/keys';
import { type Metadata, metadataOf, oauth } from './support';

@Controller('/o')
class TokenOnly {
  @TokenEndpoint() token() {}
}

const asking = (): OAuthRequest => new OAuthRequest({ method: 'GET', target: '/', origin: issuer, headers: {}, secure: true });
const answer = (server: OAuthServer, name: string): Promise<OAuthResponse> => server.endpoint(name, asking());
const metadata = async (server: OAuthServer): Promise<Metadata> => JSON.parse((await answer(server, 'metadata')).body);

/** How often something was made JSON in which this text stands. */
async function written(text: string, work: () => Promise<unknown>): Promise<number> {
  const { stringify } = JSON;
  let count = 0;
  JSON.stringify = ((...given: Parameters<typeof stringify>) => {
    const made = stringify(...given);
    if (made?.includes(text)) count++;
    return made;
  }) as typeof stringify;
  try {
    await work();
  } finally {
    JSON.stringify = stringify;
  }
  return count;
}

describe('documents that are made once', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let app: TestApplication;
    const start = async (options: TestOptions): Promise<void> => {
      app = await startApplication({ on, ...options });
    };
    afterEach(() => app.close());
    const tagOf = async (): Promise<string> => (await fetch(app.url + oauth)).headers.get('etag') ?? '';

    it('say at once that a scope has come or gone', async () => {
      await start({});
      const tag = await tagOf();
      await app.server.scopes.put('new', 'Something new');
      const changed = await fetch(app.url + oauth, { headers: { 'if-none-match': tag } });
      expect([changed.status, ((await changed.json()) as Metadata).scopes_supported]).to.deep.equal([
        200,
        ['photos:read', 'photos:write', 'albums:read', 'new'],
      ]);
      await app.server.scopes.remove('new');
      expect(await tagOf()).to.equal(tag);
    });

    it('say at once that there is a grant, an endpoint or a method more', async () => {
      @Controller('/o')
      class Revoking {
        @RevocationEndpoint() revoke() {}
      }
      @Controller()
      class Words {
        @MetadataEndpoint() more() {
          return { service_documentation: 'https://docs.example' };
        }
      }
      await start({ controllers: [TokenOnly] });
      const { server } = app;
      expect(await metadataOf(app)).to.not.have.any.keys('revocation_endpoint', 'service_documentation');
      server.registerGrant({ type: 'urn:example:more', handle: () => Promise.reject(new Error('is not called')) });
      expect((await metadataOf(app)).grant_types_supported).to.include('urn:example:more');
      server.options({ controllers: [Revoking] });
      expect(await metadataOf(app)).to.include({ revocation_endpoint: `${app.url}/o/revoke` });
      server.options({ controllers: [Words] });
      expect(await metadataOf(app)).to.include({ service_documentation: 'https://docs.example' });
    });

    it('keep nothing of what a method does to the document that it is given', async () => {
      @Controller()
      class Greedy {
        @MetadataEndpoint() take(@ServerMetadata() document: Record<string, string[] | undefined>) {
          document.scopes_supported?.push('more');
          return { scopes_supported: document.scopes_supported };
        }
      }
      await start({ controllers: [OAuthController, Greedy] });
      for (let time = 0; time < 3; time++)
        expect((await metadataOf(app)).scopes_supported).to.deep.equal(['photos:read', 'photos:write', 'albums:read', 'more']);
    });

    it('are refused each time where they cannot be written', async () => {
      @JsonController('/odd')
      @OAuthResource({ name: 1n as unknown as string })
      class Odd {}
      await start({ controllers: [OAuthController, Odd] });
      for (let time = 0; time < 3; time++) {
        const refused = await fetch(`${app.url}/.well-known/oauth-protected-resource/odd`);
        expect([refused.status, refused.headers.get('etag')]).to.deep.equal([500, null]);
        expect(await refused.json()).to.include({ error: 'server_error' });
      }
    });
  });

  describe('without a framework', () => {
    let clock: ManualClock;
    let running: OAuthServer[];
    beforeEach(() => {
      clock = new ManualClock();
      running = [];
    });
    afterEach(async () => {
      for (const server of running) await server.close();
    });
    const start = async (options: TestOptions = {}): Promise<Process> => {
      const endpointPaths = { token: '/token', jwks: '/jwks' };
      const one = await startProcess(clock, { endpointPaths, ...options });
      running.push(one.server);
      return one;
    };
    const extended = async (hook: Extension['metadata']): Promise<OAuthServer> =>
      (await start({ extensions: [{ name: 'x', metadata: hook }] })).server;

    it('are written at the first request, and again when they have changed', async () => {
      const { server } = await start();
      const [document, keys] = ['"token_endpoint":', '"keys":['];
      expect(await written(document, () => answer(server, 'metadata'))).to.equal(1);
      expect(await written(keys, () => answer(server, 'jwks'))).to.equal(1);
      for (let time = 0; time < 3; time++) {
        expect(await written(document, () => answer(server, 'metadata'))).to.equal(0);
        expect(await written(keys, () => answer(server, 'jwks'))).to.equal(0);
      }
      await server.scopes.put('new', 'Something new');
      expect(await written(document, () => answer(server, 'metadata'))).to.equal(1);
      await server.keys.rotate();
      expect(await written(keys, () => answer(server, 'jwks'))).to.equal(1);
    });

    it('say of scopes what another process has said, once it is learnt', async () => {
      const folder = shared({ type: 'better-sqlite3', database: '' });
      const [one, other] = [await start({ database: folder.options }), await start({ database: folder.options })];
      const known = (await metadata(one.server)).scopes_supported ?? [];
      await other.server.scopes.put('new', 'Something new');
      await other.server.scopes.remove('albums:read');
      await one.server.scopes.learn();
      const learnt = [...known.filter(scope => scope !== 'albums:read'), 'new'];
      expect((await metadata(one.server)).scopes_supported).to.have.members(learnt);
      for (const server of running.splice(0)) await server.close();
      folder.remove();
    });

    it('ask an extension each time, be it that the time is in what it says', async () => {
      const server = await extended(() => ({ said_at: clock.now() }));
      for (let time = 0; time < 2; time++) {
        expect(await metadata(server)).to.have.property('said_at', clock.now());
        clock.advance(1);
      }
    });

    it('see what an extension has changed in place', async () => {
      const members = { prompt_values_supported: ['none'] };
      const server = await extended(() => members);
      expect((await metadata(server)).prompt_values_supported).to.deep.equal(['none']);
      members.prompt_values_supported.push('login');
      expect((await metadata(server)).prompt_values_supported).to.deep.equal(['none', 'login']);
    });

    it('are refused as long as an extension throws or changes a member, and then right', async () => {
      let said = (): Readonly<Record<string, unknown>> => ({});
      const server = await extended(() => said());
      const before = await answer(server, 'metadata');
      const wrong = [{ issuer: 'https://evil.example' }, { much: 1n }];
      const thrown = (): never => {
        throw new Error('down');
      };
      for (const one of [thrown, ...wrong.map(members => () => members)]) {
        said = one;
        for (let time = 0; time < 2; time++) {
          const refused = await answer(server, 'metadata');
          expect([refused.status, refused.headers.etag]).to.deep.equal([500, undefined]);
        }
        said = () => ({});
        expect(await answer(server, 'metadata')).to.deep.equal(before);
      }
    });

    it('are not changed by who asks the server for its metadata', async () => {
      const { server } = await start();
      const before = await answer(server, 'metadata');
      const mine = (await server.metadata()) as { issuer: string; scopes_supported: string[] } & MetadataDocument;
      mine.issuer = 'https://evil.example';
      mine.scopes_supported.push('everything');
      expect(await answer(server, 'metadata')).to.deep.equal(before);
    });

    it('see what a signer of the application has changed in place', async () => {
      const algorithms = ['ES256'];
      const jwks = { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'one', alg: 'ES256' }] };
      const signer = { algorithms: async () => algorithms, sign: async () => 'a.b.c', jwks: async () => jwks };
      const { server, ...one } = await start({ keys: { signer }, endpointPaths: { introspection: '/i', jwks: '/jwks' } });
      const said = async () => (await metadata(server)).introspection_signing_alg_values_supported;
      expect([await said(), (await one.jwks()).keys.length]).to.deep.equal([['ES256'], 1]);
      algorithms.push('PS256');
      jwks.keys.push({ ...jwks.keys[0], kid: 'two' } as (typeof jwks.keys)[0]);
      expect([await said(), (await one.jwks()).keys.length]).to.deep.equal([['ES256', 'PS256'], 2]);
      algorithms.length = 0;
      expect([await said(), (await metadata(server)).jwks_uri, (await answer(server, 'jwks')).status]).to.deep.equal([
        undefined,
        undefined,
        404,
      ]);
    });

    it('promise no secrets that can be sealed no more', async () => {
      const environment = process.env.NODE_ENV;
      const { server } = await start({
        keys: { signer: { algorithms: async () => [], sign: async () => '', jwks: async () => ({ keys: [] }) } },
      });
      const methods = async () => (await metadata(server)).token_endpoint_auth_methods_supported;
      try {
        expect(await methods()).to.include('client_secret_jwt');
        process.env.NODE_ENV = 'production';
        expect(await methods()).to.not.include('client_secret_jwt');
      } finally {
        if (environment === undefined) delete process.env.NODE_ENV;
        else process.env.NODE_ENV = environment;
      }
    });

    it('show a key no longer as soon as the clock says so, be it that no row was read anew', async () => {
      const one = await start();
      await one.server.keys.rotate();
      const [, next] = await one.server.keys.list();
      clock.advance(40 * 60 - 30);
      expect((await one.jwks()).keys).to.have.length(2);
      clock.advance(30);
      expect((await one.jwks()).keys.map(({ kid }) => kid)).to.deep.equal([next?.kid]);
    });

    it('show keys as they are in the database, a minute later', async () => {
      const one = await start();
      await one.server.keys.rotate();
      const [first] = (await one.jwks()).keys;
      const { dataSource } = one.server;
      const table = dataSource.entityMetadatas.find(({ name }) => /SigningKey/.test(name))?.tablePath;
      await dataSource.query(`DELETE FROM "${table}" WHERE "kid" <> ?`, [first?.kid]);
      clock.advance(60);
      expect((await one.jwks()).keys).to.deep.equal([first]);
      await dataSource.query(`UPDATE "${table}" SET "publicJwk" = json_set("publicJwk", '$.x', 'another')`);
      clock.advance(60);
      expect((await one.jwks()).keys).to.deep.equal([{ ...first, x: 'another' }]);
    });

    it('lead nobody to keys that could be changed', async () => {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
      const given = { ...jwk, d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' };
      for (const keys of [{ encryptWith: operatorKey }, { jwks: { keys: [given] } }]) {
        const { server } = await start({ keys });
        const request = asking();
        const { body } = await server.endpoint('jwks', request);
        const { keys: published } = await contextOf(request).signer.jwks();
        const [first] = published;
        expect(() => (published as PublicJwk[]).pop()).to.throw(TypeError);
        expect(() => Object.assign({ first }.first ?? {}, { kid: 'mine' })).to.throw(TypeError);
        expect((await answer(server, 'jwks')).body).to.equal(body);
      }
    });
  });
});
