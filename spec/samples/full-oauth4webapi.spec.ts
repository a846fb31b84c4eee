import { join } from 'node:path';
import { expect } from 'chai';
import * as oauth from 'oauth4webapi';
import { callback, failure, visit } from '../clients-e2e/each-quick-start';
import { onEachDatabase } from '../support/databases';
import { freePort } from '../support/free-port';
import { type QuickStart, startSample, temporaryFolder } from '../support/quick-start';
import { environmentOf, signingKey } from './full-sample';

const insecure = { [oauth.allowInsecureRequests]: true };
const signer: oauth.Client = { client_id: 'signer' };
const rs: oauth.Client = { client_id: 'rs' };
const rsAuth = oauth.ClientSecretBasic('rs-secret');

/** A nonce comes with the first refusal; the handle keeps it for the second try. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  const refused: unknown = await work().catch((error: unknown) => error);
  expect(oauth.isDPoPNonceError(refused), String(refused)).to.equal(true);
  return work();
}

/** What the sample gives to oauth4webapi, which is told of nothing but its issuer. */
class Session {
  private readonly verifier = oauth.generateRandomCodeVerifier();

  private constructor(
    readonly as: oauth.AuthorizationServer,
    private readonly auth: oauth.ClientAuth,
    readonly DPoP: oauth.DPoPHandle,
  ) {}

  static async start(url: string): Promise<Session> {
    const issuer = new URL(url);
    const answer = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure });
    const DPoP = oauth.DPoP(signer, await oauth.generateKeyPair('ES256'));
    return new Session(await oauth.processDiscoveryResponse(issuer, answer), oauth.PrivateKeyJwt(await signingKey()), DPoP);
  }

  private get options() {
    return { DPoP: this.DPoP, ...insecure };
  }

  async push(resources: readonly string[]): Promise<oauth.PushedAuthorizationResponse> {
    const parameters = new URLSearchParams({
      ...{ response_type: 'code', redirect_uri: callback, scope: 'photos:read photos:write', state: 'xyz' },
      ...{ code_challenge: await oauth.calculatePKCECodeChallenge(this.verifier), code_challenge_method: 'S256' },
    });
    for (const resource of resources) parameters.append('resource', resource);
    const { as, auth, options } = this;
    const answer = await oauth.pushedAuthorizationRequest(as, signer, auth, parameters, options);
    return oauth.processPushedAuthorizationResponse(as, signer, answer);
  }

  async visit({ request_uri }: oauth.PushedAuthorizationResponse): Promise<URL> {
    const link = new URL(this.as.authorization_endpoint ?? '');
    link.search = String(new URLSearchParams({ client_id: signer.client_id, request_uri }));
    return visit(link);
  }

  async redeem(answer: URL, resource: string): Promise<oauth.TokenEndpointResponse> {
    const { as, auth, options, verifier } = this;
    const parameters = oauth.validateAuthResponse(as, signer, answer, 'xyz');
    const more = { ...options, additionalParameters: { resource } };
    const response = await oauth.authorizationCodeGrantRequest(
      ...([as, signer, auth, parameters, callback, verifier, more] as const),
    );
    return oauth.processAuthorizationCodeResponse(as, signer, response);
  }

  async refresh({ refresh_token = '' }: oauth.TokenEndpointResponse, resource: string): Promise<oauth.TokenEndpointResponse> {
    const { as, auth, options } = this;
    const more = { ...options, additionalParameters: { resource } };
    return oauth.processRefreshTokenResponse(
      as,
      signer,
      await oauth.refreshTokenGrantRequest(as, signer, auth, refresh_token, more),
    );
  }

  /** By its keys, as a resource server would that has nothing but oauth4webapi. */
  async validate({ access_token }: oauth.TokenEndpointResponse, audience: string): Promise<oauth.JWTAccessTokenClaims> {
    let caught = new Request(audience);
    const customFetch = async (url: string, { headers, method }: { headers: Record<string, string>; method: string }) => {
      caught = new Request(url, { headers, method });
      return new Response();
    };
    const asked = { ...this.options, [oauth.customFetch]: customFetch };
    await oauth.protectedResourceRequest(access_token, 'GET', new URL(`${audience}/photos`), undefined, undefined, asked);
    return oauth.validateJwtAccessToken(this.as, caught, audience, { requireDPoP: true, ...insecure });
  }

  photos({ access_token }: oauth.TokenEndpointResponse, site: string): Promise<Response> {
    const url = new URL(`${site}/photos`);
    return oauth.protectedResourceRequest(access_token, 'GET', url, undefined, undefined, this.options);
  }

  /** What the resource server is told, in JSON and in an answer that is signed for it. */
  async introspect({ access_token }: oauth.TokenEndpointResponse): Promise<oauth.IntrospectionResponse> {
    const told = await Promise.all(
      [false, true].map(async requestJwtResponse => {
        const options = { requestJwtResponse, ...insecure };
        const answer = await oauth.introspectionRequest(this.as, rs, rsAuth, access_token, options);
        expect(answer.headers.get('content-type')?.includes('jwt')).to.equal(requestJwtResponse);
        const told = await oauth.processIntrospectionResponse(this.as, rs, answer);
        if (requestJwtResponse) await oauth.validateApplicationLevelSignature(this.as, answer, insecure);
        return told;
      }),
    );
    expect(told[1]).to.deep.equal(told[0]);
    return told[0] as oauth.IntrospectionResponse;
  }

  async revoke({ refresh_token = '' }: oauth.TokenEndpointResponse): Promise<void> {
    const { as, auth } = this;
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, signer, auth, refresh_token, insecure));
  }
}

describe('npm run full, with npm run resource-server beside it', () => {
  onEachDatabase(database => {
    const folder = temporaryFolder();
    const started: QuickStart[] = [];
    let [url, resource] = ['', ''];
    before(async () => {
      const RS_PORT = String(await freePort());
      const full = await startSample('full', { ...environmentOf(database(), join(folder.path, 'oauth.sqlite')), RS_PORT });
      started.push(full);
      started.push(await startSample('resource-server', { RS_PORT, ISSUER: full.url }));
      [url, resource] = [full.url, `http://localhost:${RS_PORT}`];
    });
    after(async () => {
      for (const one of started.reverse()) await one.stop();
      folder.remove();
    });

    it('gives oauth4webapi all that it discovers, and both servers take the JWTs that are for them', async () => {
      const session = await Session.start(url);
      const answer = await session.visit(await again(() => session.push([url, resource])));
      const first = await session.redeem(answer, resource);
      expect(first).to.include({ token_type: 'dpop', scope: 'photos:read photos:write' });
      const expected = { iss: url, sub: 'ada', client_id: 'signer', scope: 'photos:read photos:write' };
      expect(await session.validate(first, resource)).to.include({ ...expected, aud: resource });
      expect((await session.photos(first, resource)).status).to.equal(200);

      const next = await session.refresh(first, url);
      expect(next.token_type).to.equal('dpop');
      expect(await session.validate(next, url)).to.include({ ...expected, aud: url });
      expect((await session.photos(next, url)).status).to.equal(200);
      await failure(oauth.OperationProcessingError, session.validate(next, resource));
      for (const [token, other] of [
        [first, url],
        [next, resource],
      ] as const)
        expect((await failure(oauth.WWWAuthenticateChallengeError, session.photos(token, other))).status).to.equal(401);

      expect(await session.introspect(next)).to.deep.include({ active: true, token_type: 'DPoP', ...expected, aud: [url] });
      await session.revoke(next);
      expect(await session.introspect(next)).to.deep.equal({ active: false });
      expect((await failure(oauth.WWWAuthenticateChallengeError, session.photos(next, url))).status).to.equal(401);
      expect((await failure(oauth.ResponseBodyError, session.refresh(next, url))).error).to.equal('invalid_grant');
    });
  });
});
