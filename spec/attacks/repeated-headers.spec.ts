import { expect } from 'chai';
import {
  type AccessToken,
  Authenticator,
  CurrentToken,
  OAuthController,
  OAuthOptional,
  type OAuthRequest,
  pushedAuthorizationRequests,
} from 'oauth-controllers';
import { type MacTokenResponse, signMac } from 'oauth-controllers/testing';
import { Get, JsonController } from 'routing-controllers';
import { exchanged } from '../controllers/compiled/wire';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { Connection, formType, type RawAnswer } from '../support/connection';
import { forgettingMetadata } from '../support/controllers';
import { DpopKey } from '../support/dpop';
import { basic, form, post, tokens } from '../support/flow';
import { PhotoController } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { startResource } from '../support/resource';
import { restoreServices, startWith } from '../support/services';

@JsonController('/albums')
class AlbumController {
  @Get('/')
  @OAuthOptional()
  list(@CurrentToken({ required: false }) token?: AccessToken) {
    return { client: token?.client.clientId ?? null };
  }
}

const macClient = {
  clientId: 'mac',
  clientSecret: 'secret of the mac client',
  scopes: ['photos:read'],
  tokens: { type: 'mac' as const },
};

/** node:http hands over the first of two Authorization headers and says nothing of the second, which a proxy may have looked at. */
describe('two Authorization headers in one request', () => {
  onEachFramework(on => {
    let app: TestApplication;
    let connection: Connection;
    let good: string;
    before(async () => {
      const controllers = [OAuthController, PhotoController, AlbumController];
      const extensions = [pushedAuthorizationRequests()];
      app = await startApplication({ on, controllers, extensions, tokenTypes: ['bearer', 'dpop', 'mac'] });
      await app.server.clients.register(macClient);
      connection = new Connection(app);
      good = `Bearer ${(await tokens(app)).access_token}`;
    });
    after(() => {
      connection.close();
      return app.close();
    });

    const get = (headers: Record<string, string | string[]>, path = '/photos'): Promise<RawAnswer> =>
      connection.send({ method: 'GET', path, headers });
    const expectTwiceRefused = async (credential: string, more: Record<string, string | string[]> = {}): Promise<void> => {
      for (const authorization of [
        [credential, 'Bearer another'],
        [credential, credential],
        ['Basic YTpi', credential],
        [credential, ''],
      ])
        expectRefusal(await get({ ...more, authorization }), 'invalid_request');
    };

    it('PR02: a bearer token beside anything else opens nothing, and alone it does', async () => {
      await expectTwiceRefused(good);
      const answer = await get({ authorization: [good, 'Bearer another'] });
      expect(answer.headers['www-authenticate']).to.contain('error="invalid_request"');
      expect((await get({ authorization: good })).status).to.equal(200);
    });

    it('PR02: nor where a token is welcome but not needed, and written in whatever letters', async () => {
      expectRefusal(await get({ authorization: [good, 'Bearer another'] }, '/albums'), 'invalid_request');
      expectRefusal(await get({ authorization: ['Basic YTpi', 'Basic YTpi'] }, '/albums'), 'invalid_request');
      expectRefusal(await get({ AUTHORIZATION: [good, 'Bearer another'] }, '/albums'), 'invalid_request');
      expect((await get({ authorization: good }, '/albums')).text).to.equal('{"client":"app"}');
      expect((await get({}, '/albums')).text).to.equal('{"client":null}');
    });

    it('PR02: nor a DPoP token with its proof', async () => {
      const key = await DpopKey.create();
      const { body } = await post(
        app,
        { grant_type: 'client_credentials' },
        { basic: 'service', headers: { dpop: await key.proof(app) } },
      );
      const { authorization = '', dpop = '' } = await key.headers(app, body.access_token);
      await expectTwiceRefused(authorization, { dpop });
      expect((await get({ authorization, dpop })).status, 'and the proof was not spent').to.equal(200);
    });

    it('PR02: nor a request that is signed with a MAC key, which must not name two hosts either', async () => {
      const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'mac', secret: macClient.clientSecret });
      const { host } = new URL(app.url);
      const authorization = signMac(body as unknown as MacTokenResponse, {
        method: 'GET',
        url: `${app.url}/photos`,
        ts: Math.floor(app.clock.now() / 1000),
      });
      await expectTwiceRefused(authorization, { host });
      const lines = `Host: ${host}\r\nHost: other.example\r\nAuthorization: ${authorization}\r\nConnection: close\r\n\r\n`;
      const answer = await exchanged(Number(new URL(app.url).port), `GET /photos HTTP/1.1\r\n${lines}`);
      expect(answer)
        .to.match(/^HTTP\/1\.1 400 /)
        .and.contain('"invalid_request"');
      expect((await get({ authorization, host })).status, 'and the nonce was not spent').to.equal(200);
    });

    it('PR02: a header with another name of the same length may come twice', async () => {
      const others = ['no-cache', 'no-store'];
      expect((await get({ authorization: good, 'cache-control': others, 'x-thirteen-ab': others })).status).to.equal(200);
    });

    for (const [path, parameters] of Object.entries({
      '/oauth/token': { grant_type: 'client_credentials' },
      '/oauth/introspect': { token: 'x' },
      '/oauth/revoke': { token: 'x' },
      '/oauth/par': { response_type: 'code' },
    })) {
      it(`CA04: no client has proven itself at ${path}, confidential or public`, async () => {
        for (const authorization of [
          [basic('service'), basic('web')],
          [basic('service'), basic('service')],
          [basic('service'), 'Bearer x'],
          ['Bearer x', basic('service')],
        ]) {
          const headers = { ...formType, authorization };
          expectRefusal(await connection.send({ path, headers, body: form(parameters).toString() }), 'invalid_request');
          const named = form({ ...parameters, client_id: 'app' }).toString();
          expectRefusal(await connection.send({ path, headers, body: named }), 'invalid_request');
        }
      });
    }

    it('TE02: a form with two types is none', async () => {
      const headers = (types: string | string[]) => ({ authorization: basic('service'), 'content-type': types });
      const type = formType['content-type'];
      const body = 'grant_type=client_credentials';
      for (const types of [
        [type, 'application/json'],
        [type, type],
      ])
        expectRefusal(await connection.send({ headers: headers(types), body }), 'invalid_request');
      expect((await connection.send({ headers: headers(type), body })).status).to.equal(200);
    });
  });

  onEachFramework(on => {
    it('PR02: are refused by a resource server', async () => {
      const app = await startResource({ on });
      const connection = new Connection(app);
      const authorization = `Bearer ${await app.issuer.token()}`;
      const twice = { authorization: [authorization, 'Bearer another'] };
      const refused = await connection.send({ method: 'GET', path: '/photos', headers: twice });
      const welcome = await connection.send({ method: 'GET', path: '/photos', headers: { authorization } });
      connection.close();
      await app.close();
      expectRefusal(refused, 'invalid_request');
      expect(welcome.status).to.equal(200);
    });
  });

  describe('and a service of the application', () => {
    forgettingMetadata();
    afterEach(restoreServices);

    class KeyAuthenticator extends Authenticator {
      override authenticate(request: OAuthRequest) {
        return request.header('Authorization')?.startsWith('Key ') ? undefined : super.authenticate(request);
      }
    }

    it('PR02: that reads the header itself is not shown one of them', async () => {
      const app = await startWith([new KeyAuthenticator()], { controllers: [OAuthController, AlbumController] });
      const connection = new Connection(app);
      const send = (authorization: string | string[]) =>
        connection.send({ method: 'GET', path: '/albums', headers: { authorization } });
      const [once, twice] = [await send('Key a'), await send(['Key a', 'Key b'])];
      connection.close();
      await app.close();
      expect(once.status).to.equal(200);
      expectRefusal(twice, 'invalid_request');
    });
  });
});
