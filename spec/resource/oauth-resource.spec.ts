import { expect } from 'chai';
import express from 'express';
import { InsufficientScopeError, OAuthController, OAuthPublic, OAuthResource, OAuthScope } from 'oauth-controllers';
import {
  type Action,
  CurrentUser,
  Get,
  JsonController,
  Post,
  type RoutingControllersOptions,
  useExpressServer,
} from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication, type TestOptions } from '../support/application';
import { post, tokens } from '../support/flow';
import { PhotoController } from '../support/photos';
import { errorOf, startResource, type TestResource } from '../support/resource';

@OAuthResource({ name: 'Photo tools', documentation: 'https://photos.example/docs', scopes: ['photos:read'] })
@JsonController('/mcp')
class ToolController {
  @Post('/') @OAuthScope('photos:read') handle() {
    return { done: true };
  }
  @Get('/more') @OAuthScope('photos:read') more() {
    throw new InsufficientScopeError('photos:write');
  }
  @Get('/open') @OAuthPublic() open() {
    return { open: true };
  }
}

@OAuthResource({ resource: 'https://albums.example/api/v1' })
@JsonController('/albums')
class AlbumController {
  @Get('/') @OAuthScope('albums:read') list() {
    return [];
  }
}

/** Inherits what it is. */
@JsonController('/mcp/old')
class OldToolController extends ToolController {}

const controllers = [OAuthController, ToolController, AlbumController, PhotoController];
const place = '/.well-known/oauth-protected-resource';
const challengeOf = (response: Response): string => response.headers.get('www-authenticate') ?? '';

describe('@OAuthResource beside the authorization server', () => {
  let app: TestApplication;
  const start = async (options: TestOptions = {}): Promise<void> => {
    app = await startApplication({ controllers, ...options });
  };
  const token = async (resource?: string | string[], scope = 'photos:read'): Promise<string> => {
    const { body } = await post(app, { grant_type: 'client_credentials', scope, resource }, { basic: 'service' });
    expect(body.error).to.equal(undefined);
    return body.access_token;
  };
  const ask = (path: string, method: string, value?: string): Promise<Response> =>
    fetch(app.url + path, { method, headers: value === undefined ? {} : { authorization: `Bearer ${value}` } });
  afterEach(() => app.close());

  onEachFramework(on => {
    it('PR09: opens to a token for it, and to none for another resource or for none', async () => {
      await start({ on });
      const mcp = `${app.url}/mcp`;
      expect((await ask('/mcp', 'POST', await token(mcp))).status).to.equal(200);
      const all = await token([mcp, 'https://albums.example/api/v1'], 'photos:read albums:read');
      expect((await ask('/mcp', 'POST', all)).status).to.equal(200);
      expect((await ask('/albums', 'GET', all)).status).to.equal(200);
      for (const other of [await token('https://albums.example/api/v1', 'albums:read'), await token()]) {
        const answer = await ask('/mcp', 'POST', other);
        expect([answer.status, errorOf(answer)]).to.deep.equal([401, 'invalid_token']);
      }
      expect((await ask('/albums', 'GET', await token(mcp))).status).to.equal(401);
    });

    it('PR10: says in each challenge where its metadata is', async () => {
      await start({ on });
      const metadata = `resource_metadata="${app.url}${place}/mcp"`;
      const good = await token(`${app.url}/mcp`);
      const answers = [
        await ask('/mcp', 'POST'),
        await ask('/mcp', 'POST', 'unknown'),
        await ask('/mcp', 'POST', await token()),
        await ask('/mcp/more', 'GET', good),
      ];
      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401, 403]);
      for (const answer of answers) expect(challengeOf(answer)).to.include(metadata);
      const albums = challengeOf(await ask('/albums', 'GET'));
      expect(albums).to.include(`resource_metadata="https://albums.example${place}/api/v1"`);
      expect(challengeOf(await ask('/photos', 'GET')), 'a handler of no resource').to.match(/^Bearer realm="[^"]+"$/);
      expect((await ask('/mcp/open', 'GET')).status).to.equal(200);
    });

    it('PR10: serves the metadata of each resource at the root of the origin, whatever the route prefix', async () => {
      await start({ on, routing: { routePrefix: '/api' } });
      const answer = await fetch(`${app.url}${place}/api/mcp`, { headers: { origin: 'https://any.example' } });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('content-type')).to.match(/^application\/json/);
      expect(answer.headers.get('access-control-allow-origin')).to.equal('*');
      expect(await answer.json()).to.deep.equal({
        resource: `${app.url}/api/mcp`,
        authorization_servers: [app.url],
        scopes_supported: ['photos:read'],
        bearer_methods_supported: ['header'],
        resource_name: 'Photo tools',
        resource_documentation: 'https://photos.example/docs',
      });
      const albums = await (await fetch(`${app.url}${place}/api/v1`)).json();
      expect(albums).to.include({ resource: 'https://albums.example/api/v1' });
      expect(albums).to.deep.include({ scopes_supported: ['albums:read'] });
      for (const nothing of [place, `${place}/api`, `${place}/api/photos`, `${place}/mcp`])
        expect((await fetch(app.url + nothing)).status, nothing).to.equal(404);
      expect((await fetch(`${app.url}${place}/api/mcp`, { method: 'POST' })).status).to.equal(405);
      const preflight = await fetch(`${app.url}${place}/api/mcp`, {
        method: 'OPTIONS',
        headers: { origin: 'https://any.example' },
      });
      expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).to.deep.equal([204, '*']);
    });
  });

  it('PR09: handlers without it take a token for none or for the issuer, and no token for another resource alone', async () => {
    await start({ resources: { 'https://elsewhere.example': {} } });
    const elsewhere = await token('https://elsewhere.example');
    expect((await ask('/photos', 'GET', await token())).status).to.equal(200);
    const answer = await ask('/photos', 'GET', elsewhere);
    expect([answer.status, errorOf(answer)]).to.deep.equal([401, 'invalid_token']);
  });

  it('PR09: a token for the issuer itself opens the handlers that name no resource', async () => {
    await start({ tls: true, resources: { 'https://auth.example': {}, 'https://elsewhere.example': {} } });
    const call = async (resource: string | string[]): Promise<number> => {
      const headers = { 'x-forwarded-proto': 'https' };
      const body = { grant_type: 'client_credentials', scope: 'photos:read', resource };
      const { access_token } = (await post(app, body, { basic: 'service', headers })).body;
      return (await fetch(`${app.url}/photos`, { headers: { ...headers, authorization: `Bearer ${access_token}` } })).status;
    };
    expect(await call('https://auth.example')).to.equal(200);
    expect(await call(['https://elsewhere.example', 'https://auth.example'])).to.equal(200);
    expect(await call('https://elsewhere.example')).to.equal(401);
  });

  it('PR09: takes no token for another resource where the application signs its users in itself either', async () => {
    @OAuthResource()
    @JsonController('/own')
    class OwnUsers {
      @Get('/') who(@CurrentUser() user?: { username: string }) {
        return { user: user?.username ?? null };
      }
    }
    const currentUserChecker = (action: Action): object | undefined =>
      action.request.headers.cookie === undefined ? undefined : { username: 'grace' };
    await start({ controllers: [OAuthController, OwnUsers], routing: { currentUserChecker } });
    const { access_token } = await tokens(app, { resource: `${app.url}/own` });
    const ofNone = (await tokens(app)).access_token;
    const who = async (headers: Record<string, string>) => {
      const answer = await fetch(`${app.url}/own`, { headers });
      return answer.status === 200 ? ((await answer.json()) as { user: unknown }).user : answer.status;
    };
    expect(await who({ authorization: `Bearer ${access_token}` })).to.equal('ada');
    expect(await who({ authorization: `Bearer ${ofNone}` })).to.equal(401);
    expect(await who({ cookie: 'session=1' })).to.equal('grace');
    expect(await who({})).to.equal(null);
  });

  it('is found from the root of the origin where the application is mounted below a path', async () => {
    const listener = (routes: RoutingControllersOptions) => {
      const inner = express();
      useExpressServer(inner, routes);
      return express()
        .use((request, response, next) => app.server.discovery('/below')(request, response, next))
        .use('/below', inner);
    };
    @OAuthResource({ resource: 'https://api.example/below/own' })
    @JsonController('/own')
    class Below {
      @Get('/') @OAuthScope('photos:read') get() {
        return {};
      }
    }
    await start({ controllers: [OAuthController, Below], listener });
    const answer = await fetch(`${app.url}${place}/below/own`);
    const document = (await answer.json()) as { resource: unknown };
    expect([answer.status, document.resource]).to.deep.equal([200, 'https://api.example/below/own']);
    expect((await fetch(`${app.url}/below/own`)).status).to.equal(401);
  });

  it('PR09: tells nobody of a token that is for another resource', async () => {
    await start();
    const seen: string[] = [];
    app.server.events.on('tokenAuthenticated', ({ token: { audience } }) => seen.push(audience.join()));
    await ask('/mcp', 'POST', await token());
    expect(seen).to.deep.equal([]);
    await ask('/mcp', 'POST', await token(`${app.url}/mcp`));
    expect(seen).to.deep.equal([`${app.url}/mcp`]);
  });

  it('is handed down to the classes that extend it', async () => {
    await start({ controllers: [OAuthController, OldToolController] });
    expect(challengeOf(await ask('/mcp/old', 'POST'))).to.include(`${app.url}${place}/mcp/old`);
    expect((await ask('/mcp/old', 'POST', await token(`${app.url}/mcp/old`))).status).to.equal(200);
    expect((await ask('/mcp/old', 'POST', await token())).status).to.equal(401);
  });

  it('narrows a token to the scopes that it names', async () => {
    await start();
    const params = { grant_type: 'client_credentials', scope: 'photos:read albums:read', resource: `${app.url}/mcp` };
    expect((await post(app, params, { basic: 'service' })).body.scope).to.equal('photos:read');
  });

  it('of a mistake stops the start, and says where', async () => {
    @OAuthResource({ scopes: ['photos:raed'] })
    @JsonController('/a')
    class Misspelt {}
    @OAuthResource({ resource: 'albums' })
    @JsonController('/b')
    class NoUrl {}
    @OAuthResource({ resource: 'https://one.example/c' })
    @JsonController('/c')
    class One {}
    @OAuthResource({ resource: 'https://two.example/c' })
    @JsonController('/d')
    class Two {}
    await start();
    const message = (...classes: (new () => object)[]): string => {
      try {
        app.server.options({ controllers: classes });
        return '';
      } catch (error) {
        expect(error).to.be.instanceOf(TypeError);
        return (error as Error).message;
      }
    };
    expect(message(Misspelt)).to.match(/^@OAuthResource of Misspelt has the scope "photos:raed", which is not declared/);
    expect(message(NoUrl)).to.match(/^@OAuthResource of NoUrl: resource is "albums"; give the URL/);
    expect(message(One, Two)).to.match(/have their metadata at the same path/);
  });
});

describe('a resource server with several resources', () => {
  let app: TestResource;
  afterEach(() => app.close());

  onEachFramework(on => {
    it('PR09 PR10: keeps them apart, each with its own path, metadata and challenges', async () => {
      const resource = 'https://photos.example/tools';
      app = await startResource({
        on,
        resource,
        name: 'All',
        routing: { controllers: [PhotoController, ToolController, AlbumController] },
      });
      const fetched = async (path: string) => (await fetch(app.url + place + path)).json();
      expect(await fetched('/tools')).to.include({ resource, resource_name: 'All' });
      expect(await fetched('/mcp')).to.include({ resource: 'https://photos.example/mcp', resource_name: 'Photo tools' });
      expect(await fetched('/mcp')).to.deep.include({ authorization_servers: [app.issuer.url] });
      expect(await fetched('/api/v1')).to.include({ resource: 'https://albums.example/api/v1' });
      expect(challengeOf(await app.get())).to.include(`resource_metadata="https://photos.example${place}/tools"`);
      expect(challengeOf(await app.get(undefined, '/albums'))).to.include(`"https://albums.example${place}/api/v1"`);
      const all = { scope: 'photos:read albums:read' };
      const own = await app.issuer.token({ ...all, aud: resource });
      const albums = await app.issuer.token({ ...all, aud: 'https://albums.example/api/v1' });
      const statuses = async (value: string) => [(await app.get(value)).status, (await app.get(value, '/albums')).status];
      expect(await statuses(own)).to.deep.equal([200, 401]);
      expect(await statuses(albums)).to.deep.equal([401, 200]);
      expect(await statuses(await app.issuer.token({ ...all, aud: app.issuer.url }))).to.deep.equal([401, 401]);
    });
  });

  it('PR10: of a resource without a path it is at the bare well-known place', async () => {
    app = await startResource({ scopes: { 'photos:read': 'See your photos', 'photos:write': 'Add photos' } });
    const document = await (await fetch(app.url + place)).json();
    expect(document).to.deep.equal({
      resource: 'https://photos.example',
      authorization_servers: [app.issuer.url],
      scopes_supported: ['photos:read', 'photos:write'],
      bearer_methods_supported: ['header'],
    });
  });
});
