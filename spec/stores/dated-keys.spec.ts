import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { AccessTokenEntity, RefreshTokenEntity, TokenFamilyEntity } from 'oauth-controllers';
import { insertAccessToken, insertFamily, insertRefreshToken } from '../../src/core/statements/tokens';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { call, post, refresh, tokens } from '../support/flow';
import { accessTokenRow, familyRow, freshHash, refreshTokenRow } from '../support/rows';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
/** What a token is stored under: when it was made, and its SHA-256 from the tenth digit on. */
const keyOf = (token: string): string => token.slice(4, 13) + sha256(token).slice(9);

/** In seconds: each carries into another digit of the date, and of one of them come all 36. */
const steps = [...Array<number>(36).fill(0.001), 0.036, 1.296, 46.656, 1679.616, 60_466.176, 2_176_782.336];

async function newestOf({ server }: TestApplication): Promise<string | undefined> {
  const [newest] = await server.dataSource.getRepository(RefreshTokenEntity).find({ order: { issuedAt: 'DESC' }, take: 1 });
  return newest?.hash;
}

describe('keys that begin with when they were made', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ database: database().options, tokens: { refreshToken: '400d' } });
    });
    after(() => app?.close());

    it('sort by the database’s own collation as the tokens were issued', async () => {
      const issued: string[] = [];
      for (const step of steps) {
        const { body } = await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
        issued.push(body.access_token);
        app.clock.advance(step);
      }
      const rows = await app.server.dataSource.getRepository(AccessTokenEntity).find({ order: { hash: 'ASC' } });
      expect(rows.map(({ hash }) => hash)).to.deep.equal(issued.map(keyOf));
    });

    it('sort so for refresh tokens and families as well', async () => {
      const issued: string[] = [];
      for (const step of [0.001, 0.035, 1.26, 100_000]) {
        issued.push((await tokens(app)).refresh_token);
        app.clock.advance(step);
      }
      const { dataSource } = app.server;
      const rows = await dataSource.getRepository(RefreshTokenEntity).find({ order: { hash: 'ASC' } });
      expect(rows.map(({ hash }) => hash)).to.deep.equal(issued.map(keyOf));
      const families = await dataSource.getRepository(TokenFamilyEntity).find({ order: { id: 'ASC' } });
      expect(families.map(({ id }) => id)).to.deep.equal(rows.map(({ familyId }) => familyId));
    });

    it('leave alone what has no date and is stored under its whole SHA-256: such tokens open, refresh and are revoked', async () => {
      const [now, random] = [app.clock.now(), freshHash().slice(0, 43)];
      const [access, old] = [`oat_${random}`, `ort_${random}`];
      const family = familyRow({ clientId: 'app', createdAt: now, expiresAt: now + 60_000 });
      const { userId } = (await app.server.dataSource.getRepository(TokenFamilyEntity).find())[0] ?? family;
      const common = { userId, familyId: family.id, scope: 'photos:read', audience: [], issuedAt: now, expiresAt: now + 60_000 };
      const storage = new TypeormStorage(app.server.dataSource, false);
      await storage.commit([
        insertFamily.with({ ...family, userId }),
        insertAccessToken.with(accessTokenRow({ ...common, hash: sha256(access), clientId: 'app', claims: {} })),
        insertRefreshToken.with(refreshTokenRow({ ...common, hash: sha256(old), kept: {} })),
      ]);
      await storage.close();
      expect((await call(app, access)).status).to.equal(200);
      app.clock.advance(1);
      const { status, body } = await refresh(app, old);
      expect([status, keyOf(body.refresh_token ?? '')]).to.deep.equal([200, await newestOf(app)]);
      await post(app, { token: access, client_id: 'app' }, { path: '/oauth/revoke' });
      expect((await call(app, access)).status).to.equal(401);
      expect((await call(app, body.access_token)).status).to.equal(200);
      await post(app, { token: old, client_id: 'app' }, { path: '/oauth/revoke' });
      expect((await call(app, body.access_token)).status).to.equal(401);
    });
  });
});
