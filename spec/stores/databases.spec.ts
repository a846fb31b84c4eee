import { expect } from 'chai';
import { OAuthController, User, UserProvider } from 'oauth-controllers';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { insertAccessToken, insertRefreshToken, rotateRefreshToken } from '../../src/core/statements/tokens';
import { UnitRefused } from '../../src/core/storage';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { redirectUri, startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { onEachDatabase } from '../support/databases';
import { authorizationUrl, call, exchange, obtainCode, post, refresh, tokens } from '../support/flow';
import { accessTokenRow, epoch, refreshTokenRow } from '../support/rows';
import { restoreServices, startWith } from '../support/services';
import { failureOf } from '../support/units';

describe('a server', () => {
  onEachDatabase((database, name) => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ database: database().options });
    });
    after(() => app?.close());

    it('issues, refreshes, notices a replay and revokes', async () => {
      const first = await tokens(app);
      expect((await call(app, first.access_token)).status).to.equal(200);
      const { body: second } = await refresh(app, first.refresh_token);
      expect((await call(app, second.access_token)).status).to.equal(200);
      app.clock.advance(11);
      expect((await refresh(app, first.refresh_token)).body.error).to.equal('invalid_grant');
      expect((await call(app, second.access_token)).status).to.equal(401);
      const third = await tokens(app);
      await post(app, { token: third.refresh_token, client_id: 'app' }, { path: '/oauth/revoke' });
      expect((await call(app, third.access_token)).status).to.equal(401);
    });

    it('redeems a code once, of ten attempts at once', async () => {
      const code = await obtainCode(app);
      const answers = await Promise.all(Array.from({ length: 10 }, () => exchange(app, code)));
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, ...Array(9).fill(400)]);
    });

    it('tells two client ids apart by case and by trailing blanks', async () => {
      for (const id of ['APP', 'app ']) expect(await app.server.clients.find(id), `"${id}"`).to.equal(undefined);
      expect(await app.server.clients.find('app')).to.have.property('clientId', 'app');
    });

    it('says so where the database does not tell two names apart', async () => {
      const { clients, scopes } = app.server;
      const twice = { scopes: { Sketch: 'Capital', sketch: 'Small' }, clients: [], controllers: [OAuthController] };
      const refused = [
        await failureOf(clients.register({ clientId: 'APP', public: true, redirectUris: [redirectUri] })),
        await failureOf(clients.put({ clientId: 'Web', public: true, redirectUris: [redirectUri] })),
        await failureOf(scopes.put('Photos:read', 'In capitals')),
        await failureOf(startApplication({ database: database().options, ...twice }).then(again => again.close())),
      ].map(error => error && String(error));
      const sentence = (what: string, other: string, mend: string): string | undefined =>
        name === 'MariaDB'
          ? `TypeError: ${what} is the same as ${other} to this database, which does not tell them apart; give it another ${mend}.`
          : undefined;
      expect(refused).to.deep.equal([
        sentence('Client APP', 'app', 'id'),
        sentence('Client Web', 'web', 'id'),
        sentence('The scope Photos:read', 'photos:read', 'name'),
        sentence('The scope sketch', 'Sketch', 'name'),
      ]);
      expect(scopes.list()).to.deep.include({ name: 'photos:read', description: 'See your photos' });
    });

    describe('whose users have ids that no column holds', () => {
      const users = new (class extends UserProvider {
        override verify(username: string) {
          return Object.assign(new User(), { username, id: 'u'.repeat(username === 'long' ? 256 : 255) });
        }
        override findById(id: string) {
          return Object.assign(new User(), { username: 'short', id });
        }
      })();
      let own: TestApplication;
      beforeEach(async () => {
        const grants = ['authorization_code', 'refresh_token', 'password'] as const;
        const scopes: 'photos:read'[] = ['photos:read'];
        const client = { clientId: 'login', public: true, redirectUris: [redirectUri], scopes, grantTypes: [...grants] };
        const options = { grants: [...grants], clients: [client], users: undefined };
        own = await startWith([users], { database: database().options, ...options });
      });
      afterEach(async () => {
        await own.close();
        restoreServices();
      });

      it('lets none of them in, and says in the log whose mistake it is', async () => {
        const form = { grant_type: 'password', client_id: 'login', password: 'any' };
        const { status, body } = await post(own, { ...form, username: 'long' });
        expect([status, body.error]).to.deep.equal([500, 'server_error']);
        const browser = new Browser();
        const login = await browser.open(authorizationUrl(own, { client_id: 'login' }));
        expect((await browser.logIn(login, 'long', 'any')).status).to.equal(500);
        expect(own.log.text).to.include('UserProvider gave a user whose id has 256 characters, and the tables hold 255');
        expect((await post(own, { ...form, username: 'short' })).status).to.equal(200);
      });
    });

    it('starts again on what is there already, and closes what it has opened', async () => {
      const again = await startApplication({ database: database().options });
      const { dataSource } = again.server;
      expect((await tokens(again)).token_type).to.equal('Bearer');
      await again.close();
      expect(dataSource.isInitialized).to.equal(false);
    });

    if (name === 'PostgreSQL') {
      it('answers the loser of a race alike when the server’s default isolation is stricter', async () => {
        const opened = await openDataSource(database().options);
        const strict = new DataSource({ ...opened.dataSource.options, extra: strictest } as DataSourceOptions);
        const storage = new TypeormStorage(await strict.initialize(), true);
        const row = refreshTokenRow();
        await storage.commit([insertRefreshToken.with(row)]);
        const spend = rotateRefreshToken.with(
          { rotatedAt: epoch, successor: null, expiresAt: epoch },
          { hash: row.hash, expiresAt: epoch },
        );
        const outcomes = await Promise.allSettled(
          Array.from({ length: 10 }, () => storage.commit([spend, insertAccessToken.with(accessTokenRow())])),
        );
        const reasons = outcomes.flatMap(one => (one.status === 'rejected' ? [one.reason] : []));
        expect(reasons).to.have.length(9);
        for (const reason of reasons) expect(reason).to.be.instanceOf(UnitRefused);
        await storage.close();
        await opened.dataSource.destroy();
      });
    }
  });
});

const strictest = { options: '-c default_transaction_isolation=serializable' };
