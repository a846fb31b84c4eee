import { expect } from 'chai';
import {
  AuthorizationEndpoint,
  Introspected,
  IntrospectionEndpoint,
  IntrospectionResponse,
  RevocationEndpoint,
  TokenEndpoint,
} from 'oauth-controllers';
import { Controller, CurrentUser, UseInterceptor } from 'routing-controllers';
import { onEachFramework, type TestApplication } from '../../support/application';
import { introspect, serviceToken, startIntrospection } from '../../support/introspection';
import { throws } from '../../support/misbehaving';
import { expectFailure } from '../../support/refusal';

/** What the method does at the moment, and how often it was called. */
let act: (response: IntrospectionResponse) => unknown;
let calls = 0;

@Controller('/oauth')
class Endpoints {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @RevocationEndpoint() revoke() {}

  @IntrospectionEndpoint()
  @UseInterceptor((_action: unknown, content: unknown) => ({ wrapped: content }))
  introspect(@Introspected() response: IntrospectionResponse, @CurrentUser({ required: false }) _user?: unknown) {
    calls += 1;
    return act(response);
  }
}

/** It inherits the endpoint, and serves it elsewhere. */
@Controller('/inherited')
class Inherited extends Endpoints {}

describe('the method of the introspection endpoint', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    before(async () => {
      app = await startIntrospection({ on: framework, controllers: [Endpoints, Inherited], serviceTimeout: 50 });
    });
    after(() => app.close());
    beforeEach(() => {
      act = () => undefined;
      calls = 0;
    });

    it('IN05: adds members to what is told of a token, and takes none away by doing nothing', async () => {
      const token = await serviceToken(app);
      const plain = await introspect(app, token);
      expect([calls, plain.body.active]).to.deep.equal([1, true]);
      act = async response => {
        response.tenant = `of ${response.sub}`;
      };
      expect((await introspect(app, token)).body).to.deep.equal({ ...plain.body, tenant: 'of service' });
      act = response => Object.assign(response, { tenant: 'x' });
      expect((await introspect(app, token)).body, 'the response itself').to.deep.equal({ ...plain.body, tenant: 'x' });
    });

    it('IN05: is inherited', async () => {
      act = response => void Object.assign(response, { tenant: 'inherited' });
      const answer = await introspect(app, await serviceToken(app), {}, { path: '/inherited/introspect', basic: 'every-api' });
      expect(answer.body).to.include({ active: true, tenant: 'inherited' });
    });

    it('IN02: is not asked about a token that is not active, nor by who proves nothing', async () => {
      act = response => void Object.assign(response ?? {}, { active: true, tenant: 'x' });
      expect((await introspect(app, 'unknown')).body).to.deep.equal({ active: false });
      expect((await introspect(app, await serviceToken(app), {}, { basic: 'no-api' })).body).to.deep.equal({ active: false });
      expect((await introspect(app, 'unknown', {}, {})).status).to.equal(401);
      expect(calls).to.equal(0);
    });

    for (const [how, active] of Object.entries({ false: false, undefined, 'a text': 'true', 1: 1 })) {
      it(`IN02: that sets active to ${how} is told to mean no, and nothing else is told`, async () => {
        act = response => void Object.assign(response, { active, tenant: 'x' });
        expect((await introspect(app, await serviceToken(app))).body).to.deep.equal({ active: false });
      });
    }

    const mistakes: Record<string, (response: IntrospectionResponse) => unknown> = {
      ...throws,
      'answers with an object of its own': () => ({ active: true, scope: 'everything' }),
      'answers with a text': () => 'active',
      'adds what is no JSON': (response: IntrospectionResponse) => void Object.assign(response, { self: response }),
      'adds a number that is no JSON': (response: IntrospectionResponse) => void Object.assign(response, { big: 1n }),
    };
    for (const [how, wrong] of Object.entries(mistakes)) {
      it(`IN02: that ${how} is a refusal, which tells nothing of the token`, async () => {
        act = wrong;
        const answer = await introspect(app, await serviceToken(app));
        expectFailure(answer, wrong);
      });
    }
  });
});
