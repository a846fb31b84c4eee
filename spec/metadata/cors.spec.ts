import { expect } from 'chai';
import { JwksEndpoint, OAuthController } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { oauth, openid } from './support';

@Controller('/keys')
class Keys {
  @JwksEndpoint() jwks() {}
}

describe('CORS of what is public', () => {
  onEachFramework(on => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on, path: '/tenant1', controllers: [OAuthController, Keys] });
    });
    after(() => app.close());

    const call = (path: string, method: string, headers: Record<string, string>) => fetch(app.url + path, { method, headers });

    for (const path of [`${oauth}/tenant1`, `/tenant1${openid}`, '/keys/jwks']) {
      for (const origin of ['https://anybody.example', 'null', undefined])
        it(`MD06: ${path} can be read from the origin ${origin}, without credentials`, async () => {
          for (const method of ['GET', 'HEAD']) {
            const { status, headers } = await call(path, method, origin === undefined ? {} : { origin });
            expect([status, headers.get('access-control-allow-origin')], method).to.deep.equal([200, '*']);
            expect(headers.get('access-control-allow-credentials')).to.equal(null);
            expect(headers.get('cache-control')).to.match(/^public, max-age=\d+$/);
          }
        });

      it(`MD06: a preflight of ${path} passes, for reading alone`, async () => {
        const asking = { origin: 'https://anybody.example', 'access-control-request-method': 'GET' };
        const { status, headers } = await call(path, 'OPTIONS', { ...asking, 'access-control-request-headers': 'x-own' });
        expect([status, headers.get('access-control-allow-origin')]).to.deep.equal([204, '*']);
        expect(headers.get('access-control-allow-methods')).to.equal('GET, HEAD');
        expect(headers.get('access-control-allow-headers')).to.equal('*');
        expect(headers.get('access-control-allow-credentials')).to.equal(null);
      });
    }

    it('MD06: a refusal can be read too', async () => {
      const refused = await call(`${oauth}/tenant1`, 'POST', { origin: 'https://anybody.example' });
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).to.deep.equal([405, '*']);
    });

    it('MD06: the other endpoints answer to registered origins, with the headers of DPoP', async () => {
      const asking = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' };
      for (const path of ['/oauth/token', '/oauth/revoke']) {
        const own = await call(path, 'OPTIONS', { ...asking, origin: 'https://app.example' });
        expect(own.headers.get('access-control-allow-headers')).to.contain('dpop');
        const answered = await call(path, 'POST', { origin: 'https://anybody.example' });
        expect(answered.headers.get('access-control-allow-origin')).to.equal(null);
      }
      const body = new URLSearchParams({ client_id: 'app' });
      const answer = await fetch(`${app.url}/oauth/token`, { method: 'POST', headers: { origin: 'https://app.example' }, body });
      expect(answer.headers.get('access-control-allow-origin')).to.equal('https://app.example');
      expect(answer.headers.get('access-control-expose-headers')).to.contain('DPoP-Nonce').and.to.contain('WWW-Authenticate');
    });
  });
});
