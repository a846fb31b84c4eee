import { expect } from 'chai';
import express from 'express';
import { OAuthController } from 'oauth-controllers';
import { useExpressServer } from 'routing-controllers';
import { secret, startApplication, type TestApplication } from '../support/application';
import { dump } from '../support/database';
import { authorizationUrl, basic, exchange, obtainCode, post, tokens } from '../support/flow';
import { expectRefusal } from '../support/refusal';

const texts = [
  "' OR '1'='1",
  "' OR 1=1 --",
  '" OR ""="',
  "app'--",
  '%',
  '_',
  'a%',
  "x'; DROP TABLE oauth_clients; --",
  '{{7*7}}',
  '*',
  'null',
];
const operators = ['[$ne]', '[$gt]', '[$regex]', '[$where]', '[]', '[0]', '.length', '[hash]'];

describe('SQL and operator injection', () => {
  let app: TestApplication;
  let known: Record<string, string>;
  before(async () => {
    app = await startApplication();
    const { access_token, refresh_token } = await tokens(app);
    known = {
      ...{
        grant_type: 'authorization_code',
        client_id: 'app',
        code: await obtainCode(app),
        redirect_uri: 'https://app.example/callback',
      },
      ...{
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
        refresh_token,
        token: access_token,
        client_secret: secret,
      },
    };
  });
  after(() => app.close());

  const requests: Record<string, [path: string, names: string[]]> = {
    authorization_code: ['/oauth/token', ['grant_type', 'client_id', 'code', 'redirect_uri', 'code_verifier']],
    refresh_token: ['/oauth/token', ['grant_type', 'client_id', 'refresh_token']],
    client_credentials: ['/oauth/token', ['grant_type', 'client_id', 'client_secret']],
    revocation: ['/oauth/revoke', ['client_id']],
  };
  for (const [kind, [path, names]] of Object.entries(requests)) {
    const good = (): Record<string, string> => ({
      ...Object.fromEntries(names.map(name => [name, known[name] ?? ''])),
      ...(kind === 'revocation' ? { token: known.token ?? '' } : { grant_type: kind }),
      ...(kind === 'client_credentials' ? { client_id: 'poster' } : {}),
    });
    for (const name of names) {
      it(`SE06: ${name} of ${kind} is a value and nothing else`, async () => {
        const before = await dump(app);
        for (const text of texts) {
          const { status, body } = await post(app, { ...good(), [name]: text }, { path });
          expect(status, `${text}: ${JSON.stringify(body)}`).to.be.within(400, 401);
        }
        for (const operator of operators) {
          const { [name]: value = '', ...rest } = good();
          const { status } = await post(app, { ...rest, [`${name}${operator}`]: value }, { path });
          expect(status, `${name}${operator}`).to.be.within(400, 401);
        }
        if (!names.includes('code_verifier')) expect(await dump(app)).to.equal(before);
      });
    }
  }

  it('SE06: the token to revoke is a value and nothing else', async () => {
    const before = await dump(app);
    for (const token of texts) await post(app, { token, client_id: 'app' }, { path: '/oauth/revoke' });
    expect(await dump(app)).to.equal(before);
  });

  it('SE06: Basic credentials are values and nothing else', async () => {
    for (const text of texts) {
      const parameters = { grant_type: 'client_credentials' };
      expectRefusal(await post(app, parameters, { headers: { authorization: basic(text) } }), 'invalid_client', 401);
      expectRefusal(await post(app, parameters, { headers: { authorization: basic('service', text) } }), 'invalid_client', 401);
    }
  });

  it('SE06: every parameter of the authorization endpoint is a value and nothing else', async () => {
    const names = ['client_id', 'redirect_uri', 'response_type', 'scope', 'code_challenge', 'code_challenge_method'];
    for (const name of names) {
      for (const text of texts) {
        const { status, headers } = await fetch(authorizationUrl(app, { [name]: text, prompt: 'none' }), { redirect: 'manual' });
        expect(status, `${name}=${text}`).to.be.below(500);
        expect(headers.get('location') ?? '').not.to.contain('code=');
      }
    }
  });

  it('SE06: a parser of the application that makes objects and lists of names changes nothing', async () => {
    const own = express();
    own.use(express.urlencoded({ extended: true }));
    useExpressServer(own, app.server.options({ controllers: [OAuthController] }));
    const listening = own.listen(0, '127.0.0.1');
    try {
      await new Promise(resolve => listening.once('listening', resolve));
      const address = listening.address();
      const other = { ...app, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
      const code = known.code ?? '';
      for (const operator of ['[$ne]', '[$gt]', '[]', '[0]', '[a][b]'])
        expectRefusal(
          await exchange(other, code, { client_id: undefined, [`client_id${operator}`]: 'app' }),
          'invalid_client',
          401,
        );
      expectRefusal(await exchange(other, code, { scope: ['a', 'b'] }), 'invalid_request');
      expectRefusal(await exchange(other, code, { code: '\0' }), 'invalid_request');
    } finally {
      await new Promise(resolve => listening.close(resolve));
    }
  });
});
