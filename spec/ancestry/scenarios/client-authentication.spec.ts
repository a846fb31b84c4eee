import { expect } from 'chai';
import { secret, startApplication, type TestApplication } from '../../support/application';
import {
  basic,
  exchange,
  loggedIn,
  obtainCode,
  type Parameters,
  post,
  type TokenAnswer,
  type TokenCall,
} from '../../support/flow';
import { expectRefusal, headerOf } from '../../support/refusal';

const machine = { grant_type: 'client_credentials' };
/** Its Basic credentials have each character that base64 and base64url write differently. */
const oddSecret = '>>>???';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const posted = { client_id: 'poster', client_secret: secret };

/** What a client may send, the answer, and whether a Basic challenge comes with it. */
type Attempt = [title: string, parameters: Parameters, call: TokenCall, error: string, challenged: boolean];
const withHeader = (authorization: string): TokenCall => ({ headers: { authorization } });

const refused: Attempt[] = [
  ['no credentials at all', {}, {}, 'invalid_client', false],
  ['the name of a confidential client without its secret', { client_id: 'service' }, {}, 'invalid_client', false],
  ['an unknown client in the header', {}, { basic: 'nobody' }, 'invalid_client', true],
  ['an unknown client in the body', { ...posted, client_id: 'nobody' }, {}, 'invalid_client', false],
  ['a wrong secret in the header', {}, { basic: 'service', secret: 'wrong' }, 'invalid_client', true],
  ['a wrong secret in the body', { ...posted, client_secret: 'wrong' }, {}, 'invalid_client', false],
  ['an empty secret in the body', { ...posted, client_secret: '' }, {}, 'invalid_client', false],
  ['a secret without a client', { client_secret: secret }, {}, 'invalid_request', false],
  ['the secret of another client', {}, { basic: 'odd' }, 'invalid_client', true],
  ['a header client that posts its secret', { client_id: 'service', client_secret: secret }, {}, 'invalid_client', false],
  ['a body client that sends a header', {}, { basic: 'poster' }, 'invalid_client', true],
  [
    'header and body at once, both right',
    { client_id: 'service', client_secret: secret },
    { basic: 'service' },
    'invalid_request',
    false,
  ],
  ['header and body at once, for two clients', posted, { basic: 'service' }, 'invalid_request', false],
  ['a header, and another client_id in the body', { client_id: 'poster' }, { basic: 'service' }, 'invalid_request', false],
  ['a client_id twice', { client_id: ['poster', 'poster'], client_secret: secret }, {}, 'invalid_request', false],
  ['a client_secret twice', { client_id: 'poster', client_secret: [secret, secret] }, {}, 'invalid_request', false],
  ['a header with a scheme and nothing else', {}, withHeader('Basic'), 'invalid_client', true],
  ['a header with three parts', {}, withHeader(`${basic('service')} more`), 'invalid_client', true],
  ['a header that is not base64', {}, withHeader('Basic !!!!'), 'invalid_client', true],
  [
    'a header in the base64url alphabet',
    {},
    withHeader(`Basic ${base64(`odd:${oddSecret}`).replaceAll('+', '-').replaceAll('/', '_')}`),
    'invalid_client',
    true,
  ],
  ['a header whose pair has no colon', {}, withHeader(`Basic ${base64('service')}`), 'invalid_client', true],
  ['a header whose pair has no client', {}, withHeader(`Basic ${base64(':secret')}`), 'invalid_client', true],
  ['a header whose pair has no secret', {}, withHeader(`Basic ${base64('service:')}`), 'invalid_client', true],
  ['the pair in clear text', {}, withHeader(`Basic odd:${oddSecret}`), 'invalid_client', true],
  ['the scheme Bearer', {}, withHeader(basic('service').replace('Basic', 'Bearer')), 'invalid_client', false],
  ['the scheme Digest', {}, withHeader('Digest username="service"'), 'invalid_client', false],
  ['an invented scheme', {}, withHeader(basic('service').replace('Basic', 'Basically')), 'invalid_client', false],
];

describe('scenarios: client authentication', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({
      clients: [
        { clientId: 'app', public: true, redirectUris: ['https://app.example/callback'], scopes: ['photos:read'] },
        { clientId: 'service', clientSecret: secret, scopes: ['photos:read'] },
        { clientId: 'poster', clientSecret: secret, authMethod: 'client_secret_post', scopes: ['photos:read'] },
        { clientId: 'odd', clientSecret: oddSecret, scopes: ['photos:read'] },
      ],
    });
  });
  after(() => app.close());

  for (const [title, parameters, call, error, challenged] of refused) {
    for (const [path, more] of [
      ['/oauth/token', machine],
      ['/oauth/revoke', { token: 'x' }],
    ] as const) {
      it(`${path} refuses ${title}`, async () => {
        const answer = await post(app, { ...more, ...parameters }, { ...call, path });
        expectRefusal(answer, error, error === 'invalid_client' ? 401 : 400);
        expect(headerOf(answer, 'www-authenticate')?.startsWith('Basic realm="') ?? false).to.equal(challenged);
      });
    }
  }

  const accepted: [title: string, parameters: Parameters, call: TokenCall][] = [
    ['in the header', {}, { basic: 'service' }],
    ['in the header, and named again in the body', { client_id: 'service' }, { basic: 'service' }],
    ['in the header, with each character of base64', {}, withHeader(`Basic ${base64(`odd:${oddSecret}`)}`)],
    ['in the body', posted, {}],
  ];
  for (const [title, parameters, call] of accepted) {
    it(`a client that proves itself ${title} gets its tokens and may revoke them`, async () => {
      const issued = await post(app, { ...machine, ...parameters }, call);
      expect(issued.status).to.equal(200);
      const revoked = await post(app, { token: issued.body.access_token, ...parameters }, { ...call, path: '/oauth/revoke' });
      expect(revoked.status).to.equal(200);
    });
  }

  it('a public client only names itself', async () => {
    expect((await exchange(app, await obtainCode(app))).status).to.equal(200);
  });

  it('a public client that shows a secret is none of ours', async () => {
    const code = await obtainCode(app, {}, await loggedIn(app));
    expectRefusal(await exchange(app, code, { client_secret: 'x' }), 'invalid_client', 401);
    expectRefusal(await exchange(app, code, {}, { basic: 'app', secret: 'x' }), 'invalid_client', 401);
    expectRefusal(await exchange(app, code, { client_id: undefined }, { basic: 'app', secret: '' }), 'invalid_client', 401);
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('credentials in the address count for nothing, all of them or a part', async () => {
    const query = (parameters: Record<string, string>): string => `/oauth/token?${new URLSearchParams(parameters)}`;
    const refusedAs = async (answer: Promise<TokenAnswer>): Promise<void> => expectRefusal(await answer, 'invalid_client', 401);
    await refusedAs(post(app, machine, { path: query(posted) }));
    await refusedAs(post(app, { ...machine, client_id: 'poster' }, { path: query({ client_secret: secret }) }));
  });

  it('credentials in the address do no harm beside good ones', async () => {
    const path = '/oauth/token?client_id=nobody&client_secret=wrong';
    expect((await post(app, machine, { basic: 'service', path })).status).to.equal(200);
  });

  it('an unknown client and a wrong secret cannot be told apart', async () => {
    const [unknown, wrong] = [
      await post(app, machine, { basic: 'nobody' }),
      await post(app, machine, { basic: 'service', secret: 'wrong' }),
    ];
    expect([unknown.status, unknown.body]).to.deep.equal([wrong.status, wrong.body]);
  });

  it('a failed attempt does not spend the code', async () => {
    const code = await obtainCode(app);
    expectRefusal(await exchange(app, code, {}, { basic: 'service', secret: 'wrong' }), 'invalid_client', 401);
    expect((await exchange(app, code)).status).to.equal(200);
  });
});
