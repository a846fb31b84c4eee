import { expect } from 'chai';
import type { Grant, Storage } from 'oauth-controllers';
import { refreshToken } from '../../src/grants/refresh-token';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { redirectUri, startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { embedded, type SpecDatabase, sqlite } from '../support/databases';
import { authorizationUrl, call, post, refresh, tokens } from '../support/flow';

const hour = 60 * 60;
const day = 24 * hour;

/** A grant of an application's own: the last access token for a refresh token, which brings no other. */
const lastToken: Grant = {
  type: 'urn:example:last',
  handle: async (request, client) => ({ ...(await refreshToken.handle(request, client)), refreshable: false }),
};

describe('the cleanup', () => {
  let app: TestApplication;
  let database: SpecDatabase;
  beforeEach(async () => {
    database = await sqlite.create();
    app = await startApplication({ database: database.options, cleanup: { every: '1h', batch: 3 } });
  });
  afterEach(async () => {
    await app.close();
    await database.drop();
  });

  const rows = async (table: string): Promise<number> => {
    const [row] = await app.server.dataSource.query(`SELECT COUNT(*) AS n FROM oauth_${table}`);
    return Number(row.n);
  };

  it('RB06: deletes what expired a day ago, in batches, and nothing else', async () => {
    for (let i = 0; i < 7; i++) await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
    app.clock.advance(600 + day + 1);
    const fresh = await tokens(app);
    expect(await app.server.cleanUp()).to.equal(7);
    expect(await rows('access_token')).to.equal(1);
    expect((await call(app, fresh.access_token)).status).to.equal(200);
    expect((await refresh(app, fresh.refresh_token)).status).to.equal(200);
  });

  it('RB06: deletes a request that nobody has answered an hour after it is over, and nothing else as soon', async () => {
    const later = 10 * 60 + hour;
    await tokens(app);
    expect((await fetch(authorizationUrl(app), { redirect: 'manual' })).status).to.equal(303);
    expect(await rows('interaction')).to.equal(2);
    app.clock.advance(later);
    expect(await app.server.cleanUp()).to.equal(0);
    app.clock.advance(1);
    expect(await app.server.cleanUp()).to.equal(2);
    app.clock.advance(day - later - 2);
    expect(await app.server.cleanUp()).to.equal(0);
    expect([await rows('authorization_code'), await rows('access_token')]).to.deep.equal([1, 1]);
  });

  it('RB04: a clock that is an hour ahead takes no request from its user', async () => {
    const browser = new Browser();
    const page = await browser.open(authorizationUrl(app));
    app.clock.advance(10 * 60 - 1);
    app.clock.advance(hour);
    await app.server.cleanUp();
    app.clock.advance(-hour);
    expect((await browser.allow(await browser.logIn(page))).location?.searchParams.has('code')).to.equal(true);
  });

  it('keeps a used refresh token as long as its reuse has to be recognized', async () => {
    const first = await tokens(app);
    const second = await refresh(app, first.refresh_token);
    app.clock.advance(20 * day);
    await app.server.cleanUp();
    expect((await refresh(app, first.refresh_token)).body.error).to.equal('invalid_grant');
    expect((await refresh(app, String(second.body.refresh_token))).body.error).to.equal('invalid_grant');
  });

  it('RT03: knows a used refresh token after weeks, though it would not have lived so long itself', async () => {
    const idle = await startApplication({ tokens: { refreshTokenIdle: '1d' } });
    try {
      const first = await tokens(idle);
      let newest = first.refresh_token;
      for (let days = 0; days < 20; days++) {
        const { body } = await refresh(idle, newest);
        newest = String(body.refresh_token);
        idle.clock.advance(day - 60);
        await idle.server.cleanUp();
      }
      expect((await refresh(idle, first.refresh_token)).body.error).to.equal('invalid_grant');
      expect((await refresh(idle, newest)).body.error, 'the family').to.equal('invalid_grant');
    } finally {
      await idle.close();
    }
  });

  describe('of an access token that lives longer than any refresh token', () => {
    type Use = (long: TestApplication) => ReturnType<typeof tokens>;
    const lifetimes = { tokens: { accessToken: '60d', refreshToken: '30d' } } as const;
    const living = async (grantTypes: string[], use: Use = tokens): Promise<number> => {
      const client = { clientId: 'app', public: true, redirectUris: [redirectUri], scopes: ['photos:read' as const], grantTypes };
      const grants = ['authorization_code', 'refresh_token', lastToken] as const;
      const long = await startApplication({ ...lifetimes, grants, clients: [client] });
      try {
        const { access_token, expires_in } = await use(long);
        long.clock.advance(expires_in - 1);
        await long.server.cleanUp();
        expect((await call(long, access_token)).status).to.equal(200);
        long.clock.advance(1);
        expect((await call(long, access_token)).status).to.equal(401);
        return expires_in;
      } finally {
        await long.close();
      }
    };

    it('keeps what tells that it is alive, where there is no refresh token', async () => {
      expect(await living(['authorization_code'])).to.equal(60 * day);
    });

    it('says honestly when it ends, where there is one', async () => {
      expect(await living(['authorization_code', 'refresh_token'])).to.equal(31 * day);
    });

    it('says it of the last token of a family, with which no refresh token comes', async () => {
      const last = async (long: TestApplication) => {
        const { refresh_token } = await tokens(long);
        const { body } = await post(long, { grant_type: lastToken.type, refresh_token, client_id: 'app' });
        return body as Awaited<ReturnType<typeof tokens>>;
      };
      expect(await living(['authorization_code', 'refresh_token', lastToken.type], last)).to.equal(31 * day);
    });

    it('says it of each token that a refresh brings', async () => {
      const late = async (long: TestApplication) => {
        const { refresh_token } = await tokens(long);
        long.clock.advance(29 * day);
        return (await refresh(long, refresh_token)).body as Awaited<ReturnType<typeof tokens>>;
      };
      expect(await living(['authorization_code', 'refresh_token'], late)).to.equal(2 * day);
    });
  });

  it('deletes everything of a flow when all of it is over', async () => {
    await tokens(app);
    app.clock.advance(40 * day);
    await app.server.cleanUp();
    for (const table of ['authorization_code', 'access_token', 'refresh_token', 'token_family', 'interaction', 'login_session']) {
      expect(await rows(table), table).to.equal(0);
    }
    expect(await rows('client')).to.be.above(0);
  });

  it('RB04: a clock that is an hour ahead deletes nothing that is alive', async () => {
    const { access_token, refresh_token } = await tokens(app);
    app.clock.advance(3600);
    await app.server.cleanUp();
    app.clock.advance(-3600);
    expect((await call(app, access_token)).status).to.equal(200);
    expect((await refresh(app, refresh_token)).status).to.equal(200);
  });

  it('is done by one process at a time, and by another when that one is gone', async () => {
    const other = await startApplication({ database: app.server.dataSource, clock: app.clock });
    try {
      await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      await app.server.cleanUp();
      app.clock.advance(600 + day + 1);
      await app.server.cleanUp();
      await post(app, { grant_type: 'client_credentials' }, { basic: 'service' });
      app.clock.advance(50);
      expect(await other.server.cleanUp()).to.equal(0);
      app.clock.advance(600 + day);
      expect(await other.server.cleanUp()).to.equal(1);
    } finally {
      await other.close();
    }
  });

  describe('and its timers', () => {
    /** A storage whose batches take so long, in milliseconds. */
    const withBatches = async (took: number, begins: () => void): Promise<Storage> => {
      const storage = await TypeormStorage.open(embedded);
      return {
        first: query => storage.first(query),
        all: query => storage.all(query),
        commit: unit => storage.commit(unit),
        close: () => storage.close(),
        async sweep(sweep, limit) {
          begins();
          await new Promise(resolve => setTimeout(resolve, took));
          return storage.sweep(sweep, limit);
        },
      };
    };

    it('comes no more often than was said, where no timer can count so long', async () => {
      let sweeps = 0;
      const storage = await withBatches(0, () => sweeps++);
      const rare = await startApplication({ storage, cleanup: { every: '30d' } });
      // A timer that was made of too much is over by then.
      await new Promise(resolve => setTimeout(resolve, 50));
      await rare.close();
      expect(sweeps).to.equal(0);
    });

    it('rests for two seconds at most, and no longer when the server closes', async () => {
      const begun: number[] = [];
      let isSecond = (): void => undefined;
      const second = new Promise<void>(resolve => {
        isSecond = resolve;
      });
      const took = 500;
      const storage = await withBatches(took, () => {
        if (begun.push(performance.now()) === 2) isSecond();
      });
      const slow = await startApplication({ storage });
      const cleaned = slow.server.cleanUp();
      await second;
      const closing = performance.now();
      await slow.close();
      await cleaned;
      expect(Number(begun[1]) - Number(begun[0])).to.be.within(1900 + took, 3500 + took);
      expect(performance.now() - closing).to.be.below(1500 + took);
      expect(begun).to.have.lengthOf(2);
    });
  });
});
