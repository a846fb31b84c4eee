import { expect } from 'chai';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { albums, photos, startWithResources } from '../extensions/resource-indicators/resources';
import { redirectUri, secret, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { failure, visit } from './each-quick-start';

const scope = 'photos:read albums:read';
const insecure = { [oauth.allowInsecureRequests]: true };

/** Both clients find out by discovery where to push, and have it all: a pushed request for two resources, a token for one. */
describe('pushed requests and resource indicators', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startWithResources({ database: database().options });
    });
    after(() => app.close());

    describe('openid-client 6', () => {
      const verifier = client.randomPKCECodeVerifier();
      const state = client.randomState();

      const configured = async (): Promise<client.Configuration> =>
        client.discovery(new URL(app.url), 'all', {}, client.ClientSecretBasic(secret), {
          algorithm: 'oauth2',
          execute: [client.allowInsecureRequests],
        });
      const pushed = async (config: client.Configuration, resource: string): Promise<URL> => {
        const code_challenge = await client.calculatePKCECodeChallenge(verifier);
        const parameters = new URLSearchParams({ redirect_uri: redirectUri, scope, state, code_challenge });
        parameters.set('code_challenge_method', 'S256');
        parameters.set('prompt', 'consent');
        for (const one of [photos, resource]) parameters.append('resource', one);
        return client.buildAuthorizationUrlWithPAR(config, parameters);
      };

      it('PA01, RI02: pushes, comes back with a code, and has a token for one of two resources', async () => {
        const config = await configured();
        const link = await pushed(config, albums);
        expect([...link.searchParams.keys()].sort()).to.deep.equal(['client_id', 'request_uri']);
        const checks = { pkceCodeVerifier: verifier, expectedState: state };
        const first = await client.authorizationCodeGrant(config, await visit(link), checks, { resource: photos });
        expect(first.scope).to.equal('photos:read');
        const told = await client.tokenIntrospection(config, first.access_token);
        expect([told.active, told.aud]).to.deep.equal([true, [photos]]);
        const second = await client.refreshTokenGrant(config, first.refresh_token ?? '', { resource: albums });
        expect([second.scope, (await client.tokenIntrospection(config, second.access_token)).aud]).to.deep.equal([
          'albums:read',
          [albums],
        ]);
      });

      it('PA04, RI01: is told of an invalid target when it pushes', async () => {
        const refused = await failure(client.ResponseBodyError, pushed(await configured(), 'https://evil.example/'));
        expect([refused.status, refused.error]).to.deep.equal([400, 'invalid_target']);
      });
    });

    describe('oauth4webapi 3', () => {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const all: oauth.Client = { client_id: 'all' };
      const auth = oauth.ClientSecretBasic(secret);

      const discovered = async (): Promise<oauth.AuthorizationServer> => {
        const issuer = new URL(app.url);
        const response = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
        return oauth.processDiscoveryResponse(issuer, response);
      };
      const pushed = async (as: oauth.AuthorizationServer, changes: Record<string, string> = {}): Promise<URL> => {
        const code_challenge = await oauth.calculatePKCECodeChallenge(verifier);
        const usual = { response_type: 'code', client_id: 'all', redirect_uri: redirectUri, scope, state, code_challenge };
        const parameters = new URLSearchParams({
          ...usual,
          code_challenge_method: 'S256',
          prompt: 'consent',
          resource: photos,
          ...changes,
        });
        const response = await oauth.pushedAuthorizationRequest(as, all, auth, parameters, insecure);
        const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, all, response);
        expect(expires_in).to.equal(60);
        const link = new URL(as.authorization_endpoint ?? '');
        link.search = String(new URLSearchParams({ client_id: 'all', request_uri }));
        return link;
      };
      const redeemed = async (as: oauth.AuthorizationServer, answer: URL, resource: string) => {
        const parameters = oauth.validateAuthResponse(as, all, answer, state);
        const options = { ...insecure, additionalParameters: { resource } };
        const response = await oauth.authorizationCodeGrantRequest(
          ...([as, all, auth, parameters, redirectUri, verifier, options] as const),
        );
        return oauth.processAuthorizationCodeResponse(as, all, response);
      };

      it('PA01, RI02: pushes, comes back with a code, and has a token for what was granted only', async () => {
        const as = await discovered();
        const answer = await visit(await pushed(as));
        const refused = await failure(oauth.ResponseBodyError, redeemed(as, answer, albums));
        expect(refused.error).to.equal('invalid_target');
        const tokens = await redeemed(as, answer, photos);
        expect(tokens.scope).to.equal('photos:read');
      });

      it('PA04: is told what is wrong when it pushes', async () => {
        const as = await discovered();
        const refused = await failure(oauth.ResponseBodyError, pushed(as, { redirect_uri: 'https://evil.example/' }));
        expect([refused.status, refused.error]).to.deep.equal([400, 'invalid_request']);
      });
    });
  });
});
