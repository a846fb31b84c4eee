import { expect } from 'chai';
import * as client from 'openid-client';
import { callback, failure, metadata, onEachQuickStart, refusedAfterLogin, visit } from './each-quick-start';

describe('openid-client 6', () => {
  onEachQuickStart(sample => {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();

    function configured(clientId: string, secret?: string): client.Configuration {
      const auth = secret === undefined ? client.None() : client.ClientSecretBasic(secret);
      const configuration = new client.Configuration(metadata(sample()), clientId, {}, auth);
      client.allowInsecureRequests(configuration);
      return configuration;
    }
    async function link(scope: string): Promise<URL> {
      return client.buildAuthorizationUrl(configured('demo'), {
        redirect_uri: callback,
        scope,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
    }
    function redeem(answer: URL, checks: client.AuthorizationCodeGrantChecks = {}) {
      const all = { pkceCodeVerifier: verifier, expectedState: state, ...checks };
      return client.authorizationCodeGrant(configured('demo'), answer, all);
    }
    function photos(token: string, method = 'GET'): Promise<Response> {
      return client.fetchProtectedResource(configured('demo'), token, new URL(`${sample().url}/photos`), method);
    }

    it('IS01: goes from the link to the resource, by way of an answer that names its issuer', async () => {
      const tokens = await redeem(await visit(await link('photos:read photos:write')));
      expect(tokens.token_type).to.equal('bearer');
      expect(tokens.scope).to.equal('photos:read photos:write');
      expect(tokens.expiresIn()).to.be.within(1, 600);
      expect((await photos(tokens.access_token)).status).to.equal(200);
      expect((await photos(tokens.access_token, 'POST')).status).to.equal(201);
    });

    it('is told which scopes the user left, and which one a refused call needs', async () => {
      const tokens = await redeem(await visit(await link('photos:read photos:write'), { scopes: ['photos:read'] }));
      expect(tokens.scope).to.equal('photos:read');
      const refused = await failure(client.WWWAuthenticateChallengeError, photos(tokens.access_token, 'POST'));
      expect(refused.status).to.equal(403);
      expect(refused.cause[0]?.scheme).to.equal('bearer');
      expect(refused.cause[0]?.parameters).to.include({ error: 'insufficient_scope', scope: 'photos:write' });
    });

    it('refreshes, may repeat that while its answer may have been lost, and not once it has used the answer', async () => {
      const { refresh_token: first = '' } = await redeem(await visit(await link('photos:read')));
      const refresh = (token: string) => client.refreshTokenGrant(configured('demo'), token);
      const second = await refresh(first);
      expect((await photos(second.access_token)).status).to.equal(200);
      expect(second.refresh_token).to.be.a('string').and.not.equal(first);
      expect(await refresh(first)).to.include({ access_token: second.access_token, refresh_token: second.refresh_token });
      const third = await refresh(second.refresh_token ?? '');
      expect((await failure(client.ResponseBodyError, refresh(first))).error).to.equal('invalid_grant');
      const refused = await failure(client.WWWAuthenticateChallengeError, photos(third.access_token));
      expect(refused.status, 'the family ends').to.equal(401);
    });

    it('revokes, and the token is refused from then on', async () => {
      const { access_token, refresh_token = '' } = await redeem(await visit(await link('photos:read')));
      await client.tokenRevocation(configured('demo'), refresh_token, { token_type_hint: 'refresh_token' });
      const refused = await failure(client.WWWAuthenticateChallengeError, photos(access_token));
      expect(refused.cause[0]?.parameters.error).to.equal('invalid_token');
      const ended = await failure(client.ResponseBodyError, client.refreshTokenGrant(configured('demo'), refresh_token));
      expect(ended.error).to.equal('invalid_grant');
    });

    it('gets a token for itself with client_credentials', async () => {
      const tokens = await client.clientCredentialsGrant(configured('service', 'service-secret'), { scope: 'photos:read' });
      expect(tokens).to.include({ scope: 'photos:read' }).and.not.to.have.property('refresh_token');
      expect(await (await photos(tokens.access_token)).json()).to.deep.equal([{ id: 1, title: 'Sunset', owner: 'everybody' }]);
    });

    it('is told that its secret is wrong, with the challenge that RFC 6749 section 5.2 asks for', async () => {
      const wrong = await failure(
        client.WWWAuthenticateChallengeError,
        client.clientCredentialsGrant(configured('service', 'wrong')),
      );
      expect(wrong.status).to.equal(401);
      expect(wrong.cause[0]?.scheme).to.equal('basic');
    });

    it('IS01: is told that the user denied, by its issuer', async () => {
      const answer = await visit(await link('photos:read'), { allow: false });
      const denied = await failure(client.AuthorizationResponseError, redeem(answer));
      expect(denied.error).to.equal('access_denied');
    });

    it('is told of a scope that it may not ask for', async () => {
      const answer = await refusedAfterLogin(await link('photos:delete'));
      expect((await failure(client.AuthorizationResponseError, redeem(answer))).error).to.equal('invalid_scope');
    });

    it('is refused with another verifier, and with a code that was used', async () => {
      const answer = await visit(await link('photos:read'));
      const other = { pkceCodeVerifier: client.randomPKCECodeVerifier() };
      expect((await failure(client.ResponseBodyError, redeem(answer, other))).error).to.equal('invalid_grant');
      await redeem(answer);
      expect((await failure(client.ResponseBodyError, redeem(answer))).error).to.equal('invalid_grant');
    });
  });
});
