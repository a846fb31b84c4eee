import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { onEachFramework, redirectUri, secret, startApplication, type TestApplication } from '../support/application';
import { PhotoController } from '../support/photos';
import { failure, onEachQuickStart, visit } from './each-quick-start';

const insecure = { [oauth.allowInsecureRequests]: true };
const algorithms = ['oidc', 'oauth2'] as const;

/** What both clients find of an issuer, and what they do with nothing else. */
function discoversAndRuns(
  server: () => { issuer: string; clientId: string; callback: string; service: string; password: string },
): void {
  for (const algorithm of algorithms) {
    it(`MD01: openid-client discovers the issuer (${algorithm}), and needs no more`, async () => {
      const { issuer, clientId, callback } = server();
      const options: client.DiscoveryRequestOptions = { algorithm, execute: [client.allowInsecureRequests] };
      const configuration = await client.discovery(new URL(issuer), clientId, {}, client.None(), options);
      expect(configuration.serverMetadata().issuer).to.equal(issuer);
      expect(configuration.serverMetadata().supportsPKCE()).to.equal(true);
      const [verifier, state] = [client.randomPKCECodeVerifier(), client.randomState()];
      const link = client.buildAuthorizationUrl(configuration, {
        redirect_uri: callback,
        scope: 'photos:read',
        prompt: 'consent',
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      const checks = { pkceCodeVerifier: verifier, expectedState: state };
      const tokens = await client.authorizationCodeGrant(configuration, await visit(link), checks);
      const refreshed = await client.refreshTokenGrant(configuration, tokens.refresh_token ?? '');
      await client.tokenRevocation(configuration, refreshed.refresh_token ?? '');
      const over = client.refreshTokenGrant(configuration, refreshed.refresh_token ?? '');
      expect((await failure(client.ResponseBodyError, over)).error).to.equal('invalid_grant');
    });

    it(`MD02: oauth4webapi discovers the issuer (${algorithm}), and takes its metadata for its own`, async () => {
      const { issuer, service, password } = server();
      const url = new URL(issuer);
      const as = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm, ...insecure }));
      expect(as.issuer).to.equal(issuer);
      const machine: oauth.Client = { client_id: service };
      const auth = oauth.ClientSecretBasic(password);
      const response = await oauth.clientCredentialsGrantRequest(as, machine, auth, { scope: 'photos:read' }, insecure);
      expect((await oauth.processClientCredentialsResponse(as, machine, response)).scope).to.equal('photos:read');
      const other = new URL(`${issuer}/other`);
      const wrong = oauth.processDiscoveryResponse(other, await oauth.discoveryRequest(url, { algorithm, ...insecure }));
      await failure(oauth.OperationProcessingError, wrong);
    });
  }
}

describe('discovery', () => {
  onEachQuickStart(sample =>
    discoversAndRuns(() => ({
      issuer: sample().url,
      clientId: 'demo',
      callback: 'http://127.0.0.1:49500/callback',
      service: 'service',
      password: 'service-secret',
    })),
  );

  onEachFramework(on => {
    for (const path of ['', '/tenants/one'])
      describe(`of an issuer with the path "${path}"`, () => {
        let app: TestApplication;
        before(async () => {
          app = await startApplication({
            on,
            path,
            controllers: [OAuthController, PhotoController],
            routing: { routePrefix: path },
          });
        });
        after(() => app.close());
        discoversAndRuns(() => ({
          issuer: app.server.issuer,
          clientId: 'app',
          callback: redirectUri,
          service: 'service',
          password: secret,
        }));
      });
  });
});
