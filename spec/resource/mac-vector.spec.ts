import { request } from 'node:http';
import { expect } from 'chai';
import { OAuthController, OAuthScope, TypeormStorage } from 'oauth-controllers';
import { Get, JsonController } from 'routing-controllers';
import { sha256 } from '../../src/core/crypto';
import { seal } from '../../src/core/seal';
import { insertAccessToken } from '../../src/core/statements/tokens';
import { macPurpose } from '../../src/tokens/mac';
import { startApplication, type TestApplication } from '../support/application';
import { ManualClock } from '../support/clock';

@JsonController('/resource')
class ResourceController {
  @Get('/:id')
  @OAuthScope('photos:read')
  one() {
    return 'ok';
  }
}

/**
 * A request whose MAC was made by openssl and by nothing of ours:
 * `printf '1336363200\ndj83hs9s\nGET\n/resource/1?b=1&a=2\nexample.com\n80\n\n' | openssl dgst -sha256 -hmac 489dks293j39 -binary | base64`
 */
const vector = {
  path: '/resource/1?b=1&a=2',
  host: 'example.com',
  mac: '1c0l2YIW7g7syyDmVHy2lxCeZK5VouDCuU0T0YOmTOU=',
};
const id = 'h480djs93hd8h480djs93hd8';

describe('the MAC vector that openssl made', () => {
  let app: TestApplication;
  beforeEach(async () => {
    const clock = new ManualClock(1336363200_000);
    const controllers = [OAuthController, ResourceController];
    app = await startApplication({ tokenTypes: ['bearer', 'mac'], clock, controllers });
    const now = clock.now();
    const row = {
      ...{ hash: sha256(id), clientId: 'service', userId: null, familyId: null, tokenType: 'mac', scope: 'photos:read' },
      confirmation: seal(id, macPurpose, { key: '489dks293j39', algorithm: 'hmac-sha-256' }),
      ...{ audience: [], claims: {}, issuedAt: now, expiresAt: now + 60_000, revokedAt: null },
    };
    await new TypeormStorage(app.server.dataSource, false).commit([insertAccessToken.with(row)]);
  });
  afterEach(() => app.close());

  const send = ({ path, host, mac }: typeof vector, method = 'GET', more = ''): Promise<number> =>
    new Promise((resolve, reject) => {
      const authorization = `MAC id="${id}", ts="1336363200", nonce="dj83hs9s"${more}, mac="${mac}"`;
      request(app.url + path, { method, headers: { host, authorization } }, response => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  const changed = (text: string, index: number): string =>
    text.slice(0, index) + (text[index] === 'a' ? 'b' : 'a') + text.slice(index + 1);

  it('is accepted, once', async () => {
    expect(await send(vector)).to.equal(200);
    expect(await send(vector)).to.equal(401);
  });

  it('is refused with another method, port or ext, one that carries the hash of a body included', async () => {
    expect(await send(vector, 'HEAD')).to.equal(401);
    expect(await send({ ...vector, host: 'example.com:81' })).to.equal(401);
    for (const ext of ['a', 'bodyhash=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='])
      expect(await send(vector, 'GET', `, ext="${ext}"`)).to.equal(401);
    expect(await send(vector)).to.equal(200);
  });

  it('is refused with any one byte of path, query, host or MAC changed', async () => {
    const requests = [
      // The id of the resource and the query: a byte of the route itself would be another route.
      ...[...vector.path].flatMap((_, index) =>
        index > 9 && !'?&='.includes(vector.path[index] ?? '') ? [{ ...vector, path: changed(vector.path, index) }] : [],
      ),
      ...[...vector.host].map((_, index) => ({ ...vector, host: changed(vector.host, index) })),
      ...[...vector.mac].map((_, index) => ({ ...vector, mac: changed(vector.mac, index) })),
    ];
    const statuses = new Set(await Promise.all(requests.map(one => send(one))));
    expect(statuses).to.deep.equal(new Set([401]));
    expect(await send(vector)).to.equal(200);
  });
});
