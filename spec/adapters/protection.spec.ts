import { expect } from 'chai';
import {
  AccessToken,
  allOf,
  Client,
  CurrentClient,
  CurrentScopes,
  CurrentToken,
  InsufficientScopeError,
  OAuthController,
  OAuthOptional,
  OAuthScope,
  Scopes,
  User,
} from 'oauth-controllers';
import { Authorized, Body, CurrentUser, Get, HttpCode, JsonController, Post } from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { clientToken, keptAlive, userToken } from '../support/controllers';
import { call } from '../support/flow';
import { Rules } from '../support/rules-controller';

@JsonController('/values')
class Values {
  @Get('/all')
  @OAuthScope('photos:read')
  all(
    @CurrentToken() token: AccessToken,
    @CurrentClient() client: Client,
    @CurrentScopes() scopes: Scopes,
    @CurrentUser() user?: User,
  ) {
    const kinds = [token instanceof AccessToken, client instanceof Client, scopes instanceof Scopes];
    return { kinds, subject: token.subject, client: client.clientId, scopes: [...scopes], user: user?.id ?? null };
  }
  @Get('/alone') alone(@CurrentToken() token: AccessToken) {
    return { subject: token.subject };
  }
  @Get('/alone-optional') aloneOptional(@CurrentClient({ required: false }) client?: Client) {
    return { client: client?.clientId ?? null };
  }
  @Get('/needed')
  @OAuthOptional()
  needed(@CurrentScopes() scopes: Scopes) {
    return [...scopes];
  }
  @Get('/printed')
  @OAuthScope()
  printed(@CurrentToken() token: AccessToken) {
    return { token, text: JSON.stringify(token) };
  }
  @Get('/step-up')
  @OAuthScope('photos:read')
  stepUp() {
    throw new InsufficientScopeError(allOf('photos:read', 'photos:write'));
  }
  @Post('/body')
  @HttpCode(201)
  @OAuthScope('photos:read')
  body(@Body() body: { title: string }) {
    return body;
  }
}

@JsonController('/framework')
class Framework {
  @Get('/user') user(@CurrentUser({ required: true }) user: User) {
    return { name: user.username };
  }
  @Get('/maybe') maybe(@CurrentUser() user?: User) {
    return { name: user?.username ?? null };
  }
  @Authorized()
  @Get('/authorized')
  authorized() {
    return 'ok';
  }
  @Authorized('admin')
  @Get('/admin')
  admin() {
    return 'ok';
  }
  @Authorized(['owner', 'boss'])
  @Get('/owner')
  owner() {
    return 'ok';
  }
}

describe('protected handlers', () => {
  onEachFramework(on => {
    let app: TestApplication;
    let user: string;
    let full: string;
    let client: string;
    const get = (path: string, token?: string) => call(app, token, { path });
    const status = async (path: string, token?: string) => (await get(path, token)).status;
    const challenge = async (path: string, token?: string) => (await get(path, token)).headers.get('www-authenticate') ?? '';
    before(async () => {
      app = await startApplication({ on, controllers: [OAuthController, Rules, Values, Framework] });
      user = await userToken(app);
      full = await userToken(app, 'photos:read photos:write');
      client = await clientToken(app, 'photos:read albums:read');
    });
    after(() => app.close());

    it('PR07: the scopes of the class and of the method are all needed, and the challenge names them', async () => {
      expect(await status('/rules/class', user)).to.equal(200);
      expect(await status('/rules/both', full)).to.equal(200);
      expect(await status('/rules/both', user)).to.equal(403);
      expect(await challenge('/rules/both', user))
        .to.contain('error="insufficient_scope"')
        .and.contain('scope="photos:read photos:write"');
    });

    it('PR07: decorators count in any order, and several of them all count', async () => {
      for (const path of ['/rules/above', '/rules/several']) {
        expect(await status(path), path).to.equal(401);
        expect(await status(path, full), path).to.equal(403);
        const scopes = /scope="([^"]*)"/.exec(await challenge(path, user))?.[1]?.split(' ');
        expect(scopes, path).to.have.members(['photos:read', 'photos:write', 'albums:read']);
      }
    });

    it('PR07: anyOf and allOf are met by any alternative; the challenge names the nearest', async () => {
      expect(await status('/rules/any', full)).to.equal(200);
      expect(await status('/rules/any', client)).to.equal(200);
      expect(await status('/rules/any', user)).to.equal(403);
    });

    it('CC02: subject tells the token of a user from that of a client', async () => {
      expect([await status('/rules/user', user), await status('/rules/user', client)]).to.deep.equal([200, 403]);
      expect([await status('/rules/client', user), await status('/rules/client', client)]).to.deep.equal([403, 200]);
    });

    it('@OAuthOptional lets the anonymous pass, but no bad token and none that lacks the scope of the class', async () => {
      expect(await (await get('/rules/optional')).json()).to.deep.equal({ name: 'nobody' });
      expect(await (await get('/rules/optional', user)).json()).to.deep.equal({ name: 'ada' });
      expect(await status('/rules/optional', `${user}x`)).to.equal(401);
      expect(await status('/rules/optional', await clientToken(app, 'albums:read'))).to.equal(403);
    });

    it('@OAuthPublic looks at no token', async () => {
      expect([await status('/rules/public'), await status('/rules/public', 'bad')]).to.deep.equal([200, 200]);
    });

    it('tokens, clients, scopes and users are parameters', async () => {
      expect(await (await get('/values/all', user)).json()).to.deep.equal({
        ...{ kinds: [true, true, true], subject: 'ada', client: 'app', scopes: ['photos:read'], user: 'ada' },
      });
      expect(await (await get('/values/all', client)).json()).to.deep.include({ subject: 'service', user: null });
    });

    it('PR05: a parameter of the token alone asks for one, unless it is not required', async () => {
      expect(await challenge('/values/alone')).to.match(/^Bearer realm="[^"]+"$/);
      expect(await status('/values/alone', 'bad')).to.equal(401);
      expect(await status('/values/alone', user)).to.equal(200);
      expect(await (await get('/values/alone-optional')).json()).to.deep.equal({ client: null });
      expect(await (await get('/values/alone-optional', user)).json()).to.deep.equal({ client: 'app' });
      expect(await status('/values/alone-optional', 'bad')).to.equal(401);
    });

    it('a required parameter of the token is stronger than @OAuthOptional', async () => {
      expect([await status('/values/needed'), await status('/values/needed', user)]).to.deep.equal([401, 200]);
    });

    it('SE03: a token that a handler returns or prints does not show its value', async () => {
      const text = await (await get('/values/printed', user)).text();
      expect(text).to.contain('"subject').and.not.contain(user);
    });

    it('a handler that throws InsufficientScopeError is answered with the challenge, and keeps the connection', async () => {
      const answer = await get('/values/step-up', user);
      expect(answer.status).to.equal(403);
      expect(answer.headers.get('www-authenticate')).to.contain('scope="photos:read photos:write"');
      expect(await answer.json()).to.have.property('error', 'insufficient_scope');
      expect(await keptAlive(`${app.url}/values/step-up`, { authorization: `Bearer ${user}` })).to.equal(true);
    });

    it('PR05: a refusal by the guard keeps the connection', async () => {
      expect(await keptAlive(`${app.url}/rules/class`, {})).to.equal(true);
      expect(await keptAlive(`${app.url}/rules/both`, { authorization: `Bearer ${user}` })).to.equal(true);
    });

    it('bodies and status codes of the framework work behind the guard', async () => {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: '{"title":"Sunset"}', path: '/values/body' };
      const answer = await call(app, user, init);
      expect([answer.status, await answer.json()]).to.deep.equal([201, { title: 'Sunset' }]);
      expect((await call(app, undefined, init)).status).to.equal(401);
    });

    it('@CurrentUser asks for the user of a token', async () => {
      expect(await (await get('/framework/user', user)).json()).to.deep.equal({ name: 'ada' });
      expect(await challenge('/framework/user')).to.match(/^Bearer realm=/);
      expect(await status('/framework/user', client)).to.be.within(401, 403);
      expect(await (await get('/framework/maybe')).json()).to.deep.equal({ name: null });
      expect(await status('/framework/maybe', 'bad')).to.equal(401);
    });

    it('@Authorized asks for a token, and for one of its roles', async () => {
      expect(await challenge('/framework/authorized')).to.match(/^Bearer realm=/);
      expect([await status('/framework/authorized', client), await status('/framework/admin', user)]).to.deep.equal([200, 200]);
      expect([await status('/framework/admin', client), await status('/framework/owner', user)]).to.deep.equal([403, 403]);
    });
  });
});
