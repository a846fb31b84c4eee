import { expect } from 'chai';
import {
  AuthorizationCodeGenerator,
  type Extension,
  type Grant,
  JsonAuthenticator,
  OAuthRequest,
  OAuthServer,
  UnvalidatedRequestError,
  User,
} from 'oauth-controllers';
import { spendOnce } from '../../src/core/statements/replay';
import { secret, startApplication, type TestApplication } from '../support/application';
import { basic, challenge, form, post, tokens, verifier } from '../support/flow';
import { expectRefusal } from '../support/refusal';

type Headers = ConstructorParameters<typeof OAuthRequest>[0]['headers'];

describe('the calls beneath the decorators', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  const never = async (): Promise<never> => {
    throw new Error('is not called');
  };
  const request = (method: string, target: string, headers: Headers = {}, body?: string): OAuthRequest =>
    new OAuthRequest({ method, target, origin: app.url, headers, body });
  const posted = (target: string, parameters: Record<string, string>, headers: Headers = {}): OAuthRequest =>
    request('POST', target, { 'content-type': 'application/x-www-form-urlencoded', ...headers }, form(parameters).toString());
  const authorization = (): OAuthRequest =>
    request(
      'GET',
      `/authorize?${form({ response_type: 'code', client_id: 'app', scope: 'photos:read', state: 's', code_challenge: challenge, code_challenge_method: 'S256' })}`,
    );

  it('server.token answers a token request', async () => {
    const { status, body } = await app.server.token(
      posted('/token', { grant_type: 'client_credentials' }, { authorization: basic('service') }),
    );
    expect(status).to.equal(200);
    expect(JSON.parse(body)).to.include({ token_type: 'Bearer', scope: 'photos:read albums:read' });
  });

  it('CA04: server.token refuses credentials that come as a list of several', async () => {
    const [one, two] = [basic('service'), basic('web')];
    for (const [authorization, expected] of [
      [[one], 200],
      [[one, two], 400],
    ] as const)
      expect((await app.server.token(posted('/token', { grant_type: 'client_credentials' }, { authorization }))).status).to.equal(
        expected,
      );
  });

  it('server.token takes options for one endpoint: scopes, lifetime, no refresh token', async () => {
    const call = (scopes: string[]) =>
      app.server.token(
        posted('/token', { grant_type: 'client_credentials', scope: 'photos:read' }, { authorization: basic('service') }),
        { scopes, lifetime: '1m' },
      );
    expect(JSON.parse((await call(['photos:read'])).body)).to.include({ expires_in: 60 });
    expect(JSON.parse((await call(['albums:read'])).body)).to.include({ error: 'invalid_scope' });
  });

  it('server.authorize gives a code for a user who has consented, and the pages without one', async () => {
    const ada = Object.assign(new User(), { id: 'ada', username: 'ada' });
    const granted = await app.server.authorize(authorization(), ada);
    const code = new URL(String(granted.headers.location)).searchParams.get('code');
    expect(code).to.match(/^oac_/);
    const exchanged = await app.server.endpoint(
      'token',
      posted('/token', { grant_type: 'authorization_code', code: String(code), client_id: 'app', code_verifier: verifier }),
    );
    expect(JSON.parse(exchanged.body), exchanged.body).to.include({ scope: 'photos:read' });
    const asked = await app.server.authorize(authorization());
    expect(asked.headers.location).to.match(/^\/authorize\?interaction=/);
  });

  it('server.endpoint calls an endpoint by its name, one of your own too, and names those there are', async () => {
    app.server.registerEndpoint({ name: 'ping', handle: async () => ({ status: 200, headers: {}, body: 'pong' }) });
    expect((await app.server.endpoint('ping', request('GET', '/ping'))).body).to.equal('pong');
    expect((await app.server.endpoint('revocation', posted('/revoke', { token: 'x', client_id: 'app' }))).status).to.equal(200);
    expect(() => app.server.endpoint('pong', request('GET', '/'))).to.throw(
      TypeError,
      /^There is no endpoint pong; there are .*token, revocation, .*ping\.$/,
    );
    expect(() =>
      app.server.registerEndpoint({ name: 'ping', handle: async () => ({ status: 200, headers: {}, body: '' }) }),
    ).to.throw('There is an endpoint ping already.');
    expect(() => app.server.registerEndpoint({ name: 'x' } as never)).to.throw('The endpoint x has no method handle(request).');
  });

  const stuck = () => new Promise<never>(() => undefined);
  const once = spendOnce.with({ key: 'what can be spent once', expiresAt: Number.MAX_SAFE_INTEGER });
  const twice = () => [once, once];
  for (const [what, handle] of Object.entries<Grant['handle']>({
    'The grant': stuck,
    'repeats() of the grant': ({ context }) => ({ scopes: context.scopes.of(['photos:read']), repeats: stuck }),
    'refused() of the grant': ({ context }) => ({ scopes: context.scopes.of(['photos:read']), spends: twice, refused: stuck }),
  })) {
    it(`TE12: ${what} that hangs is given up`, async () => {
      const type = 'urn:example:never';
      const app = await startApplication({
        ...{ serviceTimeout: 50, grants: ['client_credentials', { type, handle }] },
        clients: [{ clientId: 'service', clientSecret: secret, scopes: ['photos:read'], grantTypes: [type] }],
      });
      try {
        const answer = await post(app, { grant_type: type }, { basic: 'service' });
        expectRefusal(answer, 'temporarily_unavailable', 503);
        expect(app.log.text).to.include(`${what} ${type} did not answer within 50 ms`);
      } finally {
        await app.close();
      }
    });
  }

  it('registerGrant adds a grant before the start', async () => {
    const server = await OAuthServer.create({ issuer: 'http://localhost', database: ':memory:', scopes: { a: 'A' } });
    try {
      const type = 'urn:example:greeting';
      server.registerGrant({ type, handle: async ({ context }) => ({ scopes: context.scopes.of(['a']) }) });
      const { clientSecret = '' } = await server.clients.register({ clientId: 'c', scopes: ['a'], grantTypes: [type] });
      const { body } = await server.token(posted('/token', { grant_type: type }, { authorization: basic('c', clientSecret) }));
      expect(JSON.parse(body)).to.include({ scope: 'a' });
      const refuses = (extension: unknown) => () => server.registerGrant({ type: 'x', handle: never }, [extension as Extension]);
      expect(refuses({ issue: never })).to.throw(TypeError, 'registerGrant(x) has an extension without a name');
      expect(refuses({ name: 'one' })).to.throw(
        'registerGrant(x) has one, which has no hook; give it one or more of parameters,',
      );
      expect(refuses({ name: 'one', issue: 1 })).to.throw('registerGrant(x) has one, whose issue is not a function.');
      expect(() => server.registerGrant({ type } as never)).to.throw(`The grant ${type} has no method handle(request, client).`);
    } finally {
      await server.close();
    }
  });

  describe('server.authenticate', () => {
    const authorized = (token?: string): OAuthRequest =>
      request('GET', '/', token === undefined ? {} : { authorization: `Bearer ${token}` });

    it('knows user, client, scopes and token after a success', async () => {
      const { access_token } = await tokens(app);
      const result = await app.server.authenticate(authorized(access_token), 'photos:read');
      expect([result.valid, result.attempted, result.user?.username, result.client.clientId]).to.deep.equal([
        true,
        true,
        'ada',
        'app',
      ]);
      expect([...result.scopes]).to.deep.equal(['photos:read']);
      expect(result.token.value).to.equal(access_token);
      expect(() => result.errorResponse()).to.throw(TypeError);
    });

    it('gives nothing away before one: reading its facts throws UnvalidatedRequestError', async () => {
      for (const [token, attempted] of [
        [undefined, false],
        ['x', true],
      ] as const) {
        const result = await app.server.authenticate(authorized(token));
        expect([result.valid, result.attempted]).to.deep.equal([false, attempted]);
        for (const fact of ['token', 'user', 'client', 'scopes'] as const)
          expect(() => result[fact], fact).to.throw(UnvalidatedRequestError);
        expect(result.errorResponse().status).to.equal(401);
      }
    });

    it('says which scope is missing', async () => {
      const { access_token } = await tokens(app);
      const result = await app.server.authenticate(authorized(access_token), 'photos:write');
      expect(result.error?.code).to.equal('insufficient_scope');
      expect(result.errorResponse().headers['www-authenticate']).to.include('scope="photos:write"');
    });
  });

  describe('JsonAuthenticator', () => {
    const asked = async (target: string, dangerouslyAllowCallback = true) => {
      const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      const json = new JsonAuthenticator(app.server, { scope: 'photos:read', dangerouslyAllowCallback });
      await json.validate(request('GET', target, { authorization: `Bearer ${body.access_token}` }));
      return json;
    };

    it('answers in JSON, and in a script only where that was asked for', async () => {
      expect((await asked('/')).response({ a: 1 })).to.deep.include({ status: 200, body: '{"a":1}' });
      expect((await asked('/?callback=f', false)).response({ a: 1 }).body).to.equal('{"a":1}');
      const script = (await asked('/?callback=app.done')).response({ a: '\u2028</script>' });
      expect(script.body).to.equal('/**/app.done({"a":"\\u2028</script>"});');
      expect(script.headers).to.include({
        'content-type': 'text/javascript; charset=utf-8',
        'x-content-type-options': 'nosniff',
      });
    });

    for (const name of ['alert(1)', '1a', 'a b', 'a;b', 'a[0]', 'ä', `${'a'.repeat(65)}`, 'a.b.c.d.e', '<script>']) {
      it(`refuses the callback ${name.slice(0, 12)}`, async () => {
        const error = await asked(`/?callback=${encodeURIComponent(name)}`).catch((thrown: unknown) => thrown);
        expect(error).to.have.property('code', 'invalid_request');
      });
    }

    it('answers nothing to a request that is not valid', async () => {
      const json = new JsonAuthenticator(app.server);
      expect(() => json.response({})).to.throw(UnvalidatedRequestError);
      expect(() => json.errorResponse()).to.throw(UnvalidatedRequestError);
      await json.validate(request('GET', '/'));
      expect(() => json.response({})).to.throw(UnvalidatedRequestError);
      expect(json.errorResponse().status).to.equal(401);
    });
  });

  it('generators are told the server by what they are given', async () => {
    expect(() => new AuthorizationCodeGenerator().generate({} as never)).to.throw(TypeError);
  });
});
