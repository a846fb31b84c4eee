import { expect } from 'chai';
import { dpop } from 'oauth-controllers';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import {
  onEachFramework,
  redirectUri,
  secret,
  startApplication,
  type TestApplication,
  type TestOptions,
} from '../support/application';
import { authorizationUrl, authorize } from '../support/flow';
import { failure } from './each-quick-start';

const insecure = { [oauth.allowInsecureRequests]: true };
const real = { now: () => Date.now() };
const required: TestOptions = {
  ...{ clock: real as never, tokenTypes: ['bearer', 'dpop'], extensions: [dpop({ nonce: 'required' })] },
  keys: { encryptWith: 'one key of the operator: 4f8a1c9e7b2d' },
};

/** What a person does between the client's link and the way back to it. */
async function visit(app: TestApplication, link: URL): Promise<URL> {
  const { location, body } = await authorize(app, Object.fromEntries(link.searchParams));
  if (location) return location;
  throw new Error(`No way back: ${body.slice(-300)}`);
}

describe('DPoP, with nonces', () => {
  onEachFramework(on => {
    let app: TestApplication;
    let discovered: oauth.AuthorizationServer;
    before(async () => {
      app = await startApplication({ on, ...required });
      const issuer = new URL(app.url);
      const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
      discovered = await oauth.processDiscoveryResponse(issuer, response);
    });
    after(() => app.close());

    describe('by openid-client 6', () => {
      const verifier = openid.randomPKCECodeVerifier();
      const checks = { pkceCodeVerifier: verifier, expectedState: 'xyz' };
      const configured = (clientId: string, auth = openid.None()): openid.Configuration => {
        const configuration = new openid.Configuration(discovered as openid.ServerMetadata, clientId, {}, auth);
        openid.allowInsecureRequests(configuration);
        return configuration;
      };
      const handleOf = async (configuration: openid.Configuration) =>
        openid.getDPoPHandle(configuration, await openid.randomDPoPKeyPair());
      const parameters = async (DPoP: openid.DPoPHandle) => ({
        ...{ redirect_uri: redirectUri, scope: 'photos:read', state: 'xyz', dpop_jkt: await DPoP.calculateThumbprint() },
        ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      });
      const photos = (configuration: openid.Configuration, token: string, DPoP?: openid.DPoPHandle) =>
        openid.fetchProtectedResource(configuration, token, new URL(`${app.url}/photos?page=1`), 'GET', null, undefined, {
          DPoP,
        });

      for (const pushed of [false, true]) {
        it(`DP07: code with PKCE${pushed ? ', pushed' : ''}, refresh, resource`, async () => {
          const demo = configured('app');
          const DPoP = await handleOf(demo);
          const asked = await parameters(DPoP);
          const link = pushed
            ? await openid.buildAuthorizationUrlWithPAR(demo, asked, { DPoP })
            : openid.buildAuthorizationUrl(demo, asked);
          const answer = await visit(app, link);
          const tokens = await openid.authorizationCodeGrant(demo, answer, checks, undefined, { DPoP });
          expect(tokens.token_type).to.equal('dpop');
          expect((await photos(demo, tokens.access_token, DPoP)).status).to.equal(200);
          const next = await openid.refreshTokenGrant(demo, tokens.refresh_token ?? '', undefined, { DPoP });
          expect(next.token_type).to.equal('dpop');
          expect((await photos(demo, next.access_token, DPoP)).status).to.equal(200);
          const bare = await failure(openid.WWWAuthenticateChallengeError, photos(demo, next.access_token));
          expect(bare.status).to.equal(401);
          const stranger = await handleOf(demo);
          const refresh = openid.refreshTokenGrant(demo, next.refresh_token ?? '', undefined, { DPoP: stranger });
          expect((await failure(openid.ResponseBodyError, refresh)).error).to.equal('invalid_grant');
        });
      }

      it('DP07: client_credentials', async () => {
        const service = configured('service', openid.ClientSecretBasic(secret));
        const DPoP = await handleOf(service);
        const tokens = await openid.clientCredentialsGrant(service, { scope: 'photos:read' }, { DPoP });
        expect(tokens.token_type).to.equal('dpop');
        expect((await photos(service, tokens.access_token, DPoP)).status).to.equal(200);
      });
    });

    describe('by oauth4webapi 3', () => {
      const client: oauth.Client = { client_id: 'app' };
      const service: oauth.Client = { client_id: 'service' };
      const verifier = oauth.generateRandomCodeVerifier();
      const as = (): oauth.AuthorizationServer => discovered;
      const handleOf = async (one: oauth.Client) => oauth.DPoP(one, await oauth.generateKeyPair('ES256'));
      const photos = (token: string, DPoP: oauth.DPoPHandle): Promise<Response> =>
        oauth.protectedResourceRequest(token, 'GET', new URL(`${app.url}/photos`), undefined, undefined, { DPoP, ...insecure });

      /** The nonce comes with the first refusal; the handle keeps it for the second try. */
      async function again<T>(work: () => Promise<T>): Promise<T> {
        const refused: unknown = await work().catch((error: unknown) => error);
        expect(oauth.isDPoPNonceError(refused)).to.equal(true);
        return work();
      }

      it('DP07: code with PKCE, refresh, resource', async () => {
        const DPoP = await handleOf(client);
        const link = authorizationUrl(app, { code_challenge: await oauth.calculatePKCECodeChallenge(verifier) });
        const answer = await visit(app, new URL(link));
        const redeem = async () => {
          const parameters = oauth.validateAuthResponse(as(), client, answer, 'xyz');
          const response = await oauth.authorizationCodeGrantRequest(
            ...([as(), client, oauth.None(), parameters, redirectUri, verifier, { DPoP, ...insecure }] as const),
          );
          return oauth.processAuthorizationCodeResponse(as(), client, response);
        };
        const tokens = await again(redeem);
        expect(tokens.token_type).to.equal('dpop');
        expect((await photos(tokens.access_token, DPoP)).status).to.equal(200);
        const response = await oauth.refreshTokenGrantRequest(
          ...([as(), client, oauth.None(), tokens.refresh_token ?? '', { DPoP, ...insecure }] as const),
        );
        const next = await oauth.processRefreshTokenResponse(as(), client, response);
        expect(next.token_type).to.equal('dpop');
        expect((await photos(next.access_token, DPoP)).status).to.equal(200);
      });

      it('DP07: client_credentials, and a resource that it has no nonce of', async () => {
        const keys = await oauth.generateKeyPair('ES256');
        const DPoP = oauth.DPoP(service, keys);
        const tokens = await again(async () => {
          const auth = oauth.ClientSecretBasic(secret);
          const response = await oauth.clientCredentialsGrantRequest(as(), service, auth, {}, { DPoP, ...insecure });
          return oauth.processClientCredentialsResponse(as(), service, response);
        });
        const withoutNonce = oauth.DPoP(service, keys);
        expect((await again(() => photos(tokens.access_token, withoutNonce))).status).to.equal(200);
      });
    });
  });
});
