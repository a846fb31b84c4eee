import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import * as jose from 'jose';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { callback, failure, visit } from '../clients-e2e/each-quick-start';
import { onEachDatabase } from '../support/databases';
import { basic, form } from '../support/flow';
import { type QuickStart, startSample, temporaryFolder } from '../support/quick-start';
import { demoTokens, photos, token } from './demo';
import { environmentOf, signingKey } from './full-sample';

const insecure = { [oauth.allowInsecureRequests]: true };

describe('npm run full', () => {
  onEachDatabase(database => {
    const folder = temporaryFolder();
    let sample: QuickStart;
    before(async () => {
      sample = await startSample('full', environmentOf(database(), join(folder.path, 'oauth.sqlite')));
    });
    after(async () => {
      await sample?.stop();
      folder.remove();
    });

    async function discovered(clientId: string, auth: openid.ClientAuth): Promise<openid.Configuration> {
      const options = { algorithm: 'oauth2' as const, execute: [openid.allowInsecureRequests] };
      return openid.discovery(new URL(sample.url), clientId, {}, auth, options);
    }

    it('is discovered by openid-client, which pushes, proves possession and signs', async () => {
      const signer = await discovered('signer', openid.PrivateKeyJwt(await signingKey()));
      const DPoP = openid.getDPoPHandle(signer, await openid.randomDPoPKeyPair());
      const [verifier, state] = [openid.randomPKCECodeVerifier(), openid.randomState()];
      const asked = {
        ...{ redirect_uri: callback, scope: 'photos:read photos:write', state },
        ...{ code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
      };
      const answer = await visit(await openid.buildAuthorizationUrlWithPAR(signer, asked, { DPoP }));
      const checks = { pkceCodeVerifier: verifier, expectedState: state };
      const tokens = await openid.authorizationCodeGrant(signer, answer, checks, undefined, { DPoP });
      const next = await openid.refreshTokenGrant(signer, tokens.refresh_token ?? '', undefined, { DPoP });
      expect(next.token_type).to.equal('dpop');
      const get = () =>
        openid.fetchProtectedResource(signer, next.access_token, new URL(`${sample.url}/photos`), 'GET', null, undefined, {
          DPoP,
        });
      expect(await (await get()).json()).to.deep.equal([{ id: 1, title: 'Sunset', owner: 'ada' }]);
      const rs = await discovered('rs', openid.ClientSecretBasic('rs-secret'));
      const seen = await openid.tokenIntrospection(rs, next.access_token);
      expect(seen).to.include({ active: true, client_id: 'signer', token_type: 'DPoP', scope: 'photos:read photos:write' });
      await openid.tokenRevocation(signer, next.refresh_token ?? '');
      expect((await openid.tokenIntrospection(rs, next.access_token)).active).to.equal(false);
      expect((await failure(openid.WWWAuthenticateChallengeError, get())).status).to.equal(401);
    });

    it('issues JWTs that oauth4webapi validates, for itself and for a resource elsewhere', async () => {
      const issuer = new URL(sample.url);
      const as = await oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }),
      );
      for (const [resource, audience] of [
        [undefined, sample.url] as const,
        ['http://localhost:3001', 'http://localhost:3001'] as const,
      ]) {
        const authorization = basic('service', 'service-secret');
        const { body } = await token(sample, { grant_type: 'client_credentials', resource }, { authorization });
        const request = new Request(`${audience}/photos`, { headers: { authorization: `Bearer ${body.access_token}` } });
        const claims = await oauth.validateJwtAccessToken(as, request, audience, insecure);
        expect(claims).to.include({ iss: sample.url, sub: 'service', client_id: 'service', scope: 'photos:read' });
        expect((await photos(sample, body.access_token)).status).to.equal(resource ? 401 : 200);
      }
    });

    it('is the quick start to whoever asks for no more', async () => {
      const tokens = await demoTokens(sample, { scope: 'photos:read photos:write' });
      expect(tokens.token_type).to.equal('Bearer');
      expect((await photos(sample, tokens.access_token, { method: 'POST' })).status).to.equal(201);
      const query = form({ token: tokens.access_token });
      const asks = (authorization: string) =>
        fetch(`${sample.url}/oauth/introspect`, { method: 'POST', body: query, headers: { authorization } });
      expect(await (await asks(basic('rs', 'rs-secret'))).json()).to.include({ active: true, client_id: 'demo' });
      expect(await (await asks(basic('service', 'service-secret'))).json()).to.deep.equal({ active: false });
      expect((await fetch(`${sample.url}/oauth/playground`)).status).to.equal(200);
    });
  });

  it('takes the keys of signer from SIGNER_JWKS: a JWKS, a JWK or a file', async () => {
    const folder = temporaryFolder();
    const { privateKey, publicKey } = await jose.generateKeyPair('RS256');
    const jwk = { ...(await jose.exportJWK(publicKey)), kid: 'mine' };
    const file = join(folder.path, 'keys.json');
    writeFileSync(file, JSON.stringify({ keys: [jwk] }));
    for (const SIGNER_JWKS of [JSON.stringify({ keys: [jwk] }), JSON.stringify(jwk), file]) {
      const sample = await startSample('full', { OAUTH_DATABASE: join(folder.path, 'oauth.sqlite'), SIGNER_JWKS });
      const grant = async (auth: openid.ClientAuth) => {
        const options = { algorithm: 'oauth2' as const, execute: [openid.allowInsecureRequests] };
        const signer = await openid.discovery(new URL(sample.url), 'signer', {}, auth, options);
        return openid.clientCredentialsGrant(signer, { scope: 'photos:read' });
      };
      expect((await grant(openid.PrivateKeyJwt({ key: privateKey, kid: 'mine' }))).scope).to.equal('photos:read');
      const refused = grant(openid.PrivateKeyJwt(await signingKey()));
      expect((await failure(openid.ResponseBodyError, refused)).error).to.equal('invalid_client');
      await sample.stop();
    }
    folder.remove();
  });
});
