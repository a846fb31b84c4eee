import { expect } from 'chai';
import { secret, startApplication, type TestApplication } from '../support/application';
import { basic, post, type TokenAnswer } from '../support/flow';
import { expectRefusal, headerOf } from '../support/refusal';

const credentials = { grant_type: 'client_credentials' };
const odd = ':%+ &=?/\\"~@é€\u{1F600}';

describe('client_secret_basic', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({
      clients: [
        { clientId: 'service', clientSecret: secret, scopes: ['photos:read'] },
        { clientId: 'a:b%+ c&=d', clientSecret: odd, scopes: ['photos:read'] },
        { clientId: 'raw', clientSecret: 'a&b=c', scopes: ['photos:read'] },
        { clientId: 'colon', clientSecret: ':a:b:', scopes: ['photos:read'] },
      ],
    });
  });
  after(() => app.close());

  const withHeader = (authorization: string, parameters = {}): Promise<TokenAnswer> =>
    post(app, { ...credentials, ...parameters }, { headers: { authorization } });
  const encoded = (pair: string | Buffer): string => Buffer.from(pair).toString('base64');

  it('CA01: id and secret are form-decoded: colon, percent, plus, blank, é and beyond', async () => {
    expect((await post(app, credentials, { basic: 'service' })).status).to.equal(200);
    expect((await post(app, credentials, { basic: 'a:b%+ c&=d', secret: odd })).status).to.equal(200);
    const upper = 'a%3Ab%25%2B%20c%26%3Dd:%3A%25%2B+%26%3D%3F%2F%5C%22%7E%40%C3%A9%E2%82%AC%F0%9F%98%80';
    expect((await withHeader(`Basic ${encoded(upper)}`)).status).to.equal(200);
  });

  it('CA01: a colon in the secret is kept, encoded or not', async () => {
    expect((await post(app, credentials, { basic: 'colon', secret: ':a:b:' })).status).to.equal(200);
    expect((await withHeader(`Basic ${encoded('colon::a:b:')}`)).status).to.equal(200);
    expectRefusal(await withHeader(`Basic ${encoded('colon:a:b:')}`), 'invalid_client', 401);
  });

  it('CA01: an ampersand that a client did not encode cuts nothing off', async () => {
    expect((await withHeader(`Basic ${encoded('raw:a&b=c')}`)).status).to.equal(200);
    expectRefusal(await withHeader(`Basic ${encoded('raw:a')}`), 'invalid_client', 401);
  });

  it('CA01: a secret that is not encoded is not guessed at', async () => {
    expectRefusal(await withHeader(`Basic ${encoded(`a%3Ab%25%2B%20c%26%3Dd:${odd}`)}`), 'invalid_client', 401);
  });

  for (const scheme of ['basic', 'BASIC', 'BaSiC']) {
    it(`CA01: the scheme may be written ${scheme}`, async () => {
      expect((await withHeader(basic('service').replace('Basic', scheme))).status).to.equal(200);
    });
  }

  const bad: Record<string, string> = {
    'a wrong secret': basic('service', 'wrong'),
    'an unknown client': basic('nobody'),
    'an empty secret': basic('service', ''),
    'the secret in another case': basic('service', secret.toUpperCase()),
    'the secret and one character more': basic('service', `${secret}x`),
    'the secret without its last character': basic('service', secret.slice(0, -1)),
    'the id in another case': basic('SERVICE'),
    'nothing after the scheme': 'Basic',
    'blanks after the scheme': 'Basic    ',
    'what is not base64': 'Basic %%%',
    'what is base64 with something behind it': `${basic('service')} x`,
    'a pair without a colon': `Basic ${encoded('service')}`,
    'a pair without an id': `Basic ${encoded(`:${secret}`)}`,
    'a broken escape': `Basic ${encoded('service:%zz')}`,
    'an escaped NUL': `Basic ${encoded('service:%00')}`,
    'bytes that are not UTF-8': `Basic ${encoded(Buffer.from([0x73, 0x3a, 0xff, 0xfe]))}`,
  };
  for (const [name, authorization] of Object.entries(bad)) {
    it(`CA02: ${name} is 401 invalid_client with a Basic challenge`, async () => {
      const answer = await withHeader(authorization);
      expectRefusal(answer, 'invalid_client', 401);
      expect(headerOf(answer, 'www-authenticate')).to.match(/^Basic realm="[^"]+"/);
    });
  }

  it('CA02: an unknown client and a wrong secret are answered alike, header by header', async () => {
    const [unknown, wrong] = [await post(app, credentials, { basic: 'nobody' }), await withHeader(basic('service', 'wrong'))];
    const seen = ({ status, headers, body }: TokenAnswer): unknown => {
      const { date: _date, ...rest } = Object.fromEntries(headers);
      return { status, rest, body };
    };
    expect(seen(unknown)).to.deep.equal(seen(wrong));
  });

  it('CA02: who did not try Basic is not asked by a browser dialog', async () => {
    const answer = await post(app, { ...credentials, client_id: 'service', client_secret: 'wrong' });
    expectRefusal(answer, 'invalid_client', 401);
    expect(headerOf(answer, 'www-authenticate')).to.equal(undefined);
  });

  it('CA05: a client_id in the body has to be the one of the header', async () => {
    expect((await withHeader(basic('service'), { client_id: 'service' })).status).to.equal(200);
    expectRefusal(await withHeader(basic('service'), { client_id: 'colon' }), 'invalid_request');
    expectRefusal(await withHeader(basic('service'), { client_id: 'Service' }), 'invalid_request');
  });
});
