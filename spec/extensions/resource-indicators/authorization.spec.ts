import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { OAuthRequest, User } from 'oauth-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../../support/application';
import { authorize, form, obtainCode, type Parameters } from '../../support/flow';
import { outer, push, pushedUri } from '../par/push';
import { albums, audienceOf, codeFor, photos, plain, redeem, startWithResources } from './resources';

const notAResource = [
  ['a relative one', '/photos'],
  ['a host', 'photos.example'],
  ['one with a fragment', `${photos}#top`],
  ['no URI', 'not a URI'],
  ['an unknown one', 'https://evil.example/'],
  ['one that is almost right', photos.slice(0, -1)],
  ['one in capitals', photos.toUpperCase()],
  ['a name of the prototype', 'constructor'],
] as const;

describe('resources in an authorization request', () => {
  onEachFramework(on => {
    let app: TestApplication;
    before(async () => {
      app = await startWithResources({ on });
    });
    after(() => app.close());

    it('RI02: several are kept, and are the audience of the access token', async () => {
      const tokens = await redeem(app, await codeFor(app, [photos, albums]));
      expect(await audienceOf(app, tokens)).to.deep.equal([photos, albums]);
    });

    for (const [title, resource] of notAResource)
      it(`RI01: ${title} is an invalid target, alone and beside a right one`, async () => {
        for (const several of [[resource], [photos, resource]]) {
          const { location } = await authorize(app, { client_id: 'all', scope: 'photos:read', resource: several });
          expect([location?.searchParams.get('error'), location?.searchParams.get('state')]).to.deep.equal([
            'invalid_target',
            'xyz',
          ]);
        }
      });
  });

  describe('on one framework', () => {
    let app: TestApplication;
    before(async () => {
      app = await startWithResources();
    });
    after(() => app.close());

    it('RI01: a client asks for what it is registered for only', async () => {
      const asked = async (parameters: Parameters): Promise<string | null | undefined> =>
        (await authorize(app, { scope: 'photos:read', client_id: 'one', ...parameters })).location?.searchParams.get('error');
      expect(await asked({ resource: albums })).to.equal('invalid_target');
      expect(await asked({ resource: [photos, albums] })).to.equal('invalid_target');
      expect(await asked({ resource: photos })).to.equal(null);
    });

    it('RI01: is refused already when it is pushed', async () => {
      const { status, body } = await push(app, { resource: [photos, 'https://evil.example/'] });
      expect([status, body.error]).to.deep.equal([400, 'invalid_target']);
    });

    it('RI02: what is pushed is kept too', async () => {
      const uri = await pushedUri(app, { client_id: 'all', resource: [photos, plain] }, { basic: 'all' });
      const code = await obtainCode(app, outer(uri, { client_id: 'all', resource: albums }));
      expect(await audienceOf(app, await redeem(app, code))).to.deep.equal([photos, plain]);
    });

    it('RI02: one that is named twice is one', async () => {
      const tokens = await redeem(app, await codeFor(app, [plain, plain]));
      expect(await audienceOf(app, tokens)).to.deep.equal([plain]);
    });

    it('RI03: server.authorize keeps them as well', async () => {
      const ada = Object.assign(new User(), { id: 'ada', username: 'ada' });
      const target = `/oauth/authorize?${form({ response_type: 'code', client_id: 'all', resource: [photos], redirect_uri: 'https://app.example/callback', scope: 'photos:read', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' })}`;
      const answer = await app.server.authorize(new OAuthRequest({ method: 'GET', target, origin: app.url, headers: {} }), ada);
      const code = new URL(String(answer.headers.location)).searchParams.get('code') ?? '';
      expect(await audienceOf(app, await redeem(app, code))).to.deep.equal([photos]);
    });
  });

  it('without the option resources, the parameter is ignored, as before', async () => {
    const app = await startApplication();
    for (const resource of notAResource.map(([, uri]) => uri))
      expect((await authorize(app, { resource })).location?.searchParams.has('code'), resource).to.equal(true);
    await app.close();
  });

  it('RI03: an access token in the fragment is for what was asked', async () => {
    const app = await startWithResources({ responseTypes: ['code', 'token'] });
    await app.server.clients.register({
      ...{
        clientId: 'implicit',
        public: true,
        redirectUris: ['https://app.example/callback'],
        scopes: ['photos:read', 'albums:read'],
      },
      grantTypes: ['implicit'],
    });
    const { location } = await authorize(app, {
      ...{ response_type: 'token', client_id: 'implicit', scope: 'photos:read albums:read', resource: photos },
      ...{ code_challenge: undefined, code_challenge_method: undefined },
    });
    const answer = new URLSearchParams(location?.hash.slice(1));
    expect(answer.get('scope')).to.equal('photos:read');
    const [row] = await app.server.dataSource.query('SELECT audience FROM oauth_access_token');
    expect(JSON.parse(row.audience)).to.deep.equal([photos]);
    await app.close();
  });

  it('RI03: is the aud of a JWT, of one resource and of several', async () => {
    const app = await startWithResources({ tokens: { format: 'jwt' } });
    const audienceIn = async (granted: string[], wanted?: string[]): Promise<unknown> => {
      const code = await codeFor(app, granted, { prompt: 'consent' });
      return decodeJwt((await redeem(app, code, wanted)).body.access_token).aud;
    };
    expect([await audienceIn([photos])].flat()).to.deep.equal([photos]);
    expect([await audienceIn([photos, albums], [albums])].flat()).to.deep.equal([albums]);
    expect(await audienceIn([photos, albums])).to.deep.equal([photos, albums]);
    await app.close();
  });
});
