import { expect } from 'chai';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { onEachFramework, secret, type TestApplication } from '../../support/application';
import { call, tokens } from '../../support/flow';
import { photosApi, serviceToken, startIntrospection, webTokens } from '../../support/introspection';

const insecure = { [oauth.allowInsecureRequests]: true };

describe('clients of others at the introspection and revocation endpoints', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let as: oauth.AuthorizationServer;
    before(async () => {
      // Both clients compare iat with their own time.
      app = await startIntrospection({
        on: framework,
        clock: { now: Date.now },
      });
      const found = await oauth.discoveryRequest(new URL(app.url), { ...insecure, algorithm: 'oauth2' });
      as = await oauth.processDiscoveryResponse(new URL(app.url), found);
    });
    after(() => app.close());

    describe('openid-client 6', () => {
      const configured = (clientId: string, metadata: Partial<client.ClientMetadata> = {}): client.Configuration => {
        const auth = clientId === 'app' ? client.None() : client.ClientSecretBasic(secret);
        const configuration = new client.Configuration(as as client.ServerMetadata, clientId, metadata, auth);
        client.allowInsecureRequests(configuration);
        return configuration;
      };

      it('IN05: introspects as a resource server', async () => {
        const token = await serviceToken(app, { for: photosApi, jkt: 'thumbprint' });
        const told = await client.tokenIntrospection(configured('photos-api'), token, { token_type_hint: 'access_token' });
        expect(told).to.deep.include({ active: true, client_id: 'service', aud: [photosApi], cnf: { jkt: 'thumbprint' } });
        expect(await client.tokenIntrospection(configured('web2'), token)).to.deep.equal({ active: false });
      });

      it('IN07: reads a signed answer', async () => {
        const signed = configured('every-api', { introspection_signed_response_alg: 'ES256' });
        client.enableNonRepudiationChecks(signed);
        expect(await client.tokenIntrospection(signed, await serviceToken(app))).to.include({ active: true, sub: 'service' });
        expect(await client.tokenIntrospection(signed, 'unknown')).to.deep.equal({ active: false });
      });

      it('RV03, RV05, RV06: revokes as a public client, with the wrong hint, and sees it at once', async () => {
        const pair = await tokens(app);
        const own = configured('app');
        expect(await client.tokenIntrospection(own, pair.refresh_token)).to.include({ active: true });
        await client.tokenRevocation(own, pair.refresh_token, { token_type_hint: 'access_token' });
        for (const one of [pair.access_token, pair.refresh_token])
          expect(await client.tokenIntrospection(own, one)).to.deep.equal({ active: false });
        expect((await call(app, pair.access_token)).status).to.equal(401);
      });
    });

    describe('oauth4webapi 3', () => {
      const introspect = async (clientId: string, token: string, options: oauth.IntrospectionRequestOptions = {}) => {
        const asking: oauth.Client = options.requestJwtResponse
          ? { client_id: clientId, introspection_signed_response_alg: 'ES256' }
          : { client_id: clientId };
        const auth = oauth.ClientSecretBasic(secret);
        const answer = await oauth.introspectionRequest(as, asking, auth, token, { ...insecure, ...options });
        return { answer, told: await oauth.processIntrospectionResponse(as, asking, answer) };
      };

      it('IN05: introspects as a resource server', async () => {
        const token = await serviceToken(app);
        expect((await introspect('every-api', token)).told).to.include({ active: true, scope: 'photos:read albums:read' });
        expect((await introspect('photos-api', token)).told).to.deep.equal({ active: false });
      });

      it('IN07: reads a signed answer', async () => {
        const { answer, told } = await introspect('every-api', await serviceToken(app), { requestJwtResponse: true });
        expect(answer.headers.get('content-type')).to.equal('application/token-introspection+jwt');
        expect(told).to.include({ active: true, client_id: 'service' });
        await oauth.validateApplicationLevelSignature(as, answer, insecure);
        const unknown = await introspect('every-api', 'unknown', { requestJwtResponse: true });
        expect(unknown.told).to.deep.equal({ active: false });
      });

      it('IN01: is told that its secret is wrong', async () => {
        const asking = { client_id: 'every-api' };
        const answer = await oauth.introspectionRequest(as, asking, oauth.ClientSecretBasic('wrong'), 'x', insecure);
        const refused = await oauth.processIntrospectionResponse(as, asking, answer).catch((error: unknown) => error);
        expect(refused).to.be.instanceOf(oauth.WWWAuthenticateChallengeError);
      });

      it('RV02, RV04, RV06: revokes as a confidential client its own and nothing else', async () => {
        const pair = await webTokens(app);
        const revoke = async (clientId: string, token: string) =>
          oauth.processRevocationResponse(
            await oauth.revocationRequest(as, { client_id: clientId }, oauth.ClientSecretBasic(secret), token, insecure),
          );
        await revoke('web2', pair.refresh_token);
        await revoke('web', 'unknown');
        expect((await introspect('web', pair.refresh_token)).told).to.include({ active: true });
        await revoke('web', pair.refresh_token);
        expect((await introspect('web', pair.access_token)).told).to.deep.equal({ active: false });
      });
    });
  });
});
