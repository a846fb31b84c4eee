import { expect } from 'chai';
import { Authenticator, OAuthController, OAuthScope } from 'oauth-controllers';
import { type MacTokenResponse, signMac } from 'oauth-controllers/testing';
import { Get, JsonController } from 'routing-controllers';
import { get } from '../ancestry/support';
import { startApplication, type TestApplication } from '../support/application';
import { clientToken } from '../support/controllers';
import { call, post } from '../support/flow';
import { restoreServices } from '../support/services';

@JsonController('/vault')
class VaultController {
  @Get()
  @OAuthScope('photos:read', { tokenTypes: ['mac'] })
  gold() {
    return { gold: true };
  }

  @Get('/any')
  @OAuthScope('photos:read')
  silver() {
    return { silver: true };
  }
}

class MacOnly extends Authenticator {
  override readonly tokenTypes = ['mac'] as const;
}

/** The row of oauth2app: BEARER, MAC, or BEARER or MAC, for each Authenticator. */
describe('the token types that are accepted', () => {
  let app: TestApplication;
  let mac: MacTokenResponse;
  const client = { clientId: 'mac', clientSecret: 's', scopes: ['photos:read'], tokens: { type: 'mac' as const } };
  const started = async (options = {}): Promise<void> => {
    app = await startApplication({
      tokenTypes: ['bearer', 'mac'],
      controllers: [OAuthController, VaultController],
      ...options,
    });
    await app.server.clients.register(client);
    mac = (await post(app, { grant_type: 'client_credentials' }, { basic: 'mac', secret: 's' }))
      .body as unknown as MacTokenResponse;
  };
  afterEach(async () => {
    await app.close();
    restoreServices();
  });
  const signed = (path: string): Record<string, string> => {
    const ts = Math.floor(app.clock.now() / 1000);
    return { authorization: signMac(mac, { method: 'GET', url: app.url + path, ts }) };
  };
  const withMac = (path: string): Promise<Response> => fetch(app.url + path, { headers: signed(path) });

  it('of a handler are fewer than those of the server, and its challenges name no other', async () => {
    await started();
    const bearer = await clientToken(app);
    const refused = await call(app, bearer, { path: '/vault' });
    expect([refused.status, ((await refused.json()) as { error: string }).error]).to.deep.equal([401, 'invalid_token']);
    for (const answer of [refused, await call(app, undefined, { path: '/vault' })])
      expect(answer.headers.get('www-authenticate')).to.match(/^MAC (?!.*Bearer)/);
    expect((await withMac('/vault')).status).to.equal(200);
    expect((await call(app, bearer, { path: '/vault/any' })).status).to.equal(200);
    expect((await withMac('/vault/any')).status).to.equal(200);
  });

  it('of an Authenticator are fewer than those of the server', async () => {
    await started({ services: [MacOnly] });
    const refused = await call(app, await clientToken(app), { path: '/vault/any' });
    expect([refused.status, refused.headers.get('www-authenticate')]).to.satisfy(
      ([status, header]: [number, string]) => status === 401 && /^MAC (?!.*Bearer)/.test(header),
    );
    expect((await withMac('/vault/any')).status).to.equal(200);
  });

  it('of one authentication are those that it names', async () => {
    await started();
    const bearer = { authorization: `Bearer ${await clientToken(app)}` };
    const valid = async (tokenTypes?: ('bearer' | 'mac')[]) =>
      (await app.server.authenticate(get('/', bearer), 'photos:read', { tokenTypes })).valid;
    expect([await valid(), await valid(['bearer']), await valid(['mac']), await valid([])]).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });

  it('of a handler that the server does not accept at all stop the start', async () => {
    const stopped = await startApplication({ controllers: [OAuthController, VaultController] }).catch((error: Error) => error);
    await started();
    expect(String(stopped)).to.equal(
      'TypeError: VaultController.gold accepts no token type that the server accepts, which are bearer; change the tokenTypes of its @OAuthScope, or the option tokenTypes.',
    );
  });
});
