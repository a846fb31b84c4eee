import { Agent } from 'node:http';
import { expect } from 'chai';
import { type AccessToken, Authenticator, OAuthController, type OAuthRequest } from 'oauth-controllers';
import { Container } from 'typedi';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { tokens } from '../support/flow';
import { PhotoController } from '../support/photos';
import { type RawCall, raw } from '../support/raw';

const json = { 'content-type': 'application/json' };

describe('the guard of a handler', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let bearer: { authorization: string };
    let photos: string;
    before(async () => {
      app = await startApplication({ on: framework });
      bearer = { authorization: `Bearer ${(await tokens(app, { scope: 'photos:read photos:write' })).access_token}` };
      photos = `${app.url}/photos`;
    });
    after(() => app.close());

    it('refuses before the body is parsed', async () => {
      // On Koa routing-controllers puts its body parser in front of everything, so there a broken body is refused first.
      const early = framework === 'koa' ? 400 : 401;
      const broken = { method: 'POST', body: '{"title":' };
      expect((await raw(photos, { ...broken, headers: json })).status).to.equal(early);
      expect((await raw(photos, { ...broken, headers: { ...json, authorization: 'Bearer bad' } })).status).to.equal(early);
      expect((await raw(photos, { ...broken, headers: { ...json, ...bearer } })).status, 'who may pass').to.equal(400);
    });

    it('keeps the connection through every refusal', async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const narrow = { authorization: `Bearer ${(await tokens(app)).access_token}` };
      const calls: RawCall[] = [
        {},
        { headers: { authorization: 'Bearer nonsense' } },
        { headers: { authorization: 'Bearer' } },
        { method: 'POST', headers: json, body: '{"title":"Sunset"}' },
        { method: 'POST', headers: json, body: JSON.stringify({ title: 'x'.repeat(50_000) }) },
        { method: 'POST', headers: { ...json, ...narrow }, body: '{"title":"Sunset"}' },
        { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', ...narrow }, body: 'access_token=x' },
        { headers: bearer },
      ];
      const answers = [];
      for (const one of calls) answers.push(await raw(photos, { ...one, agent }));
      agent.destroy();
      expect(answers.map(({ status }) => status)).to.deep.equal([401, 401, 401, 401, 401, 403, 400, 200]);
      expect(new Set(answers.map(({ port }) => port)).size, 'connections').to.equal(1);
      for (const { headers } of answers) expect(headers.connection).to.not.equal('close');
    });

    it('guards HEAD as it guards GET', async () => {
      const refused = await raw(photos, { method: 'HEAD' });
      expect([refused.status, refused.body]).to.deep.equal([401, '']);
      expect(refused.headers['www-authenticate']).to.match(/^Bearer realm="[^"]+"$/);
      expect((await raw(photos, { method: 'HEAD', headers: bearer })).status).to.equal(200);
    });

    it('answers a refusal as JSON, without the framework’s own page or stack', async () => {
      const { headers, body } = await raw(photos, { headers: { authorization: 'Bearer nonsense', accept: 'text/html' } });
      expect(headers['content-type']).to.equal('application/json; charset=utf-8');
      expect(Object.keys(JSON.parse(body))).to.deep.equal(['error', 'error_description']);
    });
  });
});

describe('the guard with a replaced Authenticator', () => {
  onEachFramework(framework => {
    it('reads the request’s address no more strictly than the handler does', async () => {
      class ApiKeys extends Authenticator {
        override async authenticate(request: OAuthRequest): Promise<AccessToken | undefined> {
          return request.header('x-nobody') ? undefined : super.authenticate(request);
        }
      }
      const other = await startApplication({
        on: framework,
        services: [ApiKeys],
        controllers: [OAuthController, PhotoController],
      });
      try {
        const { access_token: token } = await tokens(other);
        const answer = await raw(`${other.url}/photos?q=%zz%00`, { headers: { authorization: `Bearer ${token}` } });
        expect(answer.status).to.equal(200);
        expect((await raw(`${other.url}/photos?q=%zz`, { headers: { 'x-nobody': '1' } })).status).to.equal(401);
      } finally {
        await other.close();
        Container.remove(Authenticator);
      }
    });
  });
});
