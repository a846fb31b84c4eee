import { expect } from 'chai';
import { AuthorizationEndpoint, ConsentPage, LoginPage, TokenEndpoint } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { onEachFramework, startApplication } from '../support/application';
import { Browser } from '../support/browser';
import { authorizationUrl } from '../support/flow';

@Controller('/oauth')
class Failing {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @LoginPage() login() {
    throw new Error('no template');
  }
  @ConsentPage() consent() {}
}

@Controller('/oauth')
class Undecided {
  @AuthorizationEndpoint() authorize() {
    throw new Error('no decision');
  }
}

describe("an application's own page", () => {
  onEachFramework(on => {
    it('that throws is an error page, and the reason is logged', async () => {
      for (const [controller, reason] of [
        [Failing, 'no template'],
        [Undecided, 'no decision'],
      ] as const) {
        const app = await startApplication({ on, controllers: [controller] });
        const page = await new Browser().open(authorizationUrl(app));
        expect([page.status, page.headers.get('x-frame-options')]).to.deep.equal([500, 'DENY']);
        expect(page.body).to.contain('server_error').and.not.contain(reason);
        expect(app.log.text).to.contain(reason);
        await app.close();
      }
    });
  });
});
