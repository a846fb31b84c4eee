import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { authorizationUrl, authorize, call, exchange, type Parameters } from '../support/flow';

describe('the implicit response types, which are legacy', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ responseTypes: ['code', 'token', 'code token'] });
    await app.server.clients.register({
      ...{ clientId: 'old', public: true, redirectUris: ['https://old.example/cb?x=1'], scopes: ['photos:read', 'photos:write'] },
      grantTypes: ['authorization_code', 'implicit'],
    });
  });
  after(() => app.close());

  const implicit = (changes: Parameters = {}): Parameters => ({
    ...{ client_id: 'old', redirect_uri: 'https://old.example/cb?x=1', response_type: 'token' },
    ...{ code_challenge: undefined, code_challenge_method: undefined, ...changes },
  });
  const fragmentOf = (location?: URL): URLSearchParams => new URLSearchParams(location?.hash.slice(1));

  it('token puts an access token, and no refresh token, into the fragment', async () => {
    const { location } = await authorize(app, implicit());
    const answer = fragmentOf(location);
    expect(location?.search).to.equal('?x=1');
    expect([...answer.keys()].sort()).to.deep.equal(['access_token', 'expires_in', 'iss', 'scope', 'state', 'token_type']);
    expect(answer.get('state')).to.equal('xyz');
    expect((await call(app, String(answer.get('access_token')))).status).to.equal(200);
  });

  it('is told as what it is: a token that was issued, and no code', async () => {
    const told: string[] = [];
    app.server.events.on('codeIssued', () => told.push('code'));
    app.server.events.on('tokenIssued', ({ grantType, scopes, user }) => told.push(`${grantType} ${scopes} ${user?.id}`));
    await authorize(app, implicit({ scope: 'photos:read' }));
    expect(told).to.deep.equal(['implicit photos:read ada']);
  });

  for (const type of ['code token', 'token code']) {
    it(`${type} gives both, and the code needs its verifier`, async () => {
      const pkce = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' };
      const { location } = await authorize(app, implicit({ response_type: type, ...pkce }));
      const answer = fragmentOf(location);
      const client = { client_id: 'old', redirect_uri: 'https://old.example/cb?x=1' };
      const exchanged = await exchange(app, String(answer.get('code')), client);
      expect(exchanged.status, JSON.stringify(exchanged.body)).to.equal(200);
      for (const token of [answer.get('access_token'), exchanged.body.access_token])
        expect((await call(app, String(token))).status).to.equal(200);
    });
  }

  it('PK02: code token without a challenge is refused, in the fragment', async () => {
    const { location } = await authorize(app, implicit({ response_type: 'code token' }));
    expect(fragmentOf(location).get('error')).to.equal('invalid_request');
    expect(location?.searchParams.has('error')).to.equal(false);
  });

  it('AZ21: response_mode=query is refused for an access token', async () => {
    const { location } = await authorize(app, implicit({ response_mode: 'query' }));
    expect(fragmentOf(location).get('error')).to.equal('invalid_request');
  });

  it('denial goes into the fragment too', async () => {
    const browser = new Browser();
    let page = await browser.open(authorizationUrl(app, implicit({ prompt: 'consent' })));
    page = await browser.logIn(page);
    const { location } = await browser.deny(page);
    expect(fragmentOf(location).get('error')).to.equal('access_denied');
  });

  it('AZ14: a client that is not registered for it is refused', async () => {
    const { location } = await authorize(app, { response_type: 'token' });
    expect(fragmentOf(location).get('error')).to.equal('unauthorized_client');
  });

  it('BR02: by default there is none', async () => {
    const plain = await startApplication();
    try {
      const { location } = await authorize(plain, { response_type: 'token' });
      expect(location?.searchParams.get('error')).to.equal('unsupported_response_type');
    } finally {
      await plain.close();
    }
  });
});
