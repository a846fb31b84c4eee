import { expect } from 'chai';
import {
  AuthorizationEndpoint,
  AuthorizationRequest,
  AuthRequest,
  ConsentPage,
  CurrentInteraction,
  html,
  Interaction,
  LoginPage,
  TokenEndpoint,
} from 'oauth-controllers';
import { Controller, JsonController, OnUndefined } from 'routing-controllers';
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

@JsonController('/oauth')
class Drawn {
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest) {
    return request.login();
  }
  @LoginPage() login(@CurrentInteraction() { client, form }: Interaction) {
    return html`<form method="${form.method}" action="${form.action}">${form.hidden} ${client.name} <a title="&quot;">é</a></form>`;
  }
}

@Controller('/oauth')
class Plain extends Drawn {}

@JsonController('/oauth')
class Asking {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @ConsentPage() consent(@CurrentInteraction() { error, form }: Interaction) {
    return html`<p>${error ?? 'no error'}</p><form method="post" action="${form.action}">${form.hidden}</form>`;
  }
}

@JsonController('/oauth')
class Empty {
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest) {
    return request.login();
  }
  @LoginPage() login() {}
}

@JsonController('/oauth')
class Undefined {
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest) {
    return request.login();
  }
  @LoginPage() @OnUndefined(204) login() {}
}

describe("an application's own page", () => {
  onEachFramework(on => {
    it('TD06: that returns html`…` is sent as HTML, past interceptors and class-transformer', async () => {
      for (const controller of [Drawn, Plain]) {
        const app = await startApplication({ on, controllers: [controller] });
        const page = await new Browser().open(authorizationUrl(app));
        expect([page.status, page.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
        expect(page.body).to.match(/^<form method="post" .*Photo App <a title="&quot;">é<\/a><\/form>$/s);
        expect(page.headers.get('cache-control')).to.equal('no-store');
        expect(page.headers.get('content-security-policy')).to.contain("frame-ancestors 'none'");
        await app.close();
      }
    });

    it('is told what was wrong with the last attempt', async () => {
      const app = await startApplication({ on, controllers: [Asking] });
      const browser = new Browser();
      const page = await browser.logIn(await browser.open(authorizationUrl(app)));
      expect(page.body).to.contain('<p>no error</p>');
      const again = await browser.submit(page, { decision: 'allow' });
      expect(again.body).to.contain('<p>Choose at least one permission, or cancel.</p>');
      const { body } = await browser.submit(again, { decision: 'allow', scope: 'photos:read' });
      expect(body).to.not.contain('<p>');
      await app.close();
    });

    it('TD06: that returns nothing is named in the log, unless nothing is meant', async () => {
      const errors = async (controller: new () => object): Promise<[status: number, errors: string[]]> => {
        const app = await startApplication({ on, controllers: [controller] });
        const { status } = await new Browser().open(authorizationUrl(app));
        await app.close();
        return [status, app.log.lines.filter(line => line.startsWith('error'))];
      };
      expect(await errors(Undefined)).to.deep.equal([204, []]);
      expect(await errors(Empty)).to.deep.equal([
        404,
        [
          'error oauth-controllers: Empty.login under @LoginPage() returned nothing, so there is no page; return html`…`, or what a page of yours draws. ',
        ],
      ]);
    });

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
