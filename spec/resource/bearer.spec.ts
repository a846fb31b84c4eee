import { expect } from 'chai';
import { OAuthController, type OAuthOptions, OAuthScope } from 'oauth-controllers';
import { Get, JsonController, Post } from 'routing-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { call, tokens } from '../support/flow';
import { raw } from '../support/raw';

@JsonController('/things')
class ThingController {
  @Get('/')
  @OAuthScope('photos:read')
  list() {
    return { things: [] };
  }

  @Post('/')
  @OAuthScope('photos:read')
  add() {
    return { added: true };
  }
}

const formType = 'application/x-www-form-urlencoded';

describe('a bearer token', () => {
  let app: TestApplication;
  let token: string;
  let bare: string;
  const start = async (bearerMethods?: OAuthOptions['bearerMethods']): Promise<void> => {
    app = await startApplication({ bearerMethods, controllers: [OAuthController, ThingController] });
    token = (await tokens(app)).access_token;
    bare = `Bearer realm="${new URL(app.url).host}"`;
  };
  const get = (path: string, authorization?: string): Promise<Response> =>
    fetch(`${app.url}${path}`, { headers: authorization === undefined ? {} : { authorization } });
  const post = (body: RequestInit['body'], headers: Record<string, string> = {}, path = '/things'): Promise<Response> =>
    fetch(`${app.url}${path}`, { method: 'POST', body, headers });
  const form = (...pairs: [string, string][]): URLSearchParams => new URLSearchParams(pairs);
  const errorOf = (response: Response): string | undefined =>
    /error="(\w+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1];
  const refused = (response: Response, status: number, error?: string): void => {
    expect([response.status, errorOf(response)]).to.deep.equal([status, error]);
    if (!error) expect(response.headers.get('www-authenticate')).to.equal(bare);
  };

  afterEach(() => app.close());

  describe('by default', () => {
    beforeEach(() => start());

    it('PR01: comes in the Authorization header, whose scheme may be written in any case', async () => {
      for (const scheme of ['Bearer', 'bearer', 'BEARER', 'bEaReR', 'Bearer  ']) {
        expect((await get('/things', `${scheme} ${token}`)).status, scheme).to.equal(200);
      }
    });

    it('PR01: of another scheme is no credential, and an empty or broken one is a bad one', async () => {
      for (const other of [
        `BearerX ${token}`,
        `Bearer:${token}`,
        `Bearer=${token}`,
        token,
        `Basic ${token}`,
        `X Bearer ${token}`,
      ]) {
        refused(await get('/things', other), 401);
      }
      for (const bad of [
        'Bearer',
        'Bearer ',
        `Bearer ${token} ${token}`,
        `Bearer ${token}, Bearer ${token}`,
        `Bearer "${token}"`,
      ]) {
        refused(await get('/things', bad), 401, 'invalid_token');
      }
      refused(await get('/things', `Bearer ${'a'.repeat(8193)}`), 401, 'invalid_token');
    });

    it('PR02: may come by one way only, even where the other is not accepted', async () => {
      const authorization = `Bearer ${token}`;
      refused(await get(`/things?access_token=${token}`, authorization), 400, 'invalid_request');
      refused(await post(form(['access_token', token]), { authorization }), 400, 'invalid_request');
      refused(await post(form(['access_token', 'x']), { authorization: 'bearer y' }), 400, 'invalid_request');
      refused(await get('/things?access_token=a&access_token=b'), 400, 'invalid_request');
      refused(await post(form(['access_token', token]), {}, '/things?access_token=x'), 400, 'invalid_request');
    });

    it('PR03: is not looked for in the query', async () => {
      refused(await get(`/things?access_token=${token}`), 401);
      refused(await get(`/things?Access_Token=${token}`), 401);
    });

    it('PR04: is not looked for in the body', async () => {
      refused(await post(form(['access_token', token])), 401);
    });

    it('leaves what else stands in the query and in a form to the handler', async () => {
      const authorization = `Bearer ${token}`;
      for (const query of ['?q=100%', '?q=%ff', '?access_token=', '?q=%00']) {
        expect((await get(`/things${query}`, authorization)).status, query).to.equal(200);
      }
      const answer = await post('q=100%&r=%ff', { authorization, 'content-type': formType });
      expect(answer.status).to.equal(200);
    });
  });

  describe('in the query, once that is switched on', () => {
    beforeEach(() => start(['header', 'query']));

    it('PR03: opens the resource, and the operator is warned', async () => {
      expect((await get(`/things?access_token=${token}`)).status).to.equal(200);
      expect((await call(app, token, { path: '/things' })).status).to.equal(200);
      refused(await get('/things?access_token=nonsense'), 401, 'invalid_token');
      // An escape hides neither the name nor a second token.
      expect((await get(`/things?access%5Ftoken=${token}`)).status).to.equal(200);
      refused(await get(`/things?%61ccess_token=${token}`, `Bearer ${token}`), 400, 'invalid_request');
      expect(app.log.text).to.match(/^warn .*bearerMethods has 'query'/m);
    });

    it('PR02: may stand there once only', async () => {
      refused(await get(`/things?access_token=${token}&access_token=${token}`), 400, 'invalid_request');
    });

    it('PR11: keeps the answer out of shared caches, a refusal out of all', async () => {
      const cacheControl = async (path: string): Promise<string | null> => (await get(path)).headers.get('cache-control');
      expect(await cacheControl(`/things?access_token=${token}`)).to.equal('private');
      expect(await cacheControl('/things?access_token=nonsense')).to.equal('no-store');
      expect((await get('/things', `Bearer ${token}`)).headers.get('cache-control')).to.equal(null);
    });
  });

  describe('in the query only', () => {
    beforeEach(() => start(['query']));

    it('PR02: is refused when the header or a repetition names another', async () => {
      expect((await get(`/things?access_token=${token}`)).status).to.equal(200);
      refused(await get('/things', `Bearer ${token}`), 401);
      refused(await get(`/things?access_token=${token}&access_token=x`), 400, 'invalid_request');
    });
  });

  describe('in a form, once that is switched on', () => {
    beforeEach(() => start(['header', 'body']));

    it('PR04: opens the resource', async () => {
      const answer = await post(form(['access_token', token], ['title', 'Sunset']));
      expect([answer.status, await answer.json()]).to.deep.equal([200, { added: true }]);
      expect((await post(form(['access_token', token]), { 'content-type': `${formType};charset=UTF-8` })).status).to.equal(200);
    });

    it('PR04: is refused in a GET, in multipart and in JSON', async () => {
      const body = `access_token=${token}`;
      const answer = await raw(`${app.url}/things`, { headers: { 'content-type': formType }, body });
      expect([answer.status, answer.headers['www-authenticate']]).to.deep.equal([401, bare]);
      const multipart = new FormData();
      multipart.set('access_token', token);
      refused(await post(multipart), 401);
      refused(await post(JSON.stringify({ access_token: token }), { 'content-type': 'application/json' }), 401);
      refused(await post(body, { 'content-type': 'text/plain' }), 401);
    });

    it('PR02: may stand there once only', async () => {
      refused(await post(form(['access_token', token], ['access_token', token])), 400, 'invalid_request');
      refused(await post('access_token=%zz', { 'content-type': formType }), 400, 'invalid_request');
    });
  });
});
