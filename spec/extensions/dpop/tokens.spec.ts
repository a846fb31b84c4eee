import { expect } from 'chai';
import { decodeJwt } from 'jose';
import {
  type ClientInput,
  type Grant,
  IntrospectionEndpoint,
  OAuthController,
  type TokenContext,
  TokenEndpoint,
  TokenGenerator,
} from 'oauth-controllers';
import { JsonController } from 'routing-controllers';
import { onEachFramework, secret, startApplication, type TestApplication, type TestOptions } from '../../support/application';
import { DpopKey } from '../../support/dpop';
import { authorize, call, exchange, obtainCode, post, refresh } from '../../support/flow';
import { PhotoController } from '../../support/photos';
import { expectRefusal } from '../../support/refusal';
import { restoreServices, startWith } from '../../support/services';

const bound: ClientInput = { clientId: 'bound', clientSecret: secret, scopes: ['photos:read'], dpopBoundAccessTokens: true };
const typed: ClientInput = { clientId: 'typed', clientSecret: secret, scopes: ['photos:read'], tokens: { type: 'dpop' } };
const machine = { grant_type: 'client_credentials' };

/** A grant of the application's own, which knows nothing of proofs. */
const badge: Grant = {
  type: 'urn:example:badge',
  handle: async ({ context }) => ({ scopes: context.scopes.of(['photos:read']) }),
};

@JsonController('/bound')
class BoundOnly {
  @TokenEndpoint('/token', { tokenType: 'dpop' })
  token() {}
  @IntrospectionEndpoint('/introspect')
  introspect() {}
}

describe('DPoP tokens', () => {
  onEachFramework(on => {
    let app: TestApplication;
    let key: DpopKey;
    before(async () => {
      key = await DpopKey.create();
      const controllers = [OAuthController, PhotoController, BoundOnly];
      const grants = ['authorization_code', 'refresh_token', 'client_credentials', 'password', badge] as const;
      app = await startApplication({ on, controllers, grants, tokenTypes: ['bearer', 'dpop'] });
      for (const one of [bound, typed]) await app.server.clients.register(one);
      const grantTypes = ['password', 'urn:example:badge', 'client_credentials'];
      await app.server.clients.register({ clientId: 'many', clientSecret: secret, scopes: ['photos:read'], grantTypes });
    });
    after(() => app.close());

    const proven = async (path = '/oauth/token') => ({ dpop: await key.proof(app, { url: app.url + path }) });
    async function opens(token: string): Promise<void> {
      const answer = await fetch(`${app.url}/photos`, { headers: await key.headers(app, token) });
      expect(answer.status).to.equal(200);
    }

    it('DP04: come of the code grant and of a refresh, with token_type DPoP', async () => {
      const first = await exchange(app, await obtainCode(app), {}, { headers: await proven() });
      expect(first.body.token_type).to.equal('DPoP');
      await opens(first.body.access_token);
      const second = await refresh(app, String(first.body.refresh_token), {}, { headers: await proven() });
      expect(second.body.token_type).to.equal('DPoP');
      await opens(second.body.access_token);
    });

    for (const [grant, parameters] of [
      ['client_credentials', machine],
      ['password', { grant_type: 'password', username: 'ada', password: 'lovelace' }],
      ['a grant of the application', { grant_type: 'urn:example:badge' }],
    ] as const) {
      it(`DP04: come of ${grant}, with the thumbprint of the key`, async () => {
        const { body } = await post(app, parameters, { basic: 'many', headers: await proven() });
        expect(body.token_type).to.equal('DPoP');
        await opens(body.access_token);
        const introspected = await post(app, { token: body.access_token }, { basic: 'many', path: '/bound/introspect' });
        expect(introspected.body).to.deep.include({ active: true, token_type: 'DPoP', cnf: { jkt: key.jkt } });
      });
    }

    it('DP04: are not what a client without a proof gets', async () => {
      const { body } = await post(app, machine, { basic: 'service' });
      expect(body.token_type).to.equal('Bearer');
      expect((await call(app, body.access_token)).status).to.equal(200);
    });

    for (const basic of ['bound', 'typed']) {
      it(`DP09: the client ${basic} gets no token without a proof`, async () => {
        expectRefusal(await post(app, machine, { basic }), 'invalid_dpop_proof');
        const { body } = await post(app, machine, { basic, headers: await proven() });
        expect(body.token_type).to.equal('DPoP');
      });
    }

    it('DP09: a token endpoint for such tokens alone gives none without a proof', async () => {
      const path = '/bound/token';
      expectRefusal(await post(app, machine, { basic: 'service', path }), 'invalid_dpop_proof');
      const { body } = await post(app, machine, { basic: 'service', path, headers: await proven(path) });
      expect(body.token_type).to.equal('DPoP');
    });
  });
});

describe('a server of DPoP tokens', () => {
  let key: DpopKey;
  before(async () => {
    key = await DpopKey.create();
  });

  it('DP09: a server that accepts nothing else gives nothing else', async () => {
    const app = await startApplication({ tokenTypes: ['dpop'] });
    try {
      expectRefusal(await post(app, machine, { basic: 'service' }), 'invalid_dpop_proof');
      const code = await obtainCode(app);
      expectRefusal(await exchange(app, code), 'invalid_dpop_proof');
      const { body } = await exchange(app, code, {}, { headers: { dpop: await key.proof(app) } });
      expect(body.token_type).to.equal('DPoP');
    } finally {
      await app.close();
    }
  });

  it('DP09: the implicit flow gives a client that needs bound tokens none', async () => {
    const app = await startApplication({ tokenTypes: ['bearer', 'dpop'], responseTypes: ['code', 'token'] });
    const redirectUri = 'https://implicit.example/cb';
    try {
      await app.server.clients.register({
        ...{ clientId: 'implicit', public: true, redirectUris: [redirectUri], scopes: ['photos:read'] },
        ...{ grantTypes: ['authorization_code', 'implicit'], dpopBoundAccessTokens: true },
      });
      const changes = { client_id: 'implicit', redirect_uri: redirectUri, response_type: 'token' };
      const { location } = await authorize(app, { ...changes, code_challenge: undefined, code_challenge_method: undefined });
      expect(location?.hash).to.include('error=unauthorized_client').and.not.include('access_token');
    } finally {
      await app.close();
    }
  });

  it('DP09: such a client is not registered where no resource accepts its tokens, nor with tokens of another type', async () => {
    for (const [tokenTypes, client, mend] of [
      [['bearer'], bound, 'add it to the option tokenTypes'],
      [['bearer', 'dpop'], { ...bound, tokens: { type: 'bearer' } }, 'leave tokens.type out'],
    ] as const) {
      const app = await startApplication({ tokenTypes: [...tokenTypes] });
      const refused = await app.server.clients.register(client as ClientInput).catch((error: unknown) => error);
      await app.close();
      expect(refused).to.be.instanceOf(TypeError).and.have.property('message').that.includes(mend);
    }
  });

  it('DP09: a client that was registered for them gets no bearer token when the server has forgotten the type', async () => {
    const before = await startApplication({ tokenTypes: ['bearer', 'dpop'], clients: [bound] });
    const app = await startApplication({ clients: [], database: before.server.dataSource });
    try {
      const answer = await post(app, machine, { basic: 'bound' });
      expect(answer.status).to.equal(500);
      expect(app.log.lines.join('\n')).to.include('does not name dpop');
    } finally {
      await app.close();
      await before.close();
    }
  });

  it('DP01: the metadata says which algorithms a proof may have, where there are such tokens', async () => {
    const said = async (options: TestOptions): Promise<unknown> => {
      const app = await startApplication(options);
      try {
        const document = await (await fetch(`${app.url}/.well-known/oauth-authorization-server`)).json();
        return (document as Record<string, unknown>).dpop_signing_alg_values_supported;
      } finally {
        await app.close();
      }
    };
    expect(await said({ tokenTypes: ['bearer', 'dpop'] })).to.include.members(['ES256', 'EdDSA', 'PS256', 'RS256']);
    expect(await said({})).to.equal(undefined);
  });

  it('DP04: name the key when they are JWTs', async () => {
    const app = await startApplication({ tokenTypes: ['bearer', 'dpop'], tokens: { format: 'jwt' } });
    try {
      const { body } = await post(app, machine, { basic: 'service', headers: { dpop: await key.proof(app) } });
      expect(decodeJwt(body.access_token).cnf).to.deep.equal({ jkt: key.jkt });
      expect((await fetch(`${app.url}/photos`, { headers: await key.headers(app, body.access_token) })).status).to.equal(200);
      expect((await call(app, body.access_token)).status).to.equal(401);
    } finally {
      await app.close();
    }
  });

  it('DP04: tell a TokenGenerator what they are bound to', async () => {
    const seen: TokenContext[] = [];
    class Watching extends TokenGenerator {
      override async accessToken(context: TokenContext): Promise<string> {
        seen.push(context);
        return super.accessToken(context);
      }
    }
    const app = await startWith([new Watching()], { tokenTypes: ['bearer', 'dpop'] });
    try {
      await post(app, machine, { basic: 'service', headers: { dpop: await key.proof(app) } });
      expect(seen[0]).to.deep.include({ tokenType: 'dpop', claims: { cnf: { jkt: key.jkt } } });
    } finally {
      await app.close();
      restoreServices();
    }
  });
});
