import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { call, exchange, obtainCode, post, refresh, tokens } from '../support/flow';

describe('a value of one kind in the place of another', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  it('PR12: a code, a refresh token, a client secret and a hash from the database are no access tokens', async () => {
    const { access_token, refresh_token } = await tokens(app);
    const [row] = await app.server.dataSource.query('SELECT hash FROM oauth_access_token');
    for (const value of [await obtainCode(app), refresh_token, 'app', row.hash]) {
      const answer = await call(app, value);
      expect(answer.status, value).to.equal(401);
      expect(answer.headers.get('www-authenticate')).to.contain('error="invalid_token"');
    }
    expect((await call(app, access_token)).status, 'and nothing came to harm').to.equal(200);
  });

  it('PR12: an access token and a code are no refresh tokens', async () => {
    const { access_token, refresh_token } = await tokens(app);
    for (const value of [access_token, await obtainCode(app), `${refresh_token}A`, refresh_token.slice(1)]) {
      expect((await refresh(app, value)).body.error).to.equal('invalid_grant');
    }
    expect((await refresh(app, refresh_token)).status).to.equal(200);
  });

  it('PR12: an access token and a refresh token are no codes', async () => {
    const { access_token, refresh_token } = await tokens(app);
    for (const value of [access_token, refresh_token]) {
      expect((await exchange(app, value)).body.error).to.equal('invalid_grant');
    }
  });

  it('PR12: a code cannot be revoked as a token', async () => {
    const code = await obtainCode(app);
    expect((await post(app, { token: code, client_id: 'app' }, { path: '/oauth/revoke' })).status).to.equal(200);
    expect((await exchange(app, code)).status).to.equal(200);
  });
});
