import { expect } from 'chai';
import { decodeJwt, type JSONWebKeySet, type JWTPayload, type ProtectedHeaderParameters } from 'jose';
import { JwtTokenGenerator, type TokenContext, TokenGenerator } from 'oauth-controllers';
import { allowInsecureRequests, validateJwtAccessToken } from 'oauth4webapi';
import { defaults, redirectUri, secret, startApplication, type TestApplication, type TestOptions } from '../support/application';
import { call, exchange, obtainCode, post, refresh, tokens } from '../support/flow';
import { operatorKey, verified } from '../support/keys';
import { restoreServices, startWith } from '../support/services';

const api = 'https://api.example/';
const other = 'https://other.example/';
type Format = 'opaque' | 'jwt' | undefined;
const jwt = { tokens: { format: 'jwt' as const }, keys: { encryptWith: operatorKey } };

async function read(
  app: TestApplication,
  token: string,
  audience = app.url,
): Promise<{ payload: JWTPayload; protectedHeader: ProtectedHeaderParameters }> {
  const jwks = (await (await fetch(`${app.url}/oauth/jwks`)).json()) as JSONWebKeySet;
  return verified(token, jwks, { now: app.clock.now(), from: app.url, audience });
}

describe('JWT access tokens', () => {
  let app: TestApplication;
  const start = async (options: TestOptions = {}): Promise<TestApplication> => {
    app = await startApplication({ ...jwt, ...options });
    return app;
  };
  afterEach(async () => {
    await app.close();
    restoreServices();
  });
  const machine = async (parameters: Record<string, string> = {}, basic = 'service') =>
    (await post(app, { grant_type: 'client_credentials', ...parameters }, { basic })).body;

  it('JA01: are at+jwt, with the claims of RFC 9068', async () => {
    await start();
    const { access_token: token, expires_in } = await tokens(app, { scope: 'photos:read photos:write' });
    const { payload, protectedHeader } = await read(app, token);
    expect(protectedHeader).to.have.all.keys('alg', 'typ', 'kid');
    expect(protectedHeader).to.include({ alg: 'ES256', typ: 'at+jwt' });
    const iat = app.clock.now() / 1000;
    expect(payload.jti).to.match(/^[\w-]{43}$/);
    const { jti, ...rest } = payload;
    expect(rest).to.deep.equal({
      ...{ iss: app.url, aud: app.url, sub: 'ada', client_id: 'app', scope: 'photos:read photos:write' },
      ...{ iat, exp: iat + expires_in, auth_time: iat },
    });
  });

  it('JA01: satisfy oauth4webapi at a resource server', async () => {
    const clock = { now: () => Date.now() };
    await start({ clock });
    const { access_token: token } = await tokens(app);
    const server = { issuer: app.url, jwks_uri: `${app.url}/oauth/jwks` };
    const request = new Request(`${app.url}/photos`, { headers: { authorization: `Bearer ${token}` } });
    const claims = await validateJwtAccessToken(server, request, app.url, { [allowInsecureRequests]: true });
    expect(claims).to.include({ sub: 'ada', client_id: 'app', scope: 'photos:read' });
  });

  it('JA01: expire when the answer and the row say, though the clock is between two seconds', async () => {
    await start();
    app.clock.advance(0.75);
    const { access_token: token, expires_in } = await machine();
    const { iat = 0, exp = 0 } = decodeJwt(token);
    expect([expires_in, exp - iat, iat * 1000]).to.deep.equal([600, 600, app.clock.now() - 750]);
    const table = app.server.dataSource.entityMetadatas.find(({ name }) => /AccessToken/.test(name))?.tablePath;
    const [row] = await app.server.dataSource.query(`SELECT "expiresAt" FROM "${table}"`);
    expect(Math.floor(Number(row.expiresAt) / 1000)).to.equal(exp);
  });

  it('JA01: no two have one jti', async () => {
    await start();
    const all = await Promise.all([1, 2, 3].map(() => machine()));
    expect(new Set(all.map(({ access_token }) => decodeJwt(access_token).jti)).size).to.equal(3);
  });

  it('JA05: of a client that acts for itself have its id as subject, a text', async () => {
    await start({ clients: [...defaults.clients, { clientId: '42', clientSecret: secret, scopes: ['photos:read'] }] });
    for (const id of ['service', '42']) {
      const { payload } = await read(app, (await machine({}, id)).access_token);
      expect([payload.sub, payload.client_id]).to.deep.equal([id, id]);
      expect(payload).to.not.have.property('auth_time');
    }
  });

  it('JA07: carry when the user logged in, not when the code or the refresh token was used', async () => {
    await start();
    const login = app.clock.now() / 1000;
    const code = await obtainCode(app);
    app.clock.advance(30);
    const first = (await exchange(app, code)).body;
    expect((await read(app, first.access_token)).payload).to.include({ auth_time: login, iat: login + 30 });
    app.clock.advance(3600);
    const second = (await refresh(app, first.refresh_token ?? '')).body;
    expect((await read(app, second.access_token)).payload).to.include({ auth_time: login, iat: login + 3630 });
    app.clock.advance(60);
    const third = (await refresh(app, second.refresh_token ?? '')).body;
    expect((await read(app, third.access_token)).payload.auth_time).to.equal(login);
  });

  it('open the resource here, and are refused once they are revoked or have expired', async () => {
    await start();
    const { access_token: token } = await tokens(app);
    expect((await call(app, token)).status).to.equal(200);
    await post(app, { token, client_id: 'app' }, { path: '/oauth/revoke' });
    expect((await call(app, token)).status).to.equal(401);
    const { access_token: next } = await machine();
    app.clock.advance(600);
    expect((await call(app, next)).status).to.equal(401);
  });

  it('are refused here when they were changed, or signed by the same key for something else', async () => {
    await start();
    const { access_token: token } = await tokens(app);
    const [head, , signature] = token.split('.');
    const claims = Buffer.from(JSON.stringify({ ...decodeJwt(token), scope: 'photos:write' })).toString('base64url');
    expect((await call(app, `${head}.${claims}.${signature}`)).status).to.equal(401);
  });

  const formats: [string, Format, Format, Record<string, { format?: Format }>, boolean][] = [
    ['the server says nothing', undefined, undefined, {}, false],
    ['the server says jwt', 'jwt', undefined, {}, true],
    ['the client says jwt', undefined, 'jwt', {}, true],
    ['the client says opaque and the server jwt', 'jwt', 'opaque', {}, false],
    ['the resource says jwt and the client opaque', undefined, 'opaque', { [api]: { format: 'jwt' } }, true],
    ['the resource says opaque and the server jwt', 'jwt', undefined, { [api]: { format: 'opaque' } }, false],
    ['the resource says nothing and the server jwt', 'jwt', undefined, { [api]: {} }, true],
    ['one of two resources says jwt', undefined, undefined, { [api]: { format: 'opaque' }, [other]: { format: 'jwt' } }, true],
  ];
  for (const [what, ofServer, ofClient, resources, expected] of formats)
    it(`are ${expected ? '' : 'not '}issued where ${what}`, async () => {
      const audience = Object.keys(resources);
      await start({
        tokens: { format: ofServer },
        clients: [{ clientId: 'service', clientSecret: secret, scopes: ['photos:read'], tokens: { format: ofClient } }],
        resources,
        extensions: [{ name: 'for', issue: async () => (audience.length > 0 ? { audience } : undefined) }],
      });
      const { access_token: token } = await machine();
      expect(/^oat_/.test(token)).to.equal(!expected);
      if (!expected) return;
      const [wanted = app.url, ...more] = audience;
      const { payload } = await read(app, token, wanted);
      expect(payload.aud).to.deep.equal(more.length > 0 ? audience : wanted);
    });

  it('have the claims that extensions give, which replace none of the server', async () => {
    const claims = { cnf: { jkt: 'thumbprint' }, iss: 'https://evil.example', sub: 'root' };
    await start({ extensions: [{ name: 'bound', issue: async () => ({ claims }) }] });
    const { payload } = await read(app, (await machine()).access_token);
    expect(payload).to.deep.include({ cnf: { jkt: 'thumbprint' }, iss: app.url, sub: 'service' });
  });

  it('are never MAC tokens, whose key nobody else has', async () => {
    await start({ tokenTypes: ['mac'] });
    expect((await machine()).access_token).to.match(/^oat_/);
  });

  it('have claims of the application with a JwtTokenGenerator, which the token here has, too', async () => {
    class Tenants extends JwtTokenGenerator {
      protected override async claims(context: TokenContext): Promise<Record<string, unknown>> {
        return { ...(await super.claims(context)), tenant: `of ${context.client.clientId}` };
      }
      override lifetime() {
        return '1m' as const;
      }
    }
    app = await startWith([new Tenants()], { keys: jwt.keys });
    const { access_token: token, expires_in } = await machine();
    const { payload } = await read(app, token);
    expect(payload).to.include({ tenant: 'of service', exp: app.clock.now() / 1000 + 60 });
    expect(expires_in).to.equal(60);
    const table = app.server.dataSource.entityMetadatas.find(({ name }) => /AccessToken/.test(name))?.tablePath;
    const [row] = await app.server.dataSource.query(`SELECT claims FROM "${table}"`);
    expect(JSON.parse(row.claims)).to.deep.equal({ tenant: 'of service' });
  });

  it('JA06: may be as long as a resource takes them, and not a character longer', async () => {
    let length = 4000;
    class Long extends JwtTokenGenerator {
      protected override async claims() {
        return { groups: 'x'.repeat(length) };
      }
    }
    app = await startWith([new Long()], { keys: jwt.keys });
    const lengthOf = async () => String((await machine()).access_token).length;
    // Three bytes of the claims are four characters; the signature and the header are of one length.
    length += Math.floor(((8190 - (await lengthOf())) * 3) / 4);
    for (let more = 0; more < 4; more++, length++) {
      const { status, body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      if (status === 200) {
        expect(body.access_token.length).to.be.within(8188, 8192);
        expect((await call(app, body.access_token)).status).to.equal(200);
      } else {
        expect(more).to.be.above(0);
        expect([status, body.error]).to.deep.equal([500, 'server_error']);
        expect(app.log.text).to.match(
          /TokenGenerator\.accessToken has answered with 819\d characters; requests may carry 8192\. Leave/,
        );
      }
    }
    expect(app.log.text).to.include('requests may carry 8192');
  });

  for (const name of ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'scope', 'cnf', 'auth_time'])
    it(`are refused with a ${name} of the application's`, async () => {
      class Wrong extends JwtTokenGenerator {
        protected override async claims() {
          return { [name]: 'mine' };
        }
      }
      app = await startWith([new Wrong()], { keys: jwt.keys });
      const { status, body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      expect([status, body.error]).to.deep.equal([500, 'server_error']);
      expect(app.log.text).to.include(`JwtTokenGenerator.claims gives ${name}, which the server decides; leave it out.`);
    });

  it('expire as the outermost generator says, whatever one within it would say', async () => {
    class Inner extends JwtTokenGenerator {
      override lifetime() {
        return '1h' as const;
      }
    }
    class Outer extends TokenGenerator {
      private readonly inner = new Inner();
      override accessToken(context: TokenContext) {
        return this.inner.accessToken(context);
      }
      override lifetime() {
        return 90;
      }
    }
    app = await startWith([new Outer()], { keys: jwt.keys });
    const { access_token: token, expires_in } = await machine();
    const { iat = 0, exp } = decodeJwt(token);
    expect([expires_in, exp]).to.deep.equal([90, iat + 90]);
  });

  it('can be asked for by the client that is registered so, and by none of a format that there is not', async () => {
    await start({ tokens: undefined });
    const wrong = { clientId: 'x', redirectUris: [redirectUri], tokens: { format: 'saml' as 'jwt' } };
    const error = await app.server.clients.register(wrong).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).to.equal("Client x has tokens of the format saml; write 'opaque' or 'jwt'.");
  });
});
