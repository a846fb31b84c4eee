import { expect } from 'chai';
import { AuthorizationEndpoint, OAuthError, TokenEndpoint } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import type { TestApplication } from '../../support/application';
import { Browser, type Page } from '../../support/browser';
import { authorizationUrl, loggedIn, type Parameters } from '../../support/flow';
import { misbehave, throws, unreliable } from '../../support/misbehaving';
import { hanging, restoreServices, startWith } from '../../support/services';

/** What the method under @AuthorizationEndpoint does; undefined: it leaves the decision to the library. */
let decide: (() => unknown) | undefined;

@Controller('/oauth')
class Deciding {
  @AuthorizationEndpoint() authorize() {
    return decide?.();
  }
  @TokenEndpoint() token() {}
}

const required = (): never => {
  throw new OAuthError('interaction_required', 'Choose an account');
};

describe('prompt=none where the decision or the login fails', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    app = await startWith(unreliable(), { serviceTimeout: 50, limits: false, controllers: [Deciding] });
    browser = await loggedIn(app);
  });
  beforeEach(() => {
    decide = undefined;
  });
  after(async () => {
    await app.close();
    restoreServices();
  });

  const ask = (changes: Parameters = {}, by = browser): Promise<Page> => by.request(authorizationUrl(app, changes));
  const told = ({ location, body }: Page): (string | null | undefined)[] => {
    expect(`${location} ${body}`).to.not.contain('innermost');
    return [location?.origin, location?.searchParams.get('error'), location?.searchParams.get('state')];
  };
  const pageOf = ({ status, location }: Page) => [status, location];

  for (const [how, wrong] of Object.entries(throws)) {
    const hangs = wrong === hanging;
    const error = hangs ? 'temporarily_unavailable' : 'server_error';
    const inQuestion: Record<string, (changes: Parameters) => Promise<Page>> = {
      'the method': changes => {
        decide = wrong;
        return ask(changes);
      },
      findById: changes => misbehave('findById', wrong, () => ask(changes)),
    };
    for (const [what, fail] of Object.entries(inQuestion)) {
      it(`AZ23: the client is told where ${what} ${how}, and without prompt=none there is a page`, async () => {
        expect(told(await fail({ prompt: 'none' }))).to.deep.equal(['https://app.example', error, 'xyz']);
        expect(told(await fail({ prompt: 'none', scope: 'admin' }))[0]).to.equal('https://app.example');
        expect(pageOf(await fail({}))).to.deep.equal([hangs ? 503 : 500, undefined]);
      });

      it(`AZ23: nobody is redirected to where is not proven, where ${what} ${how}`, async () => {
        const page = await fail({ prompt: 'none', redirect_uri: 'https://evil.example/' });
        expect(pageOf(page)).to.deep.equal([400, undefined]);
      });
    }
  }

  it('AZ23: the client is told the code of the OAuthError that the method throws', async () => {
    decide = required;
    for (const by of [browser, new Browser()])
      expect(told(await ask({ prompt: 'none' }, by))).to.deep.equal(['https://app.example', 'interaction_required', 'xyz']);
    expect(told(await ask())).to.deep.equal(['https://app.example', 'interaction_required', 'xyz']);
  });
});
