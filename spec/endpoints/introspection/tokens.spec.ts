import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { AccessToken, BearerTokens } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../../support/application';
import { call, post } from '../../support/flow';
import { introspect, introspectionOptions, isActive, serviceToken } from '../../support/introspection';
import { throws, type Wrong } from '../../support/misbehaving';
import { expectFailure } from '../../support/refusal';
import { restoreServices, startWith } from '../../support/services';

describe('the introspection endpoint of an application', () => {
  describe('whose tokens are JWTs (RFC 9068)', () => {
    let app: TestApplication;
    let sign: (claims: JWTPayload) => Promise<string>;
    before(async () => {
      const { privateKey } = await generateKeyPair('ES256', { extractable: true });
      const jwk = { ...(await exportJWK(privateKey)), kid: 'the-key', alg: 'ES256' };
      const header = { alg: 'ES256', typ: 'at+jwt', kid: 'the-key' };
      sign = claims => new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
      app = await startApplication({
        ...introspectionOptions,
        tokens: { format: 'jwt' },
        keys: { jwks: { keys: [jwk] } },
      });
    });
    after(() => app.close());

    it('IN03: knows a JWT by its hash, and no other that its own key has signed', async () => {
      const token = await serviceToken(app, { scope: 'photos:read' });
      expect(decodeProtectedHeader(token)).to.deep.equal({ alg: 'ES256', typ: 'at+jwt', kid: 'the-key' });
      expect((await introspect(app, token)).body).to.include({ active: true, scope: 'photos:read', sub: 'service' });
      const claims = decodeJwt(token);
      const altered = [{ scope: 'photos:read albums:read' }, { sub: 'ada' }, { exp: (claims.exp ?? 0) + 3600 }, {}];
      for (const changes of altered) {
        const other = await sign({ ...claims, ...changes });
        expect((await introspect(app, other)).body, JSON.stringify(changes)).to.deep.equal({ active: false });
      }
      const [header, payload] = token.split('.');
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
      for (const one of [unsigned, `${header}.${payload}.`, `${header}.${payload}`])
        expect((await introspect(app, one)).body).to.deep.equal({ active: false });
    });

    it('IN03, RV07: sees that a JWT was revoked, though its signature still holds', async () => {
      const token = await serviceToken(app);
      await post(app, { token }, { path: '/oauth/revoke', basic: 'service' });
      expect((await introspect(app, token)).body).to.deep.equal({ active: false });
      expect((await call(app, token)).status, 'at a resource beside the server').to.equal(401);
    });
  });

  describe('with answers of the application', () => {
    let isRevoked: (token: AccessToken) => unknown = async () => false;
    let find: ((value: string) => unknown) | undefined;
    class Mine extends BearerTokens {
      override isRevoked = (token: AccessToken) => isRevoked(token) as Promise<boolean>;
      override find = (...all: Parameters<BearerTokens['find']>) =>
        find ? (find(all[0]) as Promise<AccessToken>) : super.find(...all);
    }
    let app: TestApplication;
    before(async () => {
      app = await startWith([new Mine()], { ...introspectionOptions, serviceTimeout: 50 });
    });
    after(async () => {
      await app.close();
      restoreServices();
    });
    afterEach(() => {
      isRevoked = async () => false;
      find = undefined;
    });

    it('IN02: for a token that only the application knows to be revoked', async () => {
      const token = await serviceToken(app);
      expect(await isActive(app, token)).to.equal(true);
      isRevoked = async ({ value }) => value === token;
      expect((await introspect(app, token)).body).to.deep.equal({ active: false });
      expect((await call(app, token)).status).to.equal(401);
    });

    it('IN02: for an expired token that the application still finds', async () => {
      let found: AccessToken | undefined;
      isRevoked = async token => {
        found = token;
        return false;
      };
      const token = await serviceToken(app);
      expect(await isActive(app, token)).to.equal(true);
      find = async () => found;
      app.clock.advance(599);
      expect(await isActive(app, token)).to.equal(true);
      app.clock.advance(1);
      expect((await introspect(app, token)).body).to.deep.equal({ active: false });
    });

    const shape = {
      ...{ id: 'x', value: 'x', type: 'bearer', subject: 'ada', claims: {}, audience: [], scopes: 'photos:read' },
      ...{ client: { clientId: 'every-api' }, issuedAt: new Date(), expiresAt: new Date(), isExpired: () => false },
    };
    const lies: Wrong = { 'answers with a text': () => 'no', 'answers with the mere shape of a token': () => shape };
    const mistakes: Wrong = { ...throws, ...lies };
    for (const [how, wrong] of Object.entries({ ...mistakes, 'answers with nothing': () => undefined })) {
      it(`IN02: whose BearerTokens.isRevoked ${how}: neither active nor inactive is told`, async () => {
        const token = await serviceToken(app);
        isRevoked = wrong;
        expectFailure(await introspect(app, token), wrong);
      });
    }
    for (const [how, wrong] of Object.entries(mistakes)) {
      it(`IN02: whose BearerTokens.find ${how}: neither active nor inactive is told`, async () => {
        const token = await serviceToken(app);
        find = wrong;
        expectFailure(await introspect(app, token), wrong);
      });
    }
  });
});
