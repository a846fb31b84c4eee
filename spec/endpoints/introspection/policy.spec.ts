import { expect } from 'chai';
import { Client, type IntrospectedToken, IntrospectionPolicy, OAuthServer } from 'oauth-controllers';
import { defaults, redirectUri, secret, startApplication, type TestApplication } from '../../support/application';
import { tokens } from '../../support/flow';
import {
  albumsApi,
  introspect,
  introspectionOptions,
  isActive,
  photosApi,
  serviceToken,
  startIntrospection,
  webTokens,
} from '../../support/introspection';
import { throws, type Wrong } from '../../support/misbehaving';
import { expectFailure } from '../../support/refusal';
import { restoreServices, startWith } from '../../support/services';

describe('who may introspect', () => {
  let app: TestApplication;
  before(async () => {
    app = await startIntrospection();
  });
  after(() => app.close());

  const asPublic = async (token: string, clientId: string) => (await introspect(app, token, { client_id: clientId })).body;

  it('IN04: a client, public or not, its own tokens', async () => {
    const [mine, theirs] = [await tokens(app), await webTokens(app)];
    for (const one of [mine.access_token, mine.refresh_token]) expect((await asPublic(one, 'app')).active).to.equal(true);
    for (const one of [theirs.access_token, theirs.refresh_token]) expect(await isActive(app, one, 'web')).to.equal(true);
  });

  it('IN04: no client the tokens of another', async () => {
    const [mine, theirs] = [await tokens(app), await webTokens(app)];
    for (const one of [theirs.access_token, theirs.refresh_token])
      for (const caller of ['app', 'other']) expect(await asPublic(one, caller), caller).to.deep.equal({ active: false });
    for (const one of [mine.access_token, mine.refresh_token])
      for (const caller of ['web', 'web2', 'service', 'no-api']) expect(await isActive(app, one, caller), caller).to.equal(false);
  });

  it('IN04: a resource server the tokens that are for it, alone or among others, and no others', async () => {
    const seen = async (audience: string[], caller: string) =>
      isActive(app, await serviceToken(app, audience.length > 0 ? { for: audience } : {}), caller);
    expect(await seen([photosApi], 'photos-api')).to.equal(true);
    expect(await seen([`${albumsApi} ${photosApi}`], 'photos-api')).to.equal(true);
    expect(await seen([albumsApi], 'photos-api')).to.equal(false);
    expect(await seen([`${photosApi}/`], 'photos-api'), 'to the letter').to.equal(false);
    expect(await seen([], 'photos-api'), 'a token for anybody').to.equal(false);
    for (const audience of [[], [photosApi], [albumsApi]]) expect(await seen(audience, 'every-api')).to.equal(true);
  });

  it('IN04: no resource server a refresh token, which at a resource would look like an access token', async () => {
    const { refresh_token: token } = await webTokens(app, { for: photosApi });
    for (const caller of ['photos-api', 'every-api']) expect(await isActive(app, token, caller), caller).to.equal(false);
  });

  it('IN04: no client that became public since', async () => {
    const { dataSource } = app.server;
    const input = { clientId: 'was-an-api', clientSecret: secret, introspects: true };
    await app.server.clients.register(input);
    const token = await serviceToken(app);
    expect(await isActive(app, token, 'was-an-api')).to.equal(true);
    await dataSource.query(`UPDATE oauth_client SET "authMethod" = 'none' WHERE "clientId" = 'was-an-api'`);
    expect(await asPublic(token, 'was-an-api')).to.deep.equal({ active: false });
  });

  it('IN04: an introspects that cannot be meant is a mistake of the developer', async () => {
    const refused = async (changes: object): Promise<string> => {
      const clients = [{ clientId: 'an-api', ...changes }];
      const opened = OAuthServer.create({ ...defaults, issuer: 'http://localhost:3000', clients }).then(
        server => server.close().then(() => 'it started'),
        (error: Error) => error.message,
      );
      return opened;
    };
    const list = 'list the audiences whose tokens it may introspect, or say true for all.';
    for (const introspects of [[], '', photosApi, [''], [1], null, {}])
      expect(await refused({ introspects })).to.equal(`Client an-api has introspects: ${JSON.stringify(introspects)}; ${list}`);
    expect(await refused({ public: true, redirectUris: [redirectUri], introspects: true })).to.equal(
      'Client an-api is public and cannot introspect the tokens of others: anybody can say that it is this client.',
    );
    expect(await refused({ public: true, redirectUris: [redirectUri], introspects: false })).to.equal('it started');
  });
});

describe('an IntrospectionPolicy of the application', () => {
  afterEach(restoreServices);

  it('IN04: is asked who may see what, and is told all but the value', async () => {
    const asked: IntrospectedToken[] = [];
    class Tenants extends IntrospectionPolicy {
      override async maySee(caller: Client, token: IntrospectedToken): Promise<boolean> {
        asked.push(token);
        return caller.clientId === 'web2' && token.user?.username === 'ada';
      }
    }
    const app = await startApplication({ ...introspectionOptions, services: [Tenants] });
    const { access_token, refresh_token } = await webTokens(app, { for: photosApi });
    expect(await isActive(app, access_token, 'web2')).to.equal(true);
    expect(await isActive(app, refresh_token, 'web2')).to.equal(true);
    for (const caller of ['web', 'every-api']) expect(await isActive(app, access_token, caller)).to.equal(false);
    expect(await isActive(app, 'unknown', 'web2')).to.equal(false);
    expect(asked.map(({ kind }) => kind)).to.deep.equal(['access_token', 'refresh_token', 'access_token', 'access_token']);
    const { client, user, scopes, audience } = asked[1] ?? {};
    expect([client?.clientId, user?.id, scopes?.toString(), audience]).to.deep.equal(['web', 'ada', 'photos:read', [photosApi]]);
    const told = JSON.stringify(asked.map(one => ({ ...one })));
    for (const value of [access_token, refresh_token]) expect(told).not.to.contain(value);
    await app.close();
  });

  const lies: Wrong = {
    'answers with nothing': () => undefined,
    'answers with null': () => null,
    'answers with 1': () => 1,
    "answers with 'true'": () => 'true',
    'answers with an object': () => ({ active: true }),
  };
  it('IN04: that fails, hangs or lies is a refusal', async () => {
    let act: () => unknown = () => true;
    class Wrongs extends IntrospectionPolicy {
      override maySee = () => act() as Promise<boolean>;
    }
    const app = await startWith([new Wrongs()], { ...introspectionOptions, serviceTimeout: 50 });
    const token = await serviceToken(app);
    for (const [how, wrong] of Object.entries({ ...throws, ...lies })) {
      act = wrong;
      const answer = await introspect(app, token);
      expectFailure(answer, wrong);
      expect(JSON.stringify(answer.body), how).not.to.contain('active');
    }
    act = async () => true;
    expect(await isActive(app, token)).to.equal(true);
    await app.close();
  });
});
