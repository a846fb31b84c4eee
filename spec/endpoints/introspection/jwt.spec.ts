import { expect } from 'chai';
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify } from 'jose';
import type { TestApplication } from '../../support/application';
import { basic, call, exchange, form, post, refresh } from '../../support/flow';
import { introspect, photosApi, serviceToken, startIntrospection } from '../../support/introspection';
import { throws, type Wrong } from '../../support/misbehaving';
import { expectFailure } from '../../support/refusal';

const jwtType = 'application/token-introspection+jwt';

describe('a signed introspection answer (RFC 9701)', () => {
  let app: TestApplication;
  let publicKey: JWK;
  before(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const named = { kid: 'the-key', alg: 'ES256', use: 'sig' };
    publicKey = { ...(await exportJWK(pair.publicKey)), ...named };
    const keys = [{ ...(await exportJWK(pair.privateKey)), ...named }];
    app = await startIntrospection({ keys: { jwks: { keys } } });
  });
  after(() => app.close());

  async function ask(
    token: string,
    accept?: string,
    caller = 'every-api',
  ): Promise<{ type: string; text: string; all: Response }> {
    const headers = { authorization: basic(caller), ...(accept === undefined ? {} : { accept }) };
    const all = await fetch(`${app.url}/oauth/introspect`, { method: 'POST', body: form({ token }), headers });
    return { type: all.headers.get('content-type') ?? '', text: await all.text(), all };
  }
  const read = (jwt: string) =>
    jwtVerify(jwt, createLocalJWKSet({ keys: [publicKey] }), { currentDate: new Date(app.clock.now()) });

  it('IN07: is given to who asks for one: signed, typed, for this caller and of this instant', async () => {
    const token = await serviceToken(app, { for: photosApi, jkt: 'thumbprint' });
    const { type, text, all } = await ask(token, jwtType, 'photos-api');
    expect([all.status, type, all.headers.get('cache-control')]).to.deep.equal([200, jwtType, 'no-store']);
    const { payload, protectedHeader } = await read(text);
    expect(protectedHeader).to.deep.equal({ alg: 'ES256', kid: 'the-key', typ: 'token-introspection+jwt' });
    const { body } = await introspect(app, token, {}, { basic: 'photos-api' });
    const now = app.clock.now() / 1000;
    const claims = { iss: app.url, aud: 'photos-api', iat: now, token_introspection: body };
    expect(payload, 'and neither exp nor sub').to.deep.equal(claims);
    expect(body).to.deep.include({ active: true, cnf: { jkt: 'thumbprint' } });
  });

  it('IN07: says no more of a token that is not active than JSON does', async () => {
    for (const [token, caller] of [
      ['unknown', 'every-api'],
      [await serviceToken(app), 'photos-api'],
    ] as const) {
      const { payload } = await read((await ask(token, jwtType, caller)).text);
      expect(payload.token_introspection).to.deep.equal({ active: false });
      expect(payload).to.have.all.keys('iss', 'aud', 'iat', 'token_introspection');
    }
  });

  it('IN07: is given to nobody else', async () => {
    const token = await serviceToken(app);
    for (const accept of [
      ...[undefined, '', '*/*', 'application/*', 'application/json', 'text/html', 'application/jwt', `${jwtType}x`],
      ...[`${jwtType};q=0`, `${jwtType};q=0.5, application/json`, `application/json;q=0.9, ${jwtType};q=0.8`, `${jwtType};q=x`],
    ]) {
      const { type, text } = await ask(token, accept);
      expect(type, accept).to.match(/^application\/json(;|$)/);
      expect(JSON.parse(text)).to.include({ active: true });
    }
    for (const accept of [
      ...[`${jwtType.toUpperCase()}`, `text/html, ${jwtType};q=0.9`, `application/json;q=0.5,${jwtType}`, `*/*, ${jwtType}`],
      ...[`${jwtType}, application/json`, `${jwtType} ; q=0.3`],
    ])
      expect((await ask(token, accept)).type, accept).to.equal(jwtType);
  });

  it('IN07: is not what errors are told with', async () => {
    const { type, text, all } = await ask('', jwtType);
    expect([all.status, type.split(';')[0], (JSON.parse(text) as { error: string }).error]).to.deep.equal([
      400,
      'application/json',
      'invalid_request',
    ]);
  });

  it('IN07: is no token of any kind', async () => {
    const { text } = await ask(await serviceToken(app), jwtType);
    expect(decodeProtectedHeader(text).typ).not.to.match(/^(at\+)?jwt$/i);
    expect((await call(app, text)).status).to.equal(401);
    expect((await introspect(app, text)).body).to.deep.equal({ active: false });
    expect((await refresh(app, text)).body.error).to.equal('invalid_grant');
    expect((await exchange(app, text)).body.error).to.equal('invalid_grant');
    expect((await post(app, { token: text }, { path: '/oauth/revoke', basic: 'every-api' })).status).to.equal(200);
    const assertion = { client_assertion: text, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' };
    const { body } = await post(app, { grant_type: 'client_credentials', ...assertion });
    expect(body.error).to.equal('invalid_client');
  });

  it('IN07: that cannot be signed is a refusal', async () => {
    let act: () => unknown = () => undefined;
    const signer = {
      algorithms: async () => ['ES256'],
      sign: () => act() as Promise<string>,
      jwks: async () => ({ keys: [] }),
    };
    const other = await startIntrospection({ keys: { signer }, serviceTimeout: 50 });
    const token = await serviceToken(other);
    const lies: Wrong = { 'answers with nothing': () => undefined, 'answers with a text': () => 'signed' };
    for (const wrong of Object.values({ ...throws, ...lies })) {
      act = wrong;
      const answer = await introspect(other, token, {}, { basic: 'every-api', headers: { accept: jwtType } });
      expectFailure(answer, wrong);
    }
    expect((await introspect(other, token)).body.active, 'JSON needs no key').to.equal(true);
    await other.close();
  });
});
