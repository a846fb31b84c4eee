import { expect } from 'chai';
import {
  allOf,
  anyOf,
  CurrentScopes,
  InsufficientScopeError,
  OAuthController,
  OAuthOptional,
  OAuthPublic,
  OAuthScope,
  Scopes,
} from 'oauth-controllers';
import { Get, JsonController, Post } from 'routing-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { call, exchange, obtainCode, post, tokens } from '../support/flow';
import { PhotoController } from '../support/photos';

@OAuthScope('photos:read')
@JsonController('/albums')
class AlbumController {
  @Get('/')
  list() {
    return [];
  }

  @Post('/')
  @OAuthScope('photos:write', 'albums:read')
  add() {
    return {};
  }

  @Get('/any')
  @OAuthScope(anyOf(allOf('photos:write', 'albums:read'), 'albums:read'))
  any() {
    return [];
  }

  @Get('/step-up')
  stepUp() {
    throw new InsufficientScopeError(allOf('photos:read', 'photos:write'));
  }

  @Get('/user')
  @OAuthScope({ subject: 'user' })
  user() {
    return [];
  }

  @Get('/machine')
  @OAuthScope({ subject: 'client' })
  machine() {
    return [];
  }

  @Get('/optional')
  @OAuthOptional()
  optional() {
    return [];
  }

  @Get('/some')
  @OAuthOptional()
  some(@CurrentScopes({ required: false }) scopes?: Scopes) {
    if (!scopes?.has('photos:write')) throw new InsufficientScopeError('photos:write');
    return [];
  }

  @Get('/open')
  @OAuthPublic()
  open() {
    return [];
  }
}

const controllers = [OAuthController, PhotoController, AlbumController];
const lacks = 'The access token lacks a scope that this request needs';
const dead = 'The access token is unknown, expired or revoked';

describe('the challenge of a refusal', () => {
  let app: TestApplication;
  let token: string;
  let realm: string;
  before(async () => {
    app = await startApplication({ controllers });
    token = (await tokens(app)).access_token;
    realm = `Bearer realm="${new URL(app.url).host}"`;
  });
  after(() => app.close());

  const challenge = async (path: string, value?: string, method = 'GET'): Promise<[number, string | null]> => {
    const answer = await call(app, value, { path, method });
    return [answer.status, answer.headers.get('www-authenticate')];
  };
  const expectDead = async (value: string, why: string, description = dead): Promise<void> => {
    const answer = await call(app, value);
    expect([answer.status, answer.headers.get('www-authenticate')], why).to.deep.equal([
      401,
      `${realm}, error="invalid_token", error_description="${description}"`,
    ]);
    expect(await answer.json()).to.deep.equal({ error: 'invalid_token', error_description: description });
  };
  const machineToken = async (): Promise<string> =>
    (await post(app, { grant_type: 'client_credentials' }, { basic: 'service' })).body.access_token;

  it('PR05: tells who has sent no credentials nothing but the realm', async () => {
    expect(await challenge('/photos')).to.deep.equal([401, realm]);
    expect(await challenge('/albums', undefined, 'POST')).to.deep.equal([401, realm]);
    const answer = await call(app);
    expect(await answer.json()).to.deep.equal({ message: 'This resource needs an access token.' });
    expect(answer.headers.get('cache-control')).to.equal('no-store');
  });

  it('PR06: is the same for a token that is unknown, changed or cut short', async () => {
    const changed = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const value of ['nonsense', changed, token.slice(0, -1), `${token}A`, `${token}=`, token.toUpperCase()]) {
      await expectDead(value, value);
    }
    for (const value of ['{"alg":"none"}', 'ä', `${token}"`]) {
      await expectDead(Buffer.from(value).toString('latin1'), value, 'The access token is malformed');
    }
  });

  it('PR06: is the same for a token that has expired, to the second', async () => {
    const { access_token: short, expires_in: lifetime } = await tokens(app);
    app.clock.advance(lifetime - 1);
    expect((await call(app, short)).status).to.equal(200);
    app.clock.advance(1);
    await expectDead(short, 'expired');
    ({ access_token: token } = await tokens(app));
  });

  it('PR06: is the same for a token that was revoked, alone or with its refresh token', async () => {
    for (const kind of ['access_token', 'refresh_token'] as const) {
      const pair = await tokens(app);
      await post(app, { token: pair[kind], client_id: 'app' }, { path: '/oauth/revoke' });
      await expectDead(pair.access_token, kind);
    }
  });

  it('PR06: is the same for a token of another server, of a client that was removed, and of a user who is gone', async () => {
    const elsewhere = await startApplication();
    await expectDead((await tokens(elsewhere)).access_token, 'another server');
    await elsewhere.close();
    await app.server.clients.register({ clientId: 'brief', clientSecret: 'a', scopes: ['photos:read'] });
    const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'brief', secret: 'a' });
    expect((await call(app, body.access_token)).status).to.equal(200);
    await app.server.clients.remove('brief');
    await expectDead(body.access_token, 'client removed');
    const orphan = (await tokens(app)).access_token;
    await app.server.dataSource.query(
      "UPDATE oauth_access_token SET userId = 'nobody' WHERE issuedAt = (SELECT max(issuedAt) FROM oauth_access_token)",
    );
    await expectDead(orphan, 'user gone');
    ({ access_token: token } = await tokens(app));
  });

  it('PR07: names every scope that the operation needs, those of class and method together', async () => {
    const insufficient = `${realm}, error="insufficient_scope", error_description="${lacks}"`;
    expect(await challenge('/albums', token)).to.deep.equal([200, null]);
    expect(await challenge('/photos', token, 'POST')).to.deep.equal([403, `${insufficient}, scope="photos:write"`]);
    expect(await challenge('/albums', token, 'POST')).to.deep.equal([
      403,
      `${insufficient}, scope="photos:read photos:write albums:read"`,
    ]);
    // Of alternatives the nearest: what a client has to ask for beyond what it has.
    expect(await challenge('/albums/any', token)).to.deep.equal([403, `${insufficient}, scope="photos:read albums:read"`]);
    expect(await challenge('/albums/step-up', token)).to.deep.equal([403, `${insufficient}, scope="photos:read photos:write"`]);
    const answer = await call(app, token, { method: 'POST' });
    expect(await answer.json()).to.deep.equal({ error: 'insufficient_scope', error_description: lacks });
  });

  it('PR07: lets pass who has them all, in whichever order', async () => {
    const both = await exchange(app, await obtainCode(app, { scope: 'photos:write photos:read' }));
    expect(await challenge('/photos', both.body.access_token, 'GET')).to.deep.equal([200, null]);
    expect((await call(app, await machineToken(), { path: '/albums/any' })).status).to.equal(200);
  });

  it('CC02: says whose token is needed where the subject is the trouble', async () => {
    const machine = await machineToken();
    const wanting = (whose: string): string =>
      `${realm}, error="insufficient_scope", error_description="This resource needs the access token ${whose}"`;
    expect(await challenge('/albums/user', token)).to.deep.equal([200, null]);
    expect(await challenge('/albums/user', machine)).to.deep.equal([403, wanting('of a user')]);
    expect(await challenge('/albums/machine', machine)).to.deep.equal([200, null]);
    expect(await challenge('/albums/machine', token)).to.deep.equal([403, wanting('of a client that acts for itself')]);
  });

  it('PR05: tells who has sent none just so where the handler wants a scope, and not of a scope without a name', async () => {
    const answer = await call(app, undefined, { path: '/albums/some' });
    expect([answer.status, answer.headers.get('www-authenticate')]).to.deep.equal([401, realm]);
    expect(await answer.json()).to.deep.equal({ message: 'This resource needs an access token.' });
    const [status, told] = await challenge('/albums/some', token);
    expect([status, told]).to.deep.equal([
      403,
      `${realm}, error="insufficient_scope", error_description="${lacks}", scope="photos:write"`,
    ]);
  });

  it('PR07: names no scope where an extension wants one of a token that nobody has looked at yet', async () => {
    const access = (): never => {
      throw new InsufficientScopeError('photos:write');
    };
    const other = await startApplication({ controllers, extensions: [{ name: 'picky', access }] });
    const { access_token } = (await post(other, { grant_type: 'client_credentials' }, { basic: 'service' })).body;
    const answer = await call(other, access_token);
    const told = `Bearer realm="${new URL(other.url).host}", error="insufficient_scope", error_description="${lacks}"`;
    expect([answer.status, answer.headers.get('www-authenticate')]).to.deep.equal([403, told]);
    await other.close();
  });

  it('PR06: meets a bad token even where none is needed, and leaves an open handler alone', async () => {
    expect(await challenge('/albums/optional')).to.deep.equal([200, null]);
    expect(await challenge('/albums/optional', token)).to.deep.equal([200, null]);
    expect((await challenge('/albums/optional', 'nonsense'))[0]).to.equal(401);
    expect(await challenge('/albums/open', 'nonsense')).to.deep.equal([200, null]);
  });

  it('PR08: quotes the realm, and lets no value begin another header', async () => {
    const odd = await startApplication({ realm: 'The "best" \\ photos\r\nSet-Cookie: a=b\u0000é, error="x"' });
    const answer = await call(odd);
    expect(answer.headers.get('www-authenticate')).to.equal(
      'Bearer realm="The \\"best\\" \\\\ photosSet-Cookie: a=b, error=\\"x\\""',
    );
    expect(answer.headers.get('set-cookie')).to.equal(null);
    await odd.close();
  });
});
