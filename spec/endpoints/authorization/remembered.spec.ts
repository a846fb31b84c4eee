import { expect } from 'chai';
import type { Extension } from 'oauth-controllers';
import { redirectUri, startApplication, type TestApplication } from '../../support/application';
import type { Browser, Page } from '../../support/browser';
import { authorizationUrl, loggedIn } from '../../support/flow';
import { connectionOf } from '../../support/sqlite';
import { Deciding, deciding } from './deciding';

const read = 'photos:read';
const write = 'photos:write';
const hour = 60 * 60;

describe('a remembered consent', () => {
  let app: TestApplication;
  let browser: Browser;
  /** Runs when the answer is made: what was remembered has been read by then, and nothing is written yet. */
  let meanwhile: () => unknown;
  const watching: Extension = {
    name: 'watching',
    authorizationResponse: () => {
      meanwhile();
      return {};
    },
  };
  beforeEach(async () => {
    meanwhile = () => undefined;
    app = await startApplication({ controllers: [Deciding], extensions: [watching] });
    deciding.decide = (request, user) => request.approve(user);
    browser = await loggedIn(app);
    deciding.decide = () => undefined;
  });
  afterEach(() => app.close());

  const open = (scope: string): Promise<Page> => browser.open(authorizationUrl(app, { scope }));
  const has = (page: Page): boolean => page.location?.searchParams.has('code') ?? false;
  const asks = async (scope: string): Promise<boolean> => {
    const page = await open(scope);
    expect(has(page) || page.body.includes('value="allow"'), page.body.slice(0, 300)).to.equal(true);
    return !has(page);
  };
  const allow = async (scope: string, scopes?: string[]): Promise<void> => {
    expect(has(await browser.allow(await open(scope), scopes))).to.equal(true);
  };
  /** The application grants it by itself, and has it remembered for an hour. */
  const grantedForAnHour = async (scope: string): Promise<void> => {
    deciding.decide = (request, user) => request.approve(user, { remember: '1h' });
    expect(has(await open(scope))).to.equal(true);
    deciding.decide = () => undefined;
  };

  it('AZ20: of one scope does not end that of another', async () => {
    const asked: boolean[] = [];
    for (const scope of [read, write, read, write, `${read} ${write}`]) {
      const page = await open(scope);
      asked.push(!has(page));
      if (!has(page)) await browser.allow(page);
    }
    expect(asked).to.deep.equal([true, true, false, false, false]);
  });

  it('AZ20: stays where a scope of it is not asked for later, and of one that is and is left out it is over', async () => {
    await allow(`${read} ${write}`, [write]);
    expect(await asks(read)).to.equal(true);
    await allow(read);
    app.clock.advance(1);
    deciding.decide = (request, user) => request.consent(user);
    await allow(`${read} ${write}`, [write]);
    deciding.decide = () => undefined;
    expect([await asks(write), await asks(read)]).to.deep.equal([false, true]);
  });

  it('AZ20: that is over does not come back with the next one', async () => {
    await grantedForAnHour(read);
    expect(await asks(read)).to.equal(false);
    app.clock.advance(hour);
    await allow(write);
    expect([await asks(write), await asks(read)]).to.deep.equal([false, true]);
  });

  it('AZ20: lasts no longer than was said of it, whatever is said of another', async () => {
    await grantedForAnHour(read);
    await allow(write);
    app.clock.advance(hour - 1);
    expect(await asks(read)).to.equal(false);
    app.clock.advance(1);
    expect(await asks(read)).to.equal(true);
  });

  it('AZ20: is said anew where the same is granted again', async () => {
    await grantedForAnHour(read);
    app.clock.advance(hour - 1);
    await grantedForAnHour(read);
    app.clock.advance(hour - 1);
    expect(await asks(read)).to.equal(false);
    await allow(write);
    await grantedForAnHour(`${read} ${write}`);
    app.clock.advance(hour - 1);
    expect(await asks(`${read} ${write}`)).to.equal(false);
  });

  it('AZ20: of an earlier client of that id is none of the later one', async () => {
    await allow(`${read} ${write}`);
    app.clock.advance(1);
    await app.server.clients.remove('app');
    await app.server.clients.register({ clientId: 'app', public: true, redirectUris: [redirectUri], scopes: [read, write] });
    await allow(read);
    expect([await asks(read), await asks(write)]).to.deep.equal([false, true]);
  });

  const withdrawals = {
    'is withdrawn': 'DELETE FROM oauth_consent',
    'loses a scope': `UPDATE oauth_consent SET scope = '${read}'`,
    'is given anew for less time': 'UPDATE oauth_consent SET "grantedAt" = "grantedAt" + 1, "expiresAt" = 1',
  };
  for (const [does, sql] of Object.entries(withdrawals))
    it(`AZ20: that ${does} while another one is given does not come back`, async () => {
      await allow(write);
      meanwhile = () => connectionOf(app.server.dataSource).exec(sql);
      await allow(read);
      meanwhile = () => undefined;
      expect(await asks(write)).to.equal(true);
    });

  it('AZ20: of somebody else is none, and stays', async () => {
    await allow(`${read} ${write}`);
    const hers = browser;
    deciding.decide = (request, user) => request.approve(user);
    browser = await loggedIn(app, 'grace');
    deciding.decide = () => undefined;
    await allow(read);
    expect([await asks(read), await asks(write)]).to.deep.equal([false, true]);
    browser = hers;
    expect(await asks(write)).to.equal(false);
  });
});
