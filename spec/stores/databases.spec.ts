import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { insertAccessToken, insertRefreshToken, rotateRefreshToken } from '../../src/core/statements/tokens';
import { UnitRefused } from '../../src/core/storage';
import { openDataSource } from '../../src/typeorm/data-source';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { redirectUri, startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { call, exchange, obtainCode, post, refresh, tokens } from '../support/flow';
import { accessTokenRow, epoch, refreshTokenRow } from '../support/rows';
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
