import { expect } from 'chai';
import { InsufficientScopeError, OAuthController, OAuthScope } from 'oauth-controllers';
import {
  type Action,
  ForbiddenError,
  Get,
  Head,
  Header,
  HttpCode,
  Interceptor,
  JsonController,
  OnNull,
  OnUndefined,
  QueryParam,
  UseAfter,
  UseInterceptor,
} from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { forgettingMetadata, userToken } from '../support/controllers';
import { call } from '../support/flow';

const later = <T>(value: T): Promise<T> => new Promise(resolve => setImmediate(resolve, value));

const circular: Record<string, unknown> = {};
circular.itself = circular;

let seen: string[] = [];
/** Behind the handler: (request, response, next) on Express, (context, next) on Koa. */
function behind(...args: unknown[]): unknown {
  seen.push('behind');
  return (args.at(-1) as () => unknown)();
}

/** Express has sent the answer by then, Koa has not. */
function failing(...args: unknown[]): unknown {
  if (args.length > 2) return behind(...args);
  throw new ForbiddenError('not behind it');
}

/** What a handler may end with. */
class Handlers {
  @Get('/object') object(): unknown {
    return { a: [1, 'two', null] };
  }
  @Get('/later') async later() {
    return later({ late: true });
  }
  @Get('/text') text() {
    return 'text';
  }
  @Get('/bytes') bytes() {
    return Buffer.from('bytes');
  }
  @Get('/null') null() {
    return null;
  }
  @Get('/none') @OnNull(204) none() {
    return null;
  }
  @Get('/undefined') undefined() {
    return undefined;
  }
  @Get('/gone') @OnUndefined(410) gone() {
    return undefined;
  }
  @Get('/created') @HttpCode(201) @Header('x-made', 'yes') created() {
    return { id: 1 };
  }
  @Get('/thrown') thrown() {
    throw new ForbiddenError('not you');
  }
  @Get('/rejected') async rejected() {
    await later(undefined);
    throw new ForbiddenError('not you either');
  }
  @Get('/circular') circular() {
    return circular;
  }
  @Head('/head') head() {
    return 'unseen';
  }
  @Get('/parameter') parameter(@QueryParam('n') n: number) {
    return { n };
  }
  @Get('/intercepted') @UseInterceptor((_action: Action, content: unknown) => ({ content })) intercepted() {
    return 'seen';
  }
  @Get('/after') @UseAfter(behind) after() {
    return { before: true };
  }
  @Get('/failing') @UseAfter(failing) failing() {
    return { before: true };
  }
}

@JsonController('/open')
class Open extends Handlers {}

@JsonController('/guarded')
@OAuthScope('photos:read')
class Guarded extends Handlers {}

@JsonController('/refusing')
class Refusing {
  @Get('/at-once') @OAuthScope('photos:read') atOnce() {
    throw new InsufficientScopeError('photos:write');
  }
  @Get('/later') @OAuthScope('photos:read') async later() {
    await later(undefined);
    throw new InsufficientScopeError('photos:write');
  }
}

const paths = Object.getOwnPropertyNames(Handlers.prototype).filter(name => name !== 'constructor');

async function answer(app: TestApplication, path: string, token: string) {
  seen = [];
  const method = path.endsWith('/head') ? 'HEAD' : 'GET';
  const response = await call(app, token, { path: `${path}?n=7`, method });
  const headers = Object.fromEntries(response.headers);
  delete headers.date;
  delete headers.vary;
  return { status: response.status, headers, body: await response.text(), seen };
}

describe('a guard in front of a handler', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let app: TestApplication;
    let token: string;
    before(async () => {
      app = await startApplication({ on, controllers: [OAuthController, Open, Guarded, Refusing] });
      token = await userToken(app);
    });
    after(() => app.close());

    for (const path of paths)
      it(`changes nothing in what the answer is: ${path}`, async () => {
        const [open, guarded] = [await answer(app, `/open/${path}`, token), await answer(app, `/guarded/${path}`, token)];
        expect(open.status).to.be.greaterThan(199);
        expect(guarded).to.deep.equal(open);
      });

    for (const path of ['at-once', 'later'])
      it(`leaves a handler its own refusals: ${path}`, async () => {
        const refused = await call(app, token, { path: `/refusing/${path}` });
        expect(refused.status).to.equal(403);
        expect(refused.headers.get('www-authenticate')).to.contain('scope="photos:write"');
        expect(await refused.json()).to.have.property('error', 'insufficient_scope');
      });

    it('leaves interceptors of the whole application what they see', async () => {
      @Interceptor()
      class Wrap {
        intercept(_action: Action, content: unknown) {
          return { wrapped: content };
        }
      }
      const wrapping = { controllers: [OAuthController, Guarded], routing: { interceptors: [Wrap] } };
      const wrapped = await startApplication({ on, database: app.server.dataSource, ...wrapping });
      const answered = await call(wrapped, token, { path: '/guarded/text' });
      expect(await answered.json()).to.deep.equal({ wrapped: 'text' });
      await wrapped.close();
    });

    it('still lets nobody by', async () => {
      for (const path of paths) {
        const refused = await call(app, 'wrong', { path: `/guarded/${path}`, method: path === 'head' ? 'HEAD' : 'GET' });
        expect(refused.status, path).to.equal(401);
      }
    });
  });
});
