import { expect } from 'chai';
import type { Extension } from 'oauth-controllers';
import type { TestApplication } from '../../support/application';
import type { Browser, Page } from '../../support/browser';
import { dump } from '../../support/database';
import { authorizationUrl, loggedIn } from '../../support/flow';
import { misbehave, throws, unreliable } from '../../support/misbehaving';
import { hanging, restoreServices, startWith } from '../../support/services';

/** What an extension does at its hook; undefined: it has nothing to say. */
let act: (() => unknown) | undefined;
let elsewhere: Extension['parameters'];
let asked: string[] = [];

const hooks: Extension = {
  name: 'hooks',
  authorizationRequest: () => act?.(),
};

const places = ['one', 'two', 'three'].map(
  (name): Extension => ({
    name,
    parameters: request => {
      asked.push(name);
      return elsewhere?.(request);
    },
  }),
);

describe('an authorization request of somebody who has consented', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    app = await startWith(unreliable(), { serviceTimeout: 50, limits: false, extensions: [hooks, ...places] });
    browser = await loggedIn(app);
  });
  beforeEach(() => {
    act = undefined;
    elsewhere = undefined;
    asked = [];
  });
  after(async () => {
    await app.close();
    restoreServices();
  });

  const ask = (): Promise<Page> => browser.open(authorizationUrl(app));
  const code = ({ location }: Page) => location?.searchParams.get('code');

  /** Nothing is written, nothing of the failure is told, and once it is over the same request gets its code. */
  async function refused(work: () => Promise<Page>): Promise<Page> {
    const before = await dump(app);
    const page = await work();
    expect(await dump(app)).to.equal(before);
    expect(`${page.body} ${page.location}`).not.to.contain('innermost');
    act = undefined;
    elsewhere = undefined;
    expect(code(await ask())).to.match(/^oac_/);
    return page;
  }

  for (const [how, wrong] of Object.entries(throws)) {
    const hangs = wrong === hanging;

    for (const service of ['findById', 'policy', 'code'])
      it(`AZ07: shows an error page and gives no code where the service for ${service} ${how}`, async () => {
        const page = await refused(() => misbehave(service, wrong, ask));
        expect([page.status, page.location]).to.deep.equal([hangs ? 503 : 500, undefined]);
      });

    it(`AZ07: tells the client where the check of an extension ${how}`, async () => {
      act = wrong;
      const page = await refused(ask);
      const error = hangs ? 'temporarily_unavailable' : 'server_error';
      expect([page.location?.searchParams.get('error'), code(page)]).to.deep.equal([error, null]);
    });

    it(`AZ07: shows an error page where an extension is asked for the parameters and ${how}`, async () => {
      elsewhere = wrong as typeof elsewhere;
      const page = await refused(ask);
      expect([page.status, page.location]).to.deep.equal([hangs ? 503 : 500, undefined]);
    });
  }

  for (const [when, answer] of Object.entries({
    'at once': <T>(one: T) => one,
    later: <T>(one: T) => Promise.resolve(one),
  })) {
    it(`AZ07: believes none of two places for its parameters, and asks for no third, where they answer ${when}`, async () => {
      elsewhere = request => answer({ params: request.params });
      const page = await ask();
      expect([page.status, page.location, asked]).to.deep.equal([400, undefined, ['one', 'two']]);
    });

    it(`keeps what every check has given it, and the parameters of the one place, where they answer ${when}`, async () => {
      elsewhere = request => answer(asked.length === 2 ? { params: request.params, keep: 'the place' } : undefined);
      act = () => answer('the check');
      expect(code(await ask())).to.match(/^oac_/);
      expect(asked).to.deep.equal(['one', 'two', 'three']);
      const rows = await app.server.dataSource.query('SELECT kept FROM oauth_authorization_code');
      const kept = rows.map((row: { kept: string }) => JSON.parse(row.kept));
      expect(kept).to.deep.include({ two: 'the place', hooks: 'the check' });
    });
  }
});
