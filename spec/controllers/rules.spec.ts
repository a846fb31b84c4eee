import { expect } from 'chai';
import {
  type AccessToken,
  anyOf,
  CurrentToken,
  OAuthController,
  OAuthOptional,
  OAuthPublic,
  OAuthScope,
  OAuthServer,
} from 'oauth-controllers';
import { Get, JsonController } from 'routing-controllers';
import { startApplication } from '../support/application';
import { clientToken, userToken } from '../support/controllers';
import { call } from '../support/flow';

const create = () => OAuthServer.create({ issuer: 'http://localhost:3000', database: ':memory:', scopes: { a: 'A' } });

describe('rules of handlers', () => {
  it('with a scope that is not declared stop the start-up, and are named', async () => {
    @JsonController()
    class Photos {
      @Get('/a') @OAuthScope('a') fine() {}
      @Get('/b') @OAuthScope(anyOf('a', 'photos:raed')) list() {}
    }
    @OAuthScope('b c')
    class Base {
      @Get('/c') inherited() {}
    }
    @JsonController()
    class Child extends Base {}
    const server = await create();
    expect(() => server.options({ controllers: [Photos] })).to.throw(
      TypeError,
      'Photos.list asks for the scope "photos:raed", which is not declared; add it to the option scopes, or correct its @OAuthScope.',
    );
    expect(() => server.options({ controllers: [Child] })).to.throw(TypeError, 'Child.inherited asks for the scope "b c"');
    await server.close();
  });

  it('of a public handler and of the token contradict each other', async () => {
    @JsonController()
    class Contradiction {
      @Get('/') @OAuthPublic() both(@CurrentToken() _token: AccessToken) {}
    }
    const server = await create();
    expect(() => server.options({ controllers: [Contradiction] })).to.throw(
      TypeError,
      /^Contradiction\.both is @OAuthPublic, where/,
    );
    await server.close();
    for (const other of [OAuthScope('a'), OAuthOptional()])
      for (const [first, second] of [
        [other, OAuthPublic()],
        [OAuthPublic(), other],
      ] as const) {
        expect(() => {
          class Both {
            @first @second both() {}
          }
          return Both;
        }).to.throw(TypeError, 'Both.both has @OAuthPublic and another rule; keep one');
      }
    expect(() => {
      class Both {
        @OAuthScope({ subject: 'user' }) @OAuthScope({ subject: 'client' }) both() {}
      }
      return Both;
    }).to.throw(TypeError, "Both.both asks for the subject 'user' and for the subject 'client'");
  });

  it('of a misspelt constant ask for nothing, and are refused', () => {
    const scopes: Record<string, string> = { read: 'a' };
    expect(() => OAuthScope(scopes.raed as never)).to.throw(TypeError, '@OAuthScope was given undefined; name scopes');
    expect(() => OAuthScope('a', undefined as never)).to.throw(TypeError, '@OAuthScope was given undefined');
    expect(() => OAuthScope({ scope: 'a' } as never)).to.throw(TypeError, "@OAuthScope was given { scope: 'a' }");
    expect(() => OAuthScope()).to.not.throw();
    expect(() => OAuthScope({ subject: 'user' })).to.not.throw();
  });

  it('of one class count in any order', async () => {
    @OAuthOptional()
    @OAuthScope('photos:read')
    @JsonController('/above')
    class Above {
      @Get('/') get() {
        return 'ok';
      }
    }
    @OAuthScope('photos:read')
    @OAuthOptional()
    @JsonController('/below')
    class Below {
      @Get('/') get() {
        return 'ok';
      }
    }
    @OAuthOptional()
    @JsonController('/method')
    class Method {
      @Get('/') @OAuthScope('photos:read') get() {
        return 'ok';
      }
    }
    const app = await startApplication({ controllers: [OAuthController, Above, Below, Method] });
    const [token, stranger] = [await userToken(app), await clientToken(app, 'albums:read')];
    for (const [path, anonymous] of [
      ['/above', 200],
      ['/below', 200],
      ['/method', 401],
    ] as const) {
      const statuses = [undefined, token, stranger].map(async one => (await call(app, one, { path })).status);
      expect(await Promise.all(statuses), path).to.deep.equal([anonymous, 200, 403]);
    }
    await app.close();
  });

  it('of controllers that are named by path cannot be checked, which is said', async () => {
    const server = await create();
    expect(() => server.options({ controllers: ['controllers/*.js'] as never[] })).to.throw(
      TypeError,
      'server.options() was given the controllers "controllers/*.js" by path; import the classes and pass them',
    );
    await server.close();
  });
});
