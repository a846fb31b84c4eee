import { expect } from 'chai';
import { allOf, anyOf, User } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { clientToken } from '../support/controllers';
import { basic, call, challenge, form, post, verifier } from '../support/flow';
import { bearing, get, posted } from './support';

describe('what Authlib had', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  const request = {
    ...{ response_type: 'code', client_id: 'app', scope: 'photos:read', state: 's' },
    ...{ code_challenge: challenge, code_challenge_method: 'S256' },
  };

  it('create_authorization_response(request, grant_user), then create_token_response(request)', async () => {
    const ada = Object.assign(new User(), { id: 'ada', username: 'ada' });
    const { status, headers } = await app.server.authorize(get(`/authorize?${form(request)}`), ada);
    const code = new URL(String(headers.location)).searchParams.get('code') ?? '';
    expect([status, headers['cache-control']]).to.deep.equal([303, 'no-store']);
    const redeem = { grant_type: 'authorization_code', client_id: 'app', code, code_verifier: verifier };
    const answer = await app.server.token(posted('/token', redeem));
    expect((await call(app, JSON.parse(answer.body).access_token)).status).to.equal(200);
    expect(JSON.parse((await app.server.token(posted('/token', redeem))).body)).to.include({ error: 'invalid_grant' });
  });

  it('create_endpoint_response(name, request)', async () => {
    const token = await clientToken(app);
    const revocation = posted('/revoke', { token }, { authorization: basic('service') });
    expect((await app.server.endpoint('revocation', revocation)).status).to.equal(200);
    expect((await call(app, token)).status).to.equal(401);
  });

  it('register_grant(cls, extensions): hooks that run for that grant alone', async () => {
    const asked: unknown[] = [];
    const type = 'urn:example:pass';
    app.server.registerGrant({ type, handle: async ({ context }) => ({ scopes: context.scopes.of(['photos:read']) }) }, [
      {
        name: 'pass',
        tokenRequest: async ({ params }) => params.need('pass'),
        issue: async ({ proof, grantType }) => {
          asked.push([grantType, proof]);
          return { claims: { pass: proof } };
        },
      },
    ]);
    await app.server.clients.register({ clientId: 'p', clientSecret: 's', scopes: ['photos:read'], grantTypes: [type] });
    const ask = async (more: Record<string, string>) =>
      JSON.parse(
        (await app.server.token(posted('/token', { grant_type: type, ...more }, { authorization: basic('p', 's') }))).body,
      );
    expect(await ask({})).to.include({ error: 'invalid_request' });
    const { access_token } = await ask({ pass: '7' });
    expect((await app.server.authenticate(bearing(access_token))).token.claims).to.deep.equal({ pass: '7' });
    await clientToken(app);
    expect(asked).to.deep.equal([[type, '7']]);
  });

  it('acquire_token(request, scope, operator): AND is allOf, OR is anyOf', async () => {
    const token = bearing(await clientToken(app, 'photos:read'));
    const valid = async (scope: ReturnType<typeof allOf>) => (await app.server.authenticate(token, scope)).valid;
    expect(await valid(allOf('photos:read', 'albums:read'))).to.equal(false);
    expect(await valid(anyOf('photos:read', 'albums:read'))).to.equal(true);
  });

  it('signals client_authenticated, token_authenticated, token_revoked', async () => {
    const heard: string[] = [];
    for (const name of ['clientAuthenticated', 'tokenAuthenticated', 'tokenRevoked'] as const)
      app.server.events.on(name, () => heard.push(name));
    const token = await clientToken(app);
    await call(app, token);
    await post(app, { token }, { basic: 'service', path: '/oauth/revoke' });
    expect(heard).to.deep.equal(['clientAuthenticated', 'tokenAuthenticated', 'clientAuthenticated', 'tokenRevoked']);
  });
});
