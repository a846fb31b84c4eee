import { createHmac, createPublicKey, type JsonWebKeyInput } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { expect } from 'chai';
import { CompactEncrypt, importJWK, SignJWT } from 'jose';
import { onEachFramework } from '../../support/application';
import { issuerKey } from '../../support/issuer';
import { errorOf, resource, startResource, type TestResource } from '../../support/resource';

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a resource server that reads JWTs', () => {
  let app: TestResource;
  const start = async (options: Parameters<typeof startResource>[0] = {}): Promise<void> => {
    app = await startResource(options);
  };
  const refused = async (token: string, why = ''): Promise<void> => {
    const response = await app.get(token);
    expect([response.status, errorOf(response)], why).to.deep.equal([401, 'invalid_token']);
  };
  afterEach(() => app.close());

  onEachFramework(on => {
    it('runs the very same controllers: user, client, scopes and token are what the token says', async () => {
      await start({ on });
      const answer = await app.get(await app.issuer.token({ scope: 'photos:read photos:write' }));
      expect(answer.status).to.equal(200);
      expect(await answer.json()).to.deep.equal({ owner: 'ada', client: 'app', scope: 'photos:read photos:write' });
      const ofClient = await app.get(await app.issuer.token({ sub: 'app' }));
      expect(await ofClient.json()).to.deep.equal({ owner: null, client: 'app', scope: 'photos:read' });
      expect((await app.get()).status).to.equal(401);
    });

    it('answers a missing scope with 403 and its name', async () => {
      await start({ on });
      const answer = await app.get(await app.issuer.token({ scope: 'albums:read' }));
      expect(answer.status).to.equal(403);
      expect(answer.headers.get('www-authenticate')).to.include('error="insufficient_scope"').and.include('scope="photos:read"');
    });
  });

  describe('with an ES256 key', () => {
    beforeEach(() => start());

    it('JA02: accepts a token as RFC 9068 has it, in each spelling of its type and audience', async () => {
      for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt'])
        expect((await app.get(await app.issuer.token({}, { typ }))).status, typ).to.equal(200);
      const several = await app.issuer.token({ aud: ['https://other.example', resource] });
      expect((await app.get(several)).status).to.equal(200);
    });

    for (const claim of ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'])
      it(`JA02: refuses a token without ${claim}`, async () => refused(await app.issuer.token({ [claim]: undefined })));

    it('JA02: refuses claims that are altered or of the wrong kind', async () => {
      const { url } = app.issuer;
      const altered: Record<string, unknown>[] = [
        ...[`${url}/`, url.toUpperCase(), 'https://evil.example', [url], 1].map(iss => ({ iss })),
        ...['https://photos.example/', 'https://PHOTOS.example', 'https://other.example', [], [1, resource], 5, null].map(
          aud => ({ aud }),
        ),
        ...[1, '', null, ['ada'], {}].map(sub => ({ sub })),
        ...[1, '', null, ['app']].map(client_id => ({ client_id })),
        ...[1, null].map(jti => ({ jti })),
        ...['soon', null, -1].map(exp => ({ exp })),
        ...['now', null].map(iat => ({ iat })),
        { scope: ['photos:read'] },
        { scope: 5 },
        ...['later', '1', null].map(nbf => ({ nbf })),
      ];
      for (const claims of altered) await refused(await app.issuer.token(claims), JSON.stringify(claims));
    });

    it('PR09 JA02: refuses a token that is for another resource', async () => {
      const answer = await app.get(await app.issuer.token({ aud: 'https://albums.example' }));
      expect([answer.status, errorOf(answer)]).to.deep.equal([401, 'invalid_token']);
    });

    it('JA02: refuses every signature but that of the published key', async () => {
      const other = await issuerKey('ES256', 'first');
      await refused(await app.issuer.token({}, {}, other), 'another key of the same name');
      const [header, , signature] = (await app.issuer.token()).split('.');
      const [, payload] = (await app.issuer.token({ sub: 'grace' })).split('.');
      await refused(`${header}.${payload}.${signature}`, 'another payload');
      await refused(`${header}.${payload}.`, 'no signature');
      for (const odd of ['a', 'a.b', 'a.b.c', '..', 'e30.e30.', `${header}.${payload}.${signature}.${signature}`])
        await refused(odd, odd);
    });

    it('JA04: takes no ID token, logout token, introspection response or assertion for an access token', async () => {
      const types = [
        'JWT',
        'logout+jwt',
        'token-introspection+jwt',
        'dpop+jwt',
        'oauth-authz-req+jwt',
        'client-authentication+jwt',
        'at',
      ];
      for (const typ of types) await refused(await app.issuer.token({}, { typ }), typ);
      await refused(await app.issuer.token({}, { typ: undefined }), 'no type');
    });

    it('JA03: refuses the algorithm none, in each spelling', async () => {
      const [, payload, signature] = (await app.issuer.token()).split('.');
      for (const alg of ['none', 'None', 'NONE', 'nOnE', ''])
        for (const end of ['', 'AA', signature])
          await refused(`${encoded({ alg, typ: 'at+jwt', kid: 'first' })}.${payload}.${end}`, alg);
      expect(app.issuer.count('/jwks'), 'no key is looked for').to.equal(1);
    });

    it('JA03: refuses a MAC by the public key', async () => {
      const [, payload] = (await app.issuer.token()).split('.');
      const jwk = app.issuer.key.publicJwk;
      const pem = createPublicKey({ key: jwk, format: 'jwk' } as JsonWebKeyInput).export({ type: 'spki', format: 'pem' });
      for (const alg of ['HS256', 'HS384', 'HS512'])
        for (const secret of [pem, JSON.stringify(jwk), '']) {
          const signed = `${encoded({ alg, typ: 'at+jwt', kid: 'first' })}.${payload}`;
          const mac = createHmac(alg.replace('HS', 'sha'), secret).update(signed).digest('base64url');
          await refused(`${signed}.${mac}`, alg);
        }
      expect(app.issuer.count('/jwks'), 'no key is looked for').to.equal(1);
    });

    it('JA03: never looks at keys that a token brings along or points to', async () => {
      const evil = await issuerKey('ES256', 'evil');
      const { url } = app.issuer;
      app.issuer.answers.set('/evil', (_request, response) => response.end(JSON.stringify({ keys: [evil.publicJwk] })));
      for (const header of [
        { jwk: evil.publicJwk },
        { jku: `${url}/evil` },
        { x5u: `${url}/evil` },
        { x5c: ['MIIB'] },
        { jwk: evil.publicJwk, kid: undefined },
        { jku: `${url}/evil`, kid: 'evil' },
      ]) {
        await refused(await app.issuer.token({}, header as never, evil), JSON.stringify(header));
      }
      expect(app.issuer.count('/evil')).to.equal(0);
      const good = await app.issuer.token({}, { jku: `${url}/evil` } as never);
      expect((await app.get(good)).status, 'a good token is not judged by them either').to.equal(200);
      expect(app.issuer.count('/evil')).to.equal(0);
    });

    it('JA06: refuses critical headers, encrypted and compressed tokens', async () => {
      const [, payload = ''] = (await app.issuer.token()).split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
      const { key } = app.issuer;
      for (const crit of [['exp'], ['http://example.com/unknown'], ['b64']]) {
        const header = { alg: 'ES256', typ: 'at+jwt', kid: 'first', crit, exp: 1, b64: true, 'http://example.com/unknown': 1 };
        const signer = new SignJWT(claims).setProtectedHeader(header as never);
        const known = { crit: { 'http://example.com/unknown': true, exp: true } };
        const token = await signer.sign(key.privateKey, known).catch(() => undefined);
        if (token !== undefined && !crit.includes('b64')) await refused(token, crit.join());
      }
      const bomb = deflateRawSync(Buffer.alloc(10 * 1024 * 1024));
      const publicKey = await importJWK(key.publicJwk, 'ECDH-ES');
      const header = { alg: 'ECDH-ES', enc: 'A128GCM', typ: 'at+jwt', kid: 'first' } as const;
      await refused(
        await new CompactEncrypt(new Uint8Array(bomb.subarray(0, 2000))).setProtectedHeader(header).encrypt(publicKey),
        'JWE',
      );
      await refused(`${encoded({ ...header, zip: 'DEF' })}.AA.AA.${bomb.subarray(0, 3000).toString('base64url')}.AA`, 'zip');
    });

    it('JA06: refuses what is far too long before anything in it is read', async () => {
      const token = await app.issuer.token({ padding: 'x'.repeat(70_000) });
      const before = app.issuer.asked.length;
      const error = await app.api.authenticate(`Bearer ${token}`).catch(caught => caught);
      expect(error).to.include({ code: 'invalid_token', status: 401 });
      expect(error.description).to.equal('The access token is malformed');
      expect(app.issuer.asked.length).to.equal(before);
    });

    it('accepts a bound token neither as a bearer token nor without knowing its binding', async () => {
      for (const cnf of [{ jkt: 'A'.repeat(43) }, { 'x5t#S256': 'A'.repeat(43) }, {}, null, 'x', { jkt: 'A', jku: 'B' }])
        await refused(await app.issuer.token({ cnf }), JSON.stringify(cnf));
    });

    it('hands each request objects of its own', async () => {
      const value = await app.issuer.token();
      const one = await app.api.authenticate(`Bearer ${value}`);
      Object.assign(one.user?.claims ?? {}, { role: 'admin' });
      Object.assign(one.claims, { scope: 'everything' });
      const two = await app.api.authenticate(`Bearer ${value}`);
      expect(two.user?.claims).to.not.have.property('role');
      expect(two.claims).to.have.property('scope', 'photos:read');
      expect([two.subject, two.client.clientId, two.audience]).to.deep.equal(['ada', 'app', [resource]]);
      const revoked = await two.revoke().catch((error: Error) => error);
      expect(revoked).to.be.instanceOf(TypeError);
    });
  });

  it('JA02: accepts keys of other algorithms next to one of ES256', async () => {
    await start();
    for (const alg of ['RS256', 'PS256', 'EdDSA', 'ES384']) {
      const key = await issuerKey(alg, alg);
      app.issuer.published.push(key.publicJwk);
      app.clock.advance(61);
      expect((await app.get(await app.issuer.token({}, {}, key))).status, alg).to.equal(200);
    }
  });

  for (const tolerance of [undefined, 0, 60] as const)
    it(`JA08: ${tolerance ?? 'without the option 5'} s that clocks differ are forgiven, and not one more`, async () => {
      await start({ clockTolerance: tolerance });
      const now = Math.floor(app.clock.now() / 1000);
      const seconds = tolerance ?? 5;
      const status = async (claims: Record<string, unknown>): Promise<number> =>
        (await app.get(await app.issuer.token(claims))).status;
      expect(await status({ exp: now - seconds + 1 }), 'just expired').to.equal(200);
      expect(await status({ exp: now - seconds }), 'expired').to.equal(401);
      expect(await status({ nbf: now + seconds }), 'soon').to.equal(200);
      expect(await status({ nbf: now + seconds + 1 }), 'not yet').to.equal(401);
      expect(await status({ iat: now + seconds }), 'issued soon').to.equal(200);
      expect(await status({ iat: now + seconds + 1 }), 'issued in the future').to.equal(401);
      expect(await status({ iat: now + seconds + 1, nbf: now - 60 }), 'and yet good before').to.equal(401);
      const token = await app.issuer.token({ exp: now + 10 });
      expect((await app.get(token)).status).to.equal(200);
      app.clock.advance(10 + seconds);
      await refused(token, 'a remembered token expires like any other');
    });

  it('JA08: refuses to forgive more than 60 s', async () => {
    await start();
    const error = await startResource({ clockTolerance: 61 }).catch(caught => caught);
    expect(error).to.be.instanceOf(TypeError);
    expect(error.message).to.equal('clockTolerance is 61; clocks may differ by 60 s at most.');
  });
});
