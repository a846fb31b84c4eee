import { expect } from 'chai';
import * as oauth from 'oauth4webapi';
import { callback, failure, metadata, onEachQuickStart, refusedAfterLogin, visit } from './each-quick-start';

const insecure = { [oauth.allowInsecureRequests]: true };

describe('oauth4webapi 3', () => {
  onEachQuickStart(sample => {
    const as = (): oauth.AuthorizationServer => metadata(sample());
    const demo: oauth.Client = { client_id: 'demo' };
    const service: oauth.Client = { client_id: 'service' };
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();

    async function link(scope: string): Promise<URL> {
      const url = new URL(metadata(sample()).authorization_endpoint);
      const parameters = {
        client_id: demo.client_id,
        redirect_uri: callback,
        response_type: 'code',
        scope,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      return url;
    }
    async function redeem(answer: URL, codeVerifier = verifier): Promise<oauth.TokenEndpointResponse> {
      const parameters = oauth.validateAuthResponse(as(), demo, answer, state);
      const response = await oauth.authorizationCodeGrantRequest(
        ...([as(), demo, oauth.None(), parameters, callback, codeVerifier, insecure] as const),
      );
      return oauth.processAuthorizationCodeResponse(as(), demo, response);
    }
    async function refresh(token: string): Promise<oauth.TokenEndpointResponse> {
      const response = await oauth.refreshTokenGrantRequest(as(), demo, oauth.None(), token, insecure);
      return oauth.processRefreshTokenResponse(as(), demo, response);
    }
    async function machine(secret: string): Promise<oauth.TokenEndpointResponse> {
      const auth = oauth.ClientSecretBasic(secret);
      const response = await oauth.clientCredentialsGrantRequest(as(), service, auth, { scope: 'photos:read' }, insecure);
      return oauth.processClientCredentialsResponse(as(), service, response);
    }
    function photos(token: string, method = 'GET'): Promise<Response> {
      const url = new URL(`${sample().url}/photos`);
      return oauth.protectedResourceRequest(token, method, url, undefined, undefined, insecure);
    }

    it('IS01: goes from the link to the resource, by way of an answer that names its issuer', async () => {
      const tokens = await redeem(await visit(await link('photos:read photos:write')));
      expect(tokens).to.include({ token_type: 'bearer', scope: 'photos:read photos:write', expires_in: 600 });
      expect((await photos(tokens.access_token)).status).to.equal(200);
      expect((await photos(tokens.access_token, 'POST')).status).to.equal(201);
    });

    it('is told which scopes the user left, and which one a refused call needs', async () => {
      const tokens = await redeem(await visit(await link('photos:read photos:write'), { scopes: ['photos:read'] }));
      expect(tokens.scope).to.equal('photos:read');
      const refused = await failure(oauth.WWWAuthenticateChallengeError, photos(tokens.access_token, 'POST'));
      expect(refused.status).to.equal(403);
      expect(refused.cause[0]?.parameters).to.include({ error: 'insufficient_scope', scope: 'photos:write' });
    });

    it('refreshes, may repeat that while its answer may have been lost, and not once it has used the answer', async () => {
      const { refresh_token: first = '' } = await redeem(await visit(await link('photos:read')));
      const second = await refresh(first);
      expect((await photos(second.access_token)).status).to.equal(200);
      expect(second.refresh_token).to.be.a('string').and.not.equal(first);
      expect(await refresh(first)).to.include({ access_token: second.access_token, refresh_token: second.refresh_token });
      const third = await refresh(second.refresh_token ?? '');
      expect((await failure(oauth.ResponseBodyError, refresh(first))).error).to.equal('invalid_grant');
      const refused = await failure(oauth.WWWAuthenticateChallengeError, photos(third.access_token));
      expect(refused.status, 'the family ends').to.equal(401);
    });

    it('revokes, and the token is refused from then on', async () => {
      const { access_token, refresh_token = '' } = await redeem(await visit(await link('photos:read')));
      const revoked = await oauth.revocationRequest(as(), demo, oauth.None(), refresh_token, insecure);
      await oauth.processRevocationResponse(revoked);
      const refused = await failure(oauth.WWWAuthenticateChallengeError, photos(access_token));
      expect(refused.cause[0]?.parameters.error).to.equal('invalid_token');
      expect((await failure(oauth.ResponseBodyError, refresh(refresh_token))).error).to.equal('invalid_grant');
    });

    it('gets a token for itself with client_credentials', async () => {
      const tokens = await machine('service-secret');
      expect(tokens).to.include({ scope: 'photos:read' }).and.not.to.have.property('refresh_token');
      expect((await photos(tokens.access_token)).status).to.equal(200);
    });

    it('is told that its secret is wrong, with the challenge that RFC 6749 section 5.2 asks for', async () => {
      const wrong = await failure(oauth.WWWAuthenticateChallengeError, machine('wrong'));
      expect(wrong.status).to.equal(401);
      expect(wrong.cause[0]?.scheme).to.equal('basic');
    });

    it('IS01: is told that the user denied, by its issuer', async () => {
      const answer = await visit(await link('photos:read'), { allow: false });
      expect((await failure(oauth.AuthorizationResponseError, redeem(answer))).error).to.equal('access_denied');
    });

    it('is told of a scope that it may not ask for', async () => {
      const answer = await refusedAfterLogin(await link('photos:delete'));
      expect((await failure(oauth.AuthorizationResponseError, redeem(answer))).error).to.equal('invalid_scope');
    });

    it('is refused with another verifier, and with a code that was used', async () => {
      const answer = await visit(await link('photos:read'));
      const other = oauth.generateRandomCodeVerifier();
      expect((await failure(oauth.ResponseBodyError, redeem(answer, other))).error).to.equal('invalid_grant');
      await redeem(answer);
      expect((await failure(oauth.ResponseBodyError, redeem(answer))).error).to.equal('invalid_grant');
    });
  });
});
