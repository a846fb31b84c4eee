import { expect } from 'chai';
import { redirectUri, secret, startApplication, type TestApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { authorizationUrl, exchange, obtainCode, post } from '../support/flow';

/** RFC 9068 section 5: sub and client_id of a client's own token are the same, and of no other. */
describe('a user with the id of a client', () => {
  let app: TestApplication;
  before(async () => {
    const grants = ['authorization_code', 'refresh_token', 'password', 'client_credentials'] as const;
    app = await startApplication({
      grants: [...grants],
      responseTypes: ['code', 'token'],
      clients: [
        ...['app', 'other'].map(clientId => ({
          ...{ clientId, public: true as const, redirectUris: [redirectUri], scopes: ['photos:read' as const] },
          grantTypes: ['authorization_code', 'refresh_token', 'password', 'implicit'],
        })),
        { clientId: 'service', clientSecret: secret, scopes: ['photos:read'] },
      ],
      users: [
        { username: 'app', password: 'lovelace' },
        { username: 'ada', password: 'lovelace' },
      ],
    });
  });
  after(() => app.close());

  const answer = async (changes = {}): Promise<Page> => {
    const browser = new Browser();
    const consent = await browser.logIn(await browser.open(authorizationUrl(app, changes)), 'app', 'lovelace');
    return browser.allow(consent);
  };
  const password = (username: string, client_id: string) =>
    post(app, { grant_type: 'password', username, password: 'lovelace', client_id });

  for (const response_type of ['code', 'token'])
    it(`JA07: gets nothing of that client (${response_type})`, async () => {
      const { status, location } = await answer({ response_type });
      const told = new URLSearchParams(response_type === 'code' ? location?.search : location?.hash.slice(1));
      expect([status, told.get('error'), told.get('error_description')]).to.deep.equal([
        303,
        'access_denied',
        'This user cannot use this client',
      ]);
      for (const name of ['code', 'access_token']) expect(told.has(name)).to.equal(false);
      expect(app.log.text).to.include('give users ids that no client has, such as UUIDs');
    });

  it('JA07: gets no token for a password either', async () => {
    const { status, body } = await password('app', 'app');
    expect([status, body.error]).to.deep.equal([400, 'invalid_grant']);
    expect((await password('ada', 'app')).status).to.equal(200);
  });

  it('JA07: uses any other client', async () => {
    expect((await password('app', 'other')).status).to.equal(200);
    expect((await answer({ client_id: 'other' })).location?.searchParams.has('code')).to.equal(true);
    expect((await exchange(app, await obtainCode(app))).status).to.equal(200);
    expect((await post(app, { grant_type: 'client_credentials' }, { basic: 'service' })).status).to.equal(200);
  });
});
