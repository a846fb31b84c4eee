import { expect } from 'chai';
import { defaults, redirectUri, secret, type TestApplication } from '../../support/application';
import { onEachDatabase } from '../../support/databases';
import { basic, call, form, post, refresh, tokens } from '../../support/flow';
import {
  albumsApi,
  introspect,
  isActive,
  photosApi,
  serviceToken,
  startIntrospection,
  webTokens,
} from '../../support/introspection';

const day = 24 * 3600;

describe('the introspection endpoint, of what is not active', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startIntrospection({ database: database().options, tokens: { refreshTokenIdle: '20d' } });
    });
    after(() => app?.close());

    const answerTo = async (token: string, how = { basic: 'every-api' }) => (await introspect(app, token, {}, how)).body;
    const own = { basic: 'web' };
    const inactive = { active: false };

    it('IN02: answers with nothing but active: false, to the letter', async () => {
      const body = form({ token: 'unknown' });
      const headers = { authorization: basic('every-api') };
      const answer = await fetch(`${app.url}/oauth/introspect`, { method: 'POST', body, headers });
      expect([answer.status, await answer.text()]).to.deep.equal([200, '{"active":false}']);
      expect(answer.headers.get('content-type')).to.match(/^application\/json(;|$)/);
      expect(answer.headers.get('cache-control')).to.equal('no-store');
    });

    it('IN02: for what is unknown or malformed', async () => {
      const { access_token: token } = await tokens(app);
      for (const one of [
        ...['x', 'ä '.repeat(100), '{}', 'null', "' OR 1=1 --", `${token} `, ` ${token}`, token.toUpperCase()],
        ...[`${token}x`, token.slice(1), `Bearer ${token}`, 'a.b.c', 'eyJhbGciOiJub25lIn0.eyJzY29wZSI6IioifQ.', '写真'],
      ])
        expect(await answerTo(one), JSON.stringify(one)).to.deep.equal(inactive);
    });

    it('IN02: for an access token that has expired, at the very instant', async () => {
      const { access_token: token } = await tokens(app);
      app.clock.advance(599);
      expect(await isActive(app, token)).to.equal(true);
      app.clock.advance(1);
      expect(await answerTo(token)).to.deep.equal(inactive);
    });

    it('IN02, RV07: for an access token as soon as it is revoked, as the resource has it', async () => {
      const { access_token: token } = await webTokens(app);
      expect(await isActive(app, token)).to.equal(true);
      await post(app, { token }, { path: '/oauth/revoke', basic: 'web' });
      expect(await answerTo(token)).to.deep.equal(inactive);
      expect((await call(app, token)).status).to.equal(401);
    });

    it('IN02, RV06, RV07: for every token of a family as soon as its refresh token is revoked', async () => {
      const first = await webTokens(app);
      const { body: second } = await refresh(app, first.refresh_token, {}, own);
      const all = [first.access_token, second.access_token, second.refresh_token ?? ''];
      for (const one of all) expect(await isActive(app, one, 'web')).to.equal(true);
      await post(app, { token: second.refresh_token }, { path: '/oauth/revoke', basic: 'web' });
      for (const one of [...all, first.refresh_token]) expect(await answerTo(one, own)).to.deep.equal(inactive);
    });

    it('IN02: for the tokens of a client that is gone, and of one that was registered again', async () => {
      const input = { clientId: 'leaving', clientSecret: secret, scopes: ['photos:read' as const] };
      await app.server.clients.register(input);
      const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'leaving' });
      expect(await isActive(app, body.access_token)).to.equal(true);
      await app.server.clients.remove('leaving');
      expect(await answerTo(body.access_token)).to.deep.equal(inactive);
      app.clock.advance(1);
      await app.server.clients.register(input);
      expect(await answerTo(body.access_token)).to.deep.equal(inactive);
      expect(await answerTo(body.access_token, { basic: 'leaving' })).to.deep.equal(inactive);
    });

    it('IN02: for what is none of the business of who asks', async () => {
      const { access_token, refresh_token } = await webTokens(app, { for: photosApi });
      for (const caller of ['web2', 'no-api']) expect(await answerTo(access_token, { basic: caller })).to.deep.equal(inactive);
      for (const caller of ['web2', 'no-api', 'photos-api', 'every-api'])
        expect(await answerTo(refresh_token, { basic: caller }), caller).to.deep.equal(inactive);
      const other = await serviceToken(app, { for: albumsApi });
      expect(await answerTo(other, { basic: 'photos-api' })).to.deep.equal(inactive);
    });

    it('IN02: for what is no token: a code, a client id, a secret', async () => {
      for (const one of ['web', secret, 'ada', 'lovelace']) expect(await answerTo(one, own)).to.deep.equal(inactive);
    });

    it('IN06: a refresh token lives while its access token has expired, until a refresh is refused', async () => {
      const { access_token, refresh_token } = await webTokens(app);
      app.clock.advance(601);
      expect([await isActive(app, access_token, 'web'), await isActive(app, refresh_token, 'web')]).to.deep.equal([false, true]);
      app.clock.advance(20 * day - 602);
      expect(await isActive(app, refresh_token, 'web')).to.equal(true);
      app.clock.advance(1);
      expect(await answerTo(refresh_token, own)).to.deep.equal(inactive);
      expect((await refresh(app, refresh_token, {}, own)).body.error).to.equal('invalid_grant');
    });

    it('IN06: a refresh token that was rotated is spent, though its answer is still given again', async () => {
      const { refresh_token: old } = await webTokens(app);
      const { body } = await refresh(app, old, {}, own);
      expect(await answerTo(old, own)).to.deep.equal(inactive);
      expect(await isActive(app, body.refresh_token ?? '', 'web')).to.equal(true);
      expect((await refresh(app, old, {}, own)).body.refresh_token, 'asking spends nothing').to.equal(body.refresh_token);
    });

    it('IN06: a refresh token that was used twice ends with its family', async () => {
      const { refresh_token: old } = await webTokens(app);
      const { body } = await refresh(app, old, {}, own);
      app.clock.advance(11);
      await refresh(app, old, {}, own);
      for (const one of [body.access_token, body.refresh_token ?? '', old])
        expect(await answerTo(one, own)).to.deep.equal(inactive);
    });

    it('IN06: a refresh token gives what a refresh would give today', async () => {
      const input = { clientId: 'narrow', clientSecret: secret, redirectUris: [redirectUri] };
      const register = (scopes: (typeof defaults.clients)[0]['scopes'], grantTypes?: string[]) =>
        app.server.clients.put({ ...input, scopes, grantTypes });
      await register(['photos:read', 'photos:write']);
      const { refresh_token: token } = await webTokens(app, {}, 'narrow', 'photos:read photos:write');
      const told = async () => (await introspect(app, token, {}, { basic: 'narrow' })).body;
      expect((await told()).scope).to.equal('photos:read photos:write');
      await register(['photos:read']);
      expect((await told()).scope).to.equal('photos:read');
      await register(['albums:read']);
      expect(await told()).to.deep.equal(inactive);
      await register(['photos:read'], ['authorization_code']);
      expect(await told()).to.deep.equal(inactive);
      await register(['photos:read']);
      expect((await told()).active).to.equal(true);
    });
  });

  it('IN06: a refresh token is good for nothing where the server refreshes nothing any more', async () => {
    const storage = { database: ':memory:' };
    const app = await startIntrospection({ ...storage, grants: ['authorization_code', 'refresh_token', 'client_credentials'] });
    const { refresh_token: token } = await webTokens(app);
    expect(await isActive(app, token, 'web')).to.equal(true);
    const { dataSource } = app.server;
    const without = await startIntrospection({ database: dataSource, grants: ['authorization_code', 'client_credentials'] });
    expect((await introspect(without, token, {}, { basic: 'web' })).body).to.deep.equal({ active: false });
    await without.close();
    await app.close();
  });
});
