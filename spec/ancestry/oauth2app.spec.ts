import { expect } from 'chai';
import { allOf, anyOf, OAuthError, UnvalidatedRequestError } from 'oauth-controllers';
import type { TestApplication } from '../support/application';
import { startApplication } from '../support/application';
import { clientToken, userToken } from '../support/controllers';
import { authorize, call, exchange, obtainCode, post, refresh, tokens } from '../support/flow';
import { bearing, get, on } from './support';

describe('what oauth2app had', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  it('Authenticator.validate(): user, scope, client, access_token, valid, error, attempted_validation', async () => {
    const value = await userToken(app);
    const { valid, attempted, error, user, client, scopes, token } = await app.server.authenticate(bearing(value), 'photos:read');
    expect({ valid, attempted, error }).to.deep.equal({ valid: true, attempted: true, error: undefined });
    expect([user?.username, client.clientId, `${scopes}`, token.value]).to.deep.equal(['ada', 'app', 'photos:read', value]);
  });

  it('UnvalidatedRequest: nothing is read from a request that is not valid', async () => {
    const result = await app.server.authenticate(bearing('x'));
    for (const fact of ['user', 'client', 'scopes', 'token'] as const)
      expect(() => result[fact], fact).to.throw(UnvalidatedRequestError);
  });

  it('error_response(): 401 bare, 401 invalid_token, 403 insufficient_scope with the scope, 400 for two tokens', async () => {
    const challenge = async (header: Record<string, string>, scope?: string) => {
      const { status, headers } = (await app.server.authenticate(get('/', header), scope)).errorResponse();
      return `${status} ${headers['www-authenticate']}`;
    };
    expect(await challenge({})).to.match(/^401 Bearer realm="localhost:\d+"$/);
    expect(await challenge({ authorization: 'Bearer x' })).to.match(
      /^401 Bearer realm="localhost:\d+", error="invalid_token", error_description=/,
    );
    const authorization = `Bearer ${await userToken(app)}`;
    expect(await challenge({ authorization }, 'photos:write')).to.match(
      /^403 .*error="insufficient_scope".*scope="photos:write"/,
    );
    await on({ bearerMethods: ['header', 'query'] }, async two => {
      const answer = await call(two, await userToken(two), { path: '/photos?access_token=x' });
      expect(`${answer.status} ${answer.headers.get('www-authenticate')}`).to.match(/^400 .*error="invalid_request"/);
    });
  });

  it('AccessRange(key, description): all of them are required, and the consent page shows the description', async () => {
    const token = bearing(await userToken(app));
    expect((await app.server.authenticate(token, allOf('photos:read', 'photos:write'))).valid).to.equal(false);
    expect((await app.server.authenticate(token, anyOf('photos:read', 'photos:write'))).valid).to.equal(true);
    expect(app.server.scopes.list()).to.deep.include({ name: 'photos:read', description: 'See your photos' });
  });

  it('authentication_method: BEARER alone, MAC alone, or both', async () => {
    for (const [tokenTypes, challenge, bearer] of [
      [['bearer'], /^Bearer [^,]*$/, 200],
      [['mac'], /^MAC [^,]*$/, 401],
      [['bearer', 'mac'], /Bearer .*MAC /, 200],
    ] as const) {
      await on({ tokenTypes: [...tokenTypes], database: app.server.dataSource, clock: app.clock }, async other => {
        expect((await call(other)).headers.get('www-authenticate')).to.match(challenge);
        expect((await call(other, await userToken(app))).status, `${tokenTypes}`).to.equal(bearer);
      });
    }
  });

  it('bearer_token parameter: in a form or a query where that was asked for, nowhere else', async () => {
    const path = `/photos?access_token=${await userToken(app)}`;
    expect((await call(app, undefined, { path })).status).to.equal(401);
    await on({ bearerMethods: ['header', 'query'], database: app.server.dataSource, clock: app.clock }, async other => {
      expect((await call(other, undefined, { path })).status).to.equal(200);
    });
  });

  it('TokenGenerator: authorization_code, refresh_token and client_credentials; password only when it is named', async () => {
    const first = await tokens(app);
    expect((await refresh(app, first.refresh_token)).status).to.equal(200);
    expect(await clientToken(app)).to.match(/^oat_/);
    const password = { grant_type: 'password', username: 'ada', password: 'lovelace' };
    expect((await post(app, password, { basic: 'web' })).body.error).to.equal('unsupported_grant_type');
    await on({ grants: ['password'] }, async old => {
      const { clientSecret } = await old.server.clients.register({
        clientId: 'old',
        scopes: ['photos:read'],
        grantTypes: ['password'],
      });
      expect((await post(old, password, { basic: 'old', secret: clientSecret })).status).to.equal(200);
    });
  });

  it('InvalidClient, InvalidGrant, InvalidScope, UnauthorizedClient, UnsupportedGrantType', async () => {
    const credentials = { grant_type: 'client_credentials' };
    const error = async (...parameters: [object, object?]) =>
      (await post(app, parameters[0] as typeof credentials, parameters[1])).body.error;
    expect(await error(credentials, { basic: 'service', secret: 'wrong' })).to.equal('invalid_client');
    expect(await error({ ...credentials, scope: 'nothing' }, { basic: 'service' })).to.equal('invalid_scope');
    expect(await error(credentials, { basic: 'web' })).to.equal('unauthorized_client');
    expect(await error({ grant_type: 'telepathy' }, { basic: 'service' })).to.equal('unsupported_grant_type');
    expect((await exchange(app, 'x')).body.error).to.equal('invalid_grant');
    expect(new OAuthError('invalid_grant', 'x').toJSON()).to.deep.equal({ error: 'invalid_grant', error_description: 'x' });
  });

  it('Authorizer: code, and neither token nor code token unless they are named', async () => {
    expect(await obtainCode(app)).to.match(/^oac_/);
    for (const response_type of ['token', 'code token']) {
      const { location } = await authorize(app, { response_type });
      expect(`${location}`).to.include('error=unsupported_response_type').and.not.include('access_token');
    }
  });
});
