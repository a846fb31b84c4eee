import { expect } from 'chai';
import { type OAuthOptions } from 'oauth-controllers';
import { type MacTokenResponse, signMac } from 'oauth-controllers/testing';
import { secret, startApplication, type TestApplication } from '../../support/application';
import { call, post, type TokenAnswer } from '../../support/flow';

const clients: OAuthOptions['clients'] = [
  { clientId: 'plain', clientSecret: secret, scopes: ['photos:read'] },
  { clientId: 'signing', clientSecret: secret, scopes: ['photos:read'], tokens: { type: 'mac' } },
];

/** Servers by the token types that they accept. */
const accepting = ['bearer', 'mac'] as const;
type Accepting = (typeof accepting)[number] | 'both';

describe('scenarios: token types', () => {
  const apps = new Map<Accepting, TestApplication>();
  before(async () => {
    apps.set('bearer', await startApplication({ clients: clients?.slice(0, 1), tokenTypes: ['bearer'] }));
    apps.set('mac', await startApplication({ clients, tokenTypes: ['mac'] }));
    apps.set('both', await startApplication({ clients, tokenTypes: ['bearer', 'mac'] }));
  });
  after(() => Promise.all([...apps.values()].map(app => app.close())));

  const on = (type: Accepting): TestApplication => {
    const app = apps.get(type);
    if (!app) throw new Error(`There is no server for ${type}.`);
    return app;
  };
  const issue = (type: Accepting, client: string): Promise<TokenAnswer> =>
    post(on(type), { grant_type: 'client_credentials' }, { basic: client });
  const macToken = async (type: Accepting): Promise<MacTokenResponse> =>
    (await issue(type, 'signing')).body as unknown as MacTokenResponse;
  const signed = (
    type: Accepting,
    token: MacTokenResponse,
    changes: { url?: string; ts?: number; nonce?: string } = {},
  ): string =>
    signMac(token, { method: 'GET', url: `${on(type).url}/photos`, ts: Math.floor(on(type).clock.now() / 1000), ...changes });
  const open = (type: Accepting, authorization: string): Promise<Response> =>
    fetch(`${on(type).url}/photos`, { headers: { authorization } });
  const challenge = ({ headers }: Response): string => headers.get('www-authenticate') ?? '';

  it('a server of bearer tokens issues bearer tokens', async () => {
    const { body } = await issue('bearer', 'plain');
    expect(body).to.include({ token_type: 'Bearer' }).and.not.have.any.keys('mac_key', 'mac_algorithm');
    expect((await call(on('bearer'), body.access_token)).status).to.equal(200);
  });

  it('a server of MAC tokens issues the key and its algorithm with them', async () => {
    const { body } = await issue('mac', 'signing');
    expect(body).to.include({ token_type: 'mac', mac_algorithm: 'hmac-sha-256' }).and.include.keys('mac_key', 'expires_in');
  });

  it('no token is issued of a type that no resource would take', async () => {
    const refused = await startApplication({ clients, tokenTypes: ['bearer'] }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(TypeError);
    expect((await issue('mac', 'plain')).body).to.include({ token_type: 'mac' });
  });

  it('MAC credentials where only bearer is accepted are no credentials', async () => {
    const answer = await open('bearer', signed('bearer', await macToken('both')));
    expect([answer.status, challenge(answer)]).to.deep.equal([401, `Bearer realm="${new URL(on('bearer').url).host}"`]);
  });

  it('a bearer token where only MAC is accepted is no credential', async () => {
    const { access_token: token } = await macToken('mac');
    const answer = await open('mac', `Bearer ${token}`);
    expect([answer.status, challenge(answer)]).to.deep.equal([401, `MAC realm="${new URL(on('mac').url).host}"`]);
  });

  it('a signed request opens where MAC is accepted, alone or beside bearer', async () => {
    for (const type of ['mac', 'both'] as const)
      expect((await open(type, signed(type, await macToken(type)))).status, type).to.equal(200);
  });

  it('where both are accepted, a challenge names both', async () => {
    const answer = await fetch(`${on('both').url}/photos`);
    expect(challenge(answer)).to.match(/^Bearer realm="[^"]+", MAC realm="[^"]+"$/);
  });

  it('where both are accepted, a MAC token is not taken as a bearer token', async () => {
    const { access_token: token } = await macToken('both');
    const answer = await open('both', `Bearer ${token}`);
    expect(answer.status).to.equal(401);
    expect(challenge(answer)).to.include('error="invalid_token"');
  });

  it('where both are accepted, a bearer token cannot sign', async () => {
    const { access_token } = (await issue('both', 'plain')).body;
    const answer = await open('both', signed('both', { access_token, mac_key: 'key', mac_algorithm: 'hmac-sha-256' }));
    expect(answer.status).to.equal(401);
    expect(challenge(answer)).to.include('error="invalid_token"');
  });

  it('a signature counts for one request', async () => {
    const header = signed('both', await macToken('both'), { nonce: 'once' });
    expect((await open('both', header)).status).to.equal(200);
    expect((await open('both', header)).status).to.equal(401);
  });

  for (const [title, seconds] of [
    ['too old', -61],
    ['from the future', 61],
  ] as const) {
    it(`a signature that is ${title} is refused`, async () => {
      const ts = Math.floor(on('both').clock.now() / 1000) + seconds;
      const answer = await open('both', signed('both', await macToken('both'), { ts }));
      expect(answer.status).to.equal(401);
    });
  }

  for (const header of [
    'MAC',
    'MAC id',
    'MAC id="x"',
    'MAC id="x", ts="1", nonce="n", mac="m", mac="m"',
    'MAC id="x", ts="one", nonce="n", mac="m"',
  ]) {
    it(`malformed MAC credentials are refused: ${header}`, async () => {
      const answer = await open('both', header);
      expect(answer.status).to.equal(400);
      expect(challenge(answer)).to.include('error="invalid_request"');
    });
  }
});
