import { expect } from 'chai';
import { redirectUri, secret, startApplication, type TestApplication } from '../../support/application';
import type { Browser } from '../../support/browser';
import {
  call,
  challenge,
  exchange,
  loggedIn,
  obtainCode,
  type Parameters,
  post,
  refresh,
  type TokenCall,
} from '../../support/flow';
import { expectRefusal, expectUncached } from '../../support/refusal';

const scopes: ('photos:read' | 'photos:write')[] = ['photos:read', 'photos:write'];

/** Attempts with a good code that have to fail, and leave it usable by its owner. */
const mismatches: [title: string, changes: Parameters, call: TokenCall, error: string][] = [
  ['without a code', { code: undefined }, {}, 'invalid_request'],
  ['with an empty code', { code: '' }, {}, 'invalid_request'],
  ['with an unknown code', { code: 'unknown' }, {}, 'invalid_grant'],
  ['with the code twice', { code: ['a', 'a'] }, {}, 'invalid_request'],
  ['by another public client', { client_id: 'other' }, {}, 'invalid_grant'],
  ['by a confidential client that proves itself', {}, { basic: 'web' }, 'invalid_grant'],
  ['by a client without the grant', {}, { basic: 'service' }, 'unauthorized_client'],
  ['with another redirect URI', { redirect_uri: 'https://evil.example/' }, {}, 'invalid_grant'],
  ['with the redirect URI and a slash more', { redirect_uri: `${redirectUri}/` }, {}, 'invalid_grant'],
  ['with the redirect URI in another case', { redirect_uri: redirectUri.toUpperCase() }, {}, 'invalid_grant'],
  ['without the redirect URI of the request', { redirect_uri: undefined }, {}, 'invalid_grant'],
  ['with the redirect URI twice', { redirect_uri: [redirectUri, redirectUri] }, {}, 'invalid_request'],
  ['without a code_verifier', { code_verifier: undefined }, {}, 'invalid_grant'],
  ['with an empty code_verifier', { code_verifier: '' }, {}, 'invalid_grant'],
  ['with another code_verifier', { code_verifier: 'a'.repeat(43) }, {}, 'invalid_grant'],
  ['with the challenge as code_verifier', { code_verifier: challenge }, {}, 'invalid_grant'],
  ['with a code_verifier that is too short', { code_verifier: 'short' }, {}, 'invalid_grant'],
  ['as another grant', { grant_type: 'refresh_token' }, {}, 'invalid_request'],
  ['as a grant that is not offered', { grant_type: 'urn:example:code' }, {}, 'unsupported_grant_type'],
  ['without a grant_type', { grant_type: undefined }, {}, 'invalid_request'],
];

describe('scenarios: the code grant', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris: [redirectUri], scopes },
        { clientId: 'other', public: true, redirectUris: [redirectUri], scopes },
        { clientId: 'web', clientSecret: secret, redirectUris: [redirectUri], scopes },
        { clientId: 'service', clientSecret: secret, scopes },
      ],
      dangerouslyAllowConfidentialClientsWithoutPkce: true,
    });
    browser = await loggedIn(app);
  });
  after(() => app.close());

  const codeFor = (changes: Parameters = {}): Promise<string> => obtainCode(app, changes, browser);
  const photos = async (token: string): Promise<number> => (await call(app, token)).status;

  it('a code is exchanged for tokens that open the resource', async () => {
    const answer = await exchange(app, await codeFor());
    expect(answer.status).to.equal(200);
    expectUncached(answer);
    expect(answer.body).to.have.all.keys('access_token', 'refresh_token', 'token_type', 'expires_in', 'scope');
    expect(answer.body).to.include({ token_type: 'Bearer', expires_in: 600, scope: 'photos:read' });
    expect(await photos(answer.body.access_token)).to.equal(200);
  });

  it('a confidential client exchanges its code with its secret, and not without', async () => {
    const code = await codeFor({ client_id: 'web' });
    expectRefusal(await exchange(app, code, { client_id: 'web' }), 'invalid_client', 401);
    expect((await exchange(app, code, {}, { basic: 'web' })).status).to.equal(200);
  });

  for (const [title, changes, how, error] of mismatches) {
    it(`an exchange ${title} is ${error}, and the code is still its owner's`, async () => {
      const code = await codeFor();
      expectRefusal(await exchange(app, code, changes, how), error);
      expect((await exchange(app, code)).status).to.equal(200);
    });
  }

  it('a code works until its last second, and not after it', async () => {
    const [inTime, late] = [await codeFor(), await codeFor()];
    app.clock.advance(59);
    expect((await exchange(app, inTime)).status).to.equal(200);
    app.clock.advance(1);
    expectRefusal(await exchange(app, late), 'invalid_grant');
  });

  it('a code that is used twice takes the tokens with it', async () => {
    const code = await codeFor();
    const { body } = await exchange(app, code);
    expect(await photos(body.access_token)).to.equal(200);
    expectRefusal(await exchange(app, code), 'invalid_grant');
    expect(await photos(body.access_token)).to.equal(401);
    expectRefusal(await refresh(app, body.refresh_token ?? ''), 'invalid_grant');
  });

  it('a code that is used twice takes refreshed tokens with it too', async () => {
    const code = await codeFor();
    const first = await exchange(app, code);
    const second = await refresh(app, first.body.refresh_token ?? '');
    expectRefusal(await exchange(app, code), 'invalid_grant');
    expect(await photos(second.body.access_token)).to.equal(401);
  });

  for (const [title, changes] of [
    ['another client', { client_id: 'other' }],
    ['a wrong code_verifier', { code_verifier: 'a'.repeat(43) }],
    ['a wrong redirect URI', { redirect_uri: 'https://evil.example/' }],
  ] as const) {
    it(`a used code with ${title} is refused and harms nobody`, async () => {
      const code = await codeFor();
      const { body } = await exchange(app, code);
      expectRefusal(await exchange(app, code, changes), 'invalid_grant');
      expect(await photos(body.access_token)).to.equal(200);
    });
  }

  it('a redirect URI that the request inherited may be left out', async () => {
    const code = await codeFor({ redirect_uri: undefined });
    expect((await exchange(app, code, { redirect_uri: undefined })).status).to.equal(200);
  });

  it('a redirect URI that the request inherited may be said', async () => {
    const code = await codeFor({ redirect_uri: undefined });
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('a redirect URI that the request inherited cannot be another', async () => {
    const code = await codeFor({ redirect_uri: undefined });
    expectRefusal(await exchange(app, code, { redirect_uri: 'https://evil.example/' }), 'invalid_grant');
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('a code_verifier without a code_challenge is refused', async () => {
    const code = await codeFor({ client_id: 'web', code_challenge: undefined, code_challenge_method: undefined });
    expectRefusal(await exchange(app, code, {}, { basic: 'web' }), 'invalid_grant');
    expect((await exchange(app, code, { code_verifier: undefined }, { basic: 'web' })).status).to.equal(200);
  });

  it('the code says the scope: a scope parameter at the exchange changes nothing', async () => {
    const { body } = await exchange(app, await codeFor({ scope: 'photos:read' }), { scope: scopes.join(' ') });
    expect(body.scope).to.equal('photos:read');
  });

  it('an access token is no code, nor is a refresh token', async () => {
    const { body } = await exchange(app, await codeFor());
    for (const value of [body.access_token, body.refresh_token]) expectRefusal(await exchange(app, value ?? ''), 'invalid_grant');
  });

  it('a code that a removed client was given is worth nothing', async () => {
    const client = { clientId: 'brief', clientSecret: secret, redirectUris: [redirectUri], scopes };
    await app.server.clients.register(client);
    const code = await codeFor({ client_id: 'brief' });
    await app.server.clients.remove('brief');
    expectRefusal(await exchange(app, code, {}, { basic: 'brief' }), 'invalid_client', 401);
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
    expectRefusal(await post(app, { ...grant, client_id: 'app' }), 'invalid_grant');
  });
});
