import { expect } from 'chai';
import { type Client, ClientAuthenticator, pushedAuthorizationRequests } from 'oauth-controllers';
import { onEachFramework, secret, startApplication, type TestApplication } from '../../support/application';
import { dump } from '../../support/database';
import { form } from '../../support/flow';
import { restoreServices, startWith } from '../../support/services';
import { push, pushedUri, urn } from './push';

describe('the pushed authorization request endpoint', () => {
  onEachFramework(on => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on });
    });
    after(() => app.close());

    it('PA01: answers 201 with a request_uri that lives for a minute, kept by no cache', async () => {
      const { status, headers, body } = await push(app);
      expect([status, headers.get('cache-control'), headers.get('content-type')]).to.deep.equal([
        201,
        'no-store',
        'application/json; charset=utf-8',
      ]);
      expect(body).to.have.all.keys('request_uri', 'expires_in');
      expect(body.request_uri).to.match(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
      expect(body.expires_in).to.equal(60);
    });

    it('PA02: authenticates the client as the token endpoint does', async () => {
      expect((await push(app, {}, { basic: 'web' })).status).to.equal(201);
      expect((await push(app, { client_id: 'web' }, { basic: 'web', secret: 'wrong' })).status).to.equal(401);
      const none = await push(app, { client_id: 'web' });
      expect([none.status, none.body.error]).to.deep.equal([401, 'invalid_client']);
      const nobody = await push(app, { client_id: undefined });
      expect([nobody.status, nobody.body.error]).to.deep.equal([401, 'invalid_client']);
    });

    it('PA02: the client_id that is pushed is the one of the credentials', async () => {
      for (const client_id of ['app', undefined]) {
        const { status, body } = await push(app, { client_id }, { basic: 'web' });
        expect([status, body.error], client_id).to.deep.equal([400, 'invalid_request']);
      }
    });

    it('PA03: refuses a request_uri, in the body and in the query', async () => {
      const request_uri = await pushedUri(app);
      const body = await push(app, { request_uri });
      const query = await push(app, {}, { path: `/oauth/par?${form({ request_uri })}` });
      for (const answer of [body, query]) expect([answer.status, answer.body.error]).to.deep.equal([400, 'invalid_request']);
    });

    it('PA09: takes POST only, and says so', async () => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const response = await fetch(`${app.url}/oauth/par`, { method });
        expect([response.status, response.headers.get('allow')], method).to.deep.equal([405, 'POST']);
      }
    });

    it('PA09: refuses a body that is too large with 413', async () => {
      expect((await push(app, { state: 'x'.repeat(70_000) })).status).to.equal(413);
    });
  });

  describe('on one framework', () => {
    let app: TestApplication;
    beforeEach(async () => {
      app = await startApplication();
    });
    afterEach(() => app.close());

    for (const [title, changes, error] of [
      ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/' }, 'invalid_request'],
      ['an unknown scope', { scope: 'photos:delete' }, 'invalid_scope'],
      ['a scope of another client', { scope: 'albums:read' }, 'invalid_scope'],
      ['no code_challenge', { code_challenge: undefined }, 'invalid_request'],
      ['an unknown response type', { response_type: 'token' }, 'unsupported_response_type'],
      ['a scope twice', { scope: ['photos:read', 'photos:read'] }, 'invalid_request'],
      ['prompt=none beside another', { prompt: 'none login' }, 'invalid_request'],
      ['a request object', { request: 'e30.e30.' }, 'request_not_supported'],
      ['a state of 9000 characters', { state: 'x'.repeat(9000) }, 'invalid_request'],
    ] as const)
      it(`PA04: refuses ${title} when it is pushed`, async () => {
        const { status, body } = await push(app, changes as never);
        expect([status, body.error]).to.deep.equal([400, error]);
        expect(await dump(app)).to.match(/PushedRequest\w*: \[\]/);
      });

    it('PA04: a confidential client is held to its own registration', async () => {
      const { status, body } = await push(app, { scope: 'photos:write' }, { basic: 'web2' });
      expect([status, body.error]).to.deep.equal([400, 'invalid_scope']);
    });

    it('PA09: a request that grows too large when it is encoded anew is refused with 413, not with a failure', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const long = Array.from({ length: 10 }, (_, index) => `&x${index}=${'ü'.repeat(2000)}`).join('');
      const body = `client_id=app&response_type=code&scope=photos:read${long}`;
      const response = await fetch(`${app.url}/oauth/par`, { method: 'POST', headers, body });
      expect(response.status).to.equal(413);
    });

    it('PA10: the request_uri has 256 random bits, and only its hash is stored', async () => {
      const uris = await Promise.all(Array.from({ length: 50 }, () => pushedUri(app)));
      const values = uris.map(uri => Buffer.from(uri.slice(urn.length), 'base64url'));
      expect(new Set(uris).size).to.equal(50);
      for (const value of values) expect(value.length).to.equal(32);
      // Of 50 × 256 bits, half are set; 6 standard deviations are 340.
      const ones = values
        .flatMap(value => [...value])
        .reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
      expect(ones).to.be.within(6400 - 340, 6400 + 340);
      const stored = await dump(app);
      for (const uri of uris) expect(stored).to.not.contain(uri.slice(urn.length));
    });

    it('SE01: what the client proved itself with is not stored with its request', async () => {
      await pushedUri(app, { client_id: 'poster', client_secret: secret, scope: 'photos:read' }).catch(() => undefined);
      await app.server.clients.register({
        ...{ clientId: 'post', clientSecret: secret, authMethod: 'client_secret_post', scopes: ['photos:read'] },
        redirectUris: ['https://app.example/callback'],
      });
      await pushedUri(app, { client_id: 'post', client_secret: secret });
      const stored = await dump(app);
      expect(stored).to.contain('client_id=post').and.not.contain('client_secret=');
      expect(stored).to.not.contain(encodeURIComponent('a secret with')).and.not.contain('a+secret+with');
    });
  });

  it('PA02: whoever authenticates the clients, a request is pushed by its own client only', async () => {
    class Web extends ClientAuthenticator {
      override authenticate = async (): Promise<Client> => {
        const web = await app.server.clients.find('web');
        if (!web) throw new Error('There is no client web.');
        return web;
      };
    }
    const app = await startWith([new Web()]);
    const { status, body } = await push(app, { client_id: 'app' });
    expect([status, body.error]).to.deep.equal([400, 'invalid_request']);
    expect((await push(app, { client_id: 'web' })).status).to.equal(201);
    await app.close();
    restoreServices();
  });

  it('PA01: the lifetime is the option, from 5 s to 10 minutes', async () => {
    const app = await startApplication({ extensions: [pushedAuthorizationRequests({ lifetime: '5m' })] });
    expect((await push(app)).body.expires_in).to.equal(300);
    await app.close();
    for (const lifetime of [4, 601, '11m', 0] as const)
      expect(() => pushedAuthorizationRequests({ lifetime }), String(lifetime)).to.throw(
        TypeError,
        /^pushedAuthorizationRequests\(\{ lifetime \}\) is/,
      );
    expect([5, 600].map(lifetime => pushedAuthorizationRequests({ lifetime }).lifetime)).to.deep.equal([5, 600]);
  });

  it('PA09: answers a flood of one client with 429 and Retry-After, and leaves the others alone', async () => {
    const app = await startApplication({ extensions: [pushedAuthorizationRequests({ limit: '5/min' })] });
    const answers = await Promise.all(Array.from({ length: 8 }, () => push(app)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 201, 201, 201, 201, 429, 429, 429]);
    const late = answers.find(({ status }) => status === 429);
    expect([late?.body.error, Number(late?.headers.get('retry-after')) > 0]).to.deep.equal(['temporarily_unavailable', true]);
    expect((await push(app, {}, { basic: 'web' })).status).to.equal(201);
    await app.close();
    expect(() => pushedAuthorizationRequests({ limit: '5/h' as never })).to.throw(TypeError, /write for example '10\/min'/);
  });

  it('PA09: the limit can be switched off', async () => {
    const app = await startApplication({ extensions: [pushedAuthorizationRequests({ limit: false })] });
    const answers = await Promise.all(Array.from({ length: 50 }, () => push(app)));
    expect(answers.every(({ status }) => status === 201)).to.equal(true);
    await app.close();
  });
});
