import { expect } from 'chai';
import { anyOf, OAuthController, OAuthScope } from 'oauth-controllers';
import { Get, JsonController, Post } from 'routing-controllers';
import { startApplication, type TestApplication } from '../../support/application';
import type { Browser } from '../../support/browser';
import { call, exchange, loggedIn, obtainCode, post } from '../../support/flow';
import { PhotoController } from '../../support/photos';

@JsonController('/albums')
class AlbumController {
  @Get('/all')
  @OAuthScope('photos:read', 'photos:write')
  all() {
    return 'all';
  }

  @Get('/any')
  @OAuthScope(anyOf('photos:write', 'photos:read'))
  any() {
    return 'any';
  }

  @Post('/')
  @OAuthScope('photos:read')
  add() {
    return 'added';
  }
}

const controllers = [OAuthController, PhotoController, AlbumController];

describe('scenarios: a protected resource', () => {
  let app: TestApplication;
  let browser: Browser;
  let token: string;
  before(async () => {
    app = await startApplication({ controllers });
    browser = await loggedIn(app);
    token = await issue();
  });
  after(() => app.close());

  const issue = async (scope = 'photos:read'): Promise<string> =>
    (await exchange(app, await obtainCode(app, { scope }, browser))).body.access_token;
  const withHeader = (authorization?: string, path = '/photos'): Promise<Response> =>
    fetch(app.url + path, { headers: authorization === undefined ? {} : { authorization } });
  const bare = (): string => `Bearer realm="${new URL(app.url).host}"`;

  it('opens to a good token in the header, and knows user, client and scope', async () => {
    const answer = await call(app, token);
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.deep.equal({ owner: 'ada', client: 'app', scope: 'photos:read' });
  });

  it('opens to the token of a client that acts for itself, without a user', async () => {
    const { body } = await post(app, { grant_type: 'client_credentials', scope: 'photos:read' }, { basic: 'service' });
    expect(await (await call(app, body.access_token)).json()).to.deep.equal({
      owner: null,
      client: 'service',
      scope: 'photos:read',
    });
  });

  /** Nobody who tried a bearer token: they learn that one is needed, and nothing else. */
  const untried: [title: string, authorization: (token: string) => string | undefined][] = [
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['the scheme Basic', good => `Basic ${good}`],
    ['the scheme MAC, which is off', good => `MAC id="${good}", ts="1", nonce="n", mac="m"`],
    ['an invented scheme', good => `Bearers ${good}`],
    ['a token without a scheme', good => good],
    ['a scheme and a colon', good => `Bearer: ${good}`],
  ];
  for (const [title, authorization] of untried) {
    it(`answers ${title} with a bare challenge and no detail`, async () => {
      const answer = await withHeader(authorization(token));
      expect([answer.status, answer.headers.get('www-authenticate')]).to.deep.equal([401, bare()]);
      expect(await answer.text()).to.not.match(/error|scope|photos:read/);
    });
  }

  const tried: [title: string, authorization: (token: string) => string][] = [
    ['a scheme without a token', () => 'Bearer'],
    ['two tokens', good => `Bearer ${good} ${good}`],
    ['a quoted token', good => `Bearer "${good}"`],
    ['a token with odd characters', () => 'Bearer to<ke>n'],
    ['an unknown token', () => 'Bearer unknown'],
    ['a token and one character more', good => `Bearer ${good}x`],
    ['a token in another case', good => `Bearer ${good.toUpperCase() === good ? good.toLowerCase() : good.toUpperCase()}`],
  ];
  for (const [title, authorization] of tried) {
    it(`answers ${title} with invalid_token`, async () => {
      const answer = await withHeader(authorization(token));
      expect(answer.status).to.equal(401);
      expect(
        answer.headers.get('www-authenticate')?.startsWith(`${bare()}, error="invalid_token", error_description="`),
      ).to.equal(true);
      expect(await answer.json()).to.include({ error: 'invalid_token' });
    });
  }

  it('does not open to a code or to a refresh token', async () => {
    const code = await obtainCode(app, {}, browser);
    expect((await call(app, code)).status).to.equal(401);
    const { body } = await exchange(app, code);
    expect((await call(app, body.refresh_token)).status).to.equal(401);
  });

  it('closes to a token that was revoked', async () => {
    const mine = await issue();
    expect((await call(app, mine)).status).to.equal(200);
    await post(app, { token: mine, client_id: 'app' }, { path: '/oauth/revoke' });
    const answer = await call(app, mine);
    expect(answer.status).to.equal(401);
    expect(await answer.json()).to.include({ error: 'invalid_token' });
  });

  it('asks for a missing scope by its name', async () => {
    const answer = await call(app, token, { method: 'POST' });
    expect(answer.status).to.equal(403);
    expect(answer.headers.get('www-authenticate')).to.match(/error="insufficient_scope".*, scope="photos:write"$/);
    expect(await answer.json()).to.include({ error: 'insufficient_scope' });
  });

  for (const scope of ['photos:read', 'photos:write']) {
    it(`asks for both scopes where ${scope} alone is not enough`, async () => {
      const answer = await call(app, await issue(scope), { path: '/albums/all' });
      expect(answer.status).to.equal(403);
      expect(answer.headers.get('www-authenticate')).to.match(/scope="photos:read photos:write"$/);
    });

    it(`opens to ${scope} where either will do`, async () => {
      expect((await call(app, await issue(scope), { path: '/albums/any' })).status).to.equal(200);
    });
  }

  it('opens where all the scopes are there, in whichever order they were granted', async () => {
    const both = await issue('photos:write photos:read');
    expect((await call(app, both, { path: '/albums/all' })).status).to.equal(200);
  });

  for (const [way, path, body] of [
    ['query', '/albums?access_token=', undefined],
    ['form', '/albums', 'access_token='],
  ] as const) {
    it(`does not look for a token in the ${way}`, async () => {
      const sent = body === undefined ? undefined : new URLSearchParams(`${body}${token}`);
      const answer = await fetch(app.url + path + (sent ? '' : token), { method: 'POST', body: sent });
      expect([answer.status, answer.headers.get('www-authenticate')]).to.deep.equal([401, bare()]);
    });

    it(`refuses a token in the header and in the ${way}, although the ${way} is off`, async () => {
      const sent = body === undefined ? undefined : new URLSearchParams(`${body}${token}`);
      const answer = await call(app, token, { path: path + (sent ? '' : token), method: 'POST', body: sent });
      expect(answer.status).to.equal(400);
      expect(answer.headers.get('www-authenticate')).to.include('error="invalid_request"');
    });
  }

  it('closes to a token that has expired, and not a second before', async () => {
    const mine = await issue();
    app.clock.advance(599);
    expect((await call(app, mine)).status).to.equal(200);
    app.clock.advance(1);
    const answer = await call(app, mine);
    expect(answer.status).to.equal(401);
    expect(await answer.json()).to.include({ error: 'invalid_token' });
  });
});

describe('scenarios: a resource that takes tokens in body and query', () => {
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startApplication({ controllers, bearerMethods: ['header', 'body', 'query'] });
    token = (await exchange(app, await obtainCode(app))).body.access_token;
  });
  after(() => app.close());

  /** [title, in the header, in the query, in the body, status] with G for the good token. */
  const ways: [title: string, header: string, query: string, body: string, status: number][] = [
    ['in the header', 'G', '', '', 200],
    ['in the query', '', 'G', '', 200],
    ['in the body', '', '', 'G', 200],
    ['nowhere', '', '', '', 401],
    ['in header and query', 'G', 'G', '', 400],
    ['in header and body', 'G', '', 'G', 400],
    ['in query and body', '', 'G', 'G', 400],
    ['in the header, and another in the query', 'G', 'bad', '', 400],
    ['twice in the query', '', 'G&access_token=G', '', 400],
    ['twice in the body', '', '', 'G&access_token=G', 400],
    ['in the query, an unknown one', '', 'bad', '', 401],
    ['in the body, an unknown one', '', '', 'bad', 401],
  ];
  for (const [title, header, query, body, status] of ways) {
    it(`a token ${title} is answered with ${status}`, async () => {
      const filled = (text: string): string => text.replaceAll('G', token);
      const answer = await fetch(`${app.url}/albums${query ? `?access_token=${filled(query)}` : ''}`, {
        method: 'POST',
        headers: header ? { authorization: `Bearer ${filled(header)}` } : {},
        body: new URLSearchParams(body ? `access_token=${filled(body)}` : 'other=1'),
      });
      expect(answer.status).to.equal(status);
      if (status === 400) expect(answer.headers.get('www-authenticate')).to.include('error="invalid_request"');
    });
  }
});
