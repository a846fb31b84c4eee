import type { webcrypto } from 'node:crypto';
import { expect } from 'chai';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { onEachFramework, redirectUri, startApplication, type TestApplication } from '../support/application';
import { type KeyPair, keyPair } from '../support/assertions';
import { ManualClock } from '../support/clock';
import { obtainCode, verifier } from '../support/flow';
import { failure } from './each-quick-start';

const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'];
const pairs = new Map(algorithms.map(alg => [alg, keyPair(alg)]));
const secret = 'a secret of more than 32 bytes, for sure';
const insecure = { [oauth.allowInsecureRequests]: true };

describe('assertions of openid-client 6 and oauth4webapi 3', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({
        on: framework,
        // The clients read the system's clock.
        clock: new ManualClock(Date.now()),
        clients: [
          ...algorithms.map(alg => ({
            ...{ clientId: alg, authMethod: 'private_key_jwt' as const, signingAlgorithm: alg },
            jwks: { keys: [pair(alg).publicJwk] },
            ...{ redirectUris: [redirectUri], scopes: ['photos:read' as const] },
            grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
          })),
          { clientId: 'secret', authMethod: 'client_secret_jwt', clientSecret: secret, scopes: ['photos:read'] },
        ],
      });
    });
    after(() => app.close());

    const pair = (alg: string): KeyPair => pairs.get(alg) as KeyPair;
    const metadata = () => ({
      issuer: app.url,
      token_endpoint: `${app.url}/oauth/token`,
      revocation_endpoint: `${app.url}/oauth/revoke`,
    });
    async function privateKey(alg: string): Promise<webcrypto.CryptoKey> {
      const parameters: Record<string, [object, object]> = {
        ES256: [{ name: 'ECDSA', namedCurve: 'P-256' }, {}],
        RS256: [{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, {}],
        PS256: [{ name: 'RSA-PSS', hash: 'SHA-256' }, {}],
        EdDSA: [{ name: 'Ed25519' }, {}],
      };
      const [algorithm] = parameters[alg] ?? [{}];
      return crypto.subtle.importKey('jwk', pair(alg).privateJwk, algorithm as { name: string }, false, ['sign']);
    }
    async function configured(alg: string): Promise<openid.Configuration> {
      const key = { key: await privateKey(alg), kid: `${alg}-1` };
      const configuration = new openid.Configuration(metadata(), alg, {}, openid.PrivateKeyJwt(key));
      openid.allowInsecureRequests(configuration);
      return configuration;
    }

    for (const alg of algorithms) {
      it(`CA09: PrivateKeyJwt with ${alg}: client_credentials`, async () => {
        const tokens = await openid.clientCredentialsGrant(await configured(alg), { scope: 'photos:read' });
        expect(tokens.scope).to.equal('photos:read');
        const auth = oauth.PrivateKeyJwt({ key: await privateKey(alg), kid: `${alg}-1` });
        const client = { client_id: alg };
        const response = await oauth.clientCredentialsGrantRequest(metadata(), client, auth, { scope: 'photos:read' }, insecure);
        expect(await oauth.processClientCredentialsResponse(metadata(), client, response)).to.include({ scope: 'photos:read' });
      });
    }

    it('CA09: PrivateKeyJwt for a code, its refresh and its revocation', async () => {
      const client = { client_id: 'ES256' };
      const auth = oauth.PrivateKeyJwt(await privateKey('ES256'));
      const answer = new URL(redirectUri);
      answer.search = `code=${await obtainCode(app, client)}&state=xyz&iss=${encodeURIComponent(app.url)}`;
      const parameters = oauth.validateAuthResponse(metadata(), client, answer, 'xyz');
      const response = await oauth.authorizationCodeGrantRequest(
        ...([metadata(), client, auth, parameters, redirectUri, verifier, insecure] as const),
      );
      const { refresh_token = '' } = await oauth.processAuthorizationCodeResponse(metadata(), client, response);
      const refreshed = await openid.refreshTokenGrant(await configured('ES256'), refresh_token);
      await openid.tokenRevocation(await configured('ES256'), refreshed.refresh_token ?? '');
      const again = openid.refreshTokenGrant(await configured('ES256'), refreshed.refresh_token ?? '');
      expect((await failure(openid.ResponseBodyError, again)).error).to.equal('invalid_grant');
    });

    it('CA09: ClientSecretJwt', async () => {
      const configuration = new openid.Configuration(metadata(), 'secret', {}, openid.ClientSecretJwt(secret));
      openid.allowInsecureRequests(configuration);
      expect((await openid.clientCredentialsGrant(configuration)).scope).to.equal('photos:read');
      const client = { client_id: 'secret' };
      const auth = oauth.ClientSecretJwt(secret);
      const response = await oauth.clientCredentialsGrantRequest(metadata(), client, auth, {}, insecure);
      expect(await oauth.processClientCredentialsResponse(metadata(), client, response)).to.include({ scope: 'photos:read' });
    });

    it('CA10: another key is told so as invalid_client', async () => {
      const key = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
      const configuration = new openid.Configuration(metadata(), 'ES256', {}, openid.PrivateKeyJwt(key.privateKey));
      openid.allowInsecureRequests(configuration);
      const refused = await failure(openid.ResponseBodyError, openid.clientCredentialsGrant(configuration));
      expect([refused.error, refused.status]).to.deep.equal(['invalid_client', 401]);
    });
  });
});
