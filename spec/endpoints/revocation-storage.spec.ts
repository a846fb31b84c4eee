import { expect } from 'chai';
import { type RevocableToken, TokenRevoker } from 'oauth-controllers';
import type { TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { call, post, refresh, type TokenAnswer, tokens } from '../support/flow';
import { introspect, introspectionOptions, isActive, startIntrospection, webTokens } from '../support/introspection';
import { throws, type Wrong } from '../support/misbehaving';
import { expectFailure, expectRefusal } from '../support/refusal';
import { restoreServices, startWith } from '../support/services';

describe('revocation and what is kept of it', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startIntrospection({ database: database().options });
    });
    after(() => app?.close());

    const revokeAs = (basic: string, token: string): Promise<TokenAnswer> =>
      post(app, { token }, { path: '/oauth/revoke', basic });
    const revokeAsPublic = (clientId: string, token: string): Promise<TokenAnswer> =>
      post(app, { token, client_id: clientId }, { path: '/oauth/revoke' });

    /** While `work` runs, the table of this entity is not to be found. */
    async function without<T>(entity: RegExp, work: () => Promise<T>): Promise<T> {
      const { dataSource } = app.server;
      const { tablePath, tableName } = dataSource.entityMetadatas.find(({ name }) => entity.test(name)) ?? {
        tablePath: '',
        tableName: '',
      };
      const away = tablePath.replace(tableName, 'away_for_a_while');
      await dataSource.query(`ALTER TABLE ${tablePath} RENAME TO away_for_a_while`);
      try {
        return await work();
      } finally {
        await dataSource.query(`ALTER TABLE ${away} RENAME TO ${tableName}`);
      }
    }

    it('RV02: neither confidential nor public clients touch the tokens of others, in any direction', async () => {
      const [mine, theirs] = [await tokens(app), await webTokens(app)];
      const ofPublic = [mine.access_token, mine.refresh_token];
      const ofWeb = [theirs.access_token, theirs.refresh_token];
      const attempts = [
        ...ofPublic.flatMap(token => [revokeAs('web', token), revokeAs('every-api', token), revokeAsPublic('other', token)]),
        ...ofWeb.flatMap(token => [revokeAs('web2', token), revokeAs('every-api', token), revokeAsPublic('app', token)]),
      ];
      for (const { status, body } of await Promise.all(attempts)) expect([status, body]).to.deep.equal([200, {}]);
      for (const token of ofPublic) expect((await introspect(app, token, { client_id: 'app' })).body.active).to.equal(true);
      for (const token of ofWeb) expect(await isActive(app, token, 'web')).to.equal(true);
    });

    it('RV06, RV07: one revocation ends all at once: at introspection, at the resource and at the token endpoint', async () => {
      const first = await tokens(app);
      const { body: second } = await refresh(app, first.refresh_token);
      expect((await revokeAsPublic('app', second.refresh_token ?? '')).status).to.equal(200);
      for (const token of [first.access_token, second.access_token, first.refresh_token, second.refresh_token ?? ''])
        expect((await introspect(app, token, { client_id: 'app' })).body).to.deep.equal({ active: false });
      for (const token of [first.access_token, second.access_token]) expect((await call(app, token)).status).to.equal(401);
      for (const token of [first.refresh_token, second.refresh_token ?? ''])
        expect((await refresh(app, token)).body.error).to.equal('invalid_grant');
    });

    it('RV07: of an access token leaves its refresh token alone, and holds for other processes', async () => {
      const other = await startIntrospection({ database: app.server.dataSource, clock: app.clock });
      const { access_token, refresh_token } = await webTokens(app);
      expect(await isActive(other, access_token)).to.equal(true);
      await revokeAs('web', access_token);
      expect(await isActive(other, access_token)).to.equal(false);
      expect((await call(other, access_token)).status).to.equal(401);
      expect(await isActive(other, refresh_token, 'web')).to.equal(true);
      await other.close();
    });

    for (const [entity, kind] of [
      [/AccessToken/, 'access_token'],
      [/RefreshToken/, 'refresh_token'],
      [/TokenFamily/, 'refresh_token'],
      [/Client/, 'access_token'],
    ] as const) {
      it(`RV08: is 503 and not 200 when the table of ${entity.source} cannot be reached, and nothing has changed`, async () => {
        const pair = await webTokens(app);
        const answer = await without(entity, () => revokeAs('web', pair[kind]));
        expectRefusal(answer, 'temporarily_unavailable', 503);
        expect(answer.headers.get('retry-after')).to.equal('1');
        for (const token of [pair.access_token, pair.refresh_token]) expect(await isActive(app, token, 'web')).to.equal(true);
        expect((await revokeAs('web', pair[kind])).status).to.equal(200);
        expect(await isActive(app, pair[kind], 'web')).to.equal(false);
      });

      it(`IN02: introspection neither says active nor inactive when the table of ${entity.source} cannot be reached`, async () => {
        const pair = await webTokens(app);
        const answer = await without(entity, () => introspect(app, pair[kind], {}, { basic: 'web' }));
        expectRefusal(answer, 'temporarily_unavailable', 503);
        expect(await isActive(app, pair[kind], 'web')).to.equal(true);
      });
    }
  });

  describe('with a TokenRevoker of the application', () => {
    let wrong: { method: 'find' | 'revoke'; act: () => unknown } | undefined;
    class Wrongs extends TokenRevoker {
      override find = (...all: Parameters<TokenRevoker['find']>) =>
        wrong?.method === 'find' ? (wrong.act() as Promise<RevocableToken>) : super.find(...all);
      override revoke = (...all: Parameters<TokenRevoker['revoke']>) =>
        wrong?.method === 'revoke' ? (wrong.act() as Promise<void>) : super.revoke(...all);
    }
    let app: TestApplication;
    before(async () => {
      app = await startWith([new Wrongs()], { ...introspectionOptions, serviceTimeout: 50 });
    });
    after(async () => {
      await app.close();
      restoreServices();
    });
    afterEach(() => {
      wrong = undefined;
    });

    const lies: Wrong = {
      'answers with true': () => true,
      'answers with a text': () => 'web',
      'answers with half a token': () => ({ kind: 'access_token', clientId: 'web' }),
      'answers with a list': () => [],
    };
    const cases = [
      ...Object.entries({ ...throws, ...lies }).map(([how, act]) => ['find', how, act] as const),
      ...Object.entries(throws).map(([how, act]) => ['revoke', how, act] as const),
    ];
    for (const [method, how, act] of cases) {
      it(`RV08: whose ${method} ${how} is a refusal, and the token lives on`, async () => {
        const { access_token: token } = await webTokens(app);
        wrong = { method, act };
        const answer = await post(app, { token }, { path: '/oauth/revoke', basic: 'web' });
        expectFailure(answer, act);
        wrong = undefined;
        expect(await isActive(app, token, 'web')).to.equal(true);
      });
    }
  });
});
