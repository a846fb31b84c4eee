import { createServer, type RequestListener, type Server } from 'node:http';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import {
  type AccessToken,
  AuthorizationEndpoint,
  ConsentPage,
  CurrentToken,
  LoginPage,
  OAuthPublic,
  OAuthScope,
  TokenEndpoint,
} from 'oauth-controllers';
import { Controller, Get, JsonController, useExpressServer, useKoaServer } from 'routing-controllers';
import { type Framework, onEachFramework } from '../support/application';
import { forgettingMetadata, portOf } from '../support/controllers';

/** Classes that nobody has looked at yet: defined and served in one go. */
function freshControllers() {
  let calls = 0;
  const reached = (): string => `reached ${++calls}`;
  class Base {
    @Get('/inherited') @OAuthScope('photos:read') inherited(): string {
      return reached();
    }
    @Get('/overridden') @OAuthScope('photos:read') overridden(): string {
      return reached();
    }
    @Get('/again') @OAuthScope('photos:read') again(): string {
      return reached();
    }
    @Get('/open') open(): string {
      return 'open';
    }
  }
  @JsonController('/a')
  class Plain extends Base {
    override overridden(): string {
      return reached();
    }
    @Get('/again') override again(): string {
      return reached();
    }
    @OAuthScope('photos:read')
    @Get('/above')
    above() {
      return reached();
    }
    @Get('/parameter') parameter(@CurrentToken() _token: AccessToken) {
      return reached();
    }
  }
  @OAuthScope('photos:read')
  class Guarded {
    @Get('/list') list(): string {
      return reached();
    }
  }
  @JsonController('/b')
  class Child extends Guarded {
    @Get('/own') own() {
      return reached();
    }
    @Get('/public') @OAuthPublic() public() {
      return 'open';
    }
  }
  class Endpoints {
    @AuthorizationEndpoint() authorize(): unknown {
      return reached();
    }
    @TokenEndpoint() token(): unknown {
      return reached();
    }
    @LoginPage() login(): unknown {
      return reached();
    }
    @ConsentPage() consent(): unknown {
      return reached();
    }
  }
  @Controller('/oauth')
  class Inherited extends Endpoints {}
  return { controllers: [Plain, Child, Inherited], calls: () => calls };
}

function listenerOf(framework: Framework, controllers: NewableFunction[]): RequestListener {
  // No other specification's middleware, which routing-controllers would take when none is named.
  class Nothing {}
  const options = { controllers: controllers as never[], middlewares: [Nothing], development: false };
  if (framework === 'koa') {
    const app = new Koa();
    app.silent = true;
    useKoaServer(app, options);
    return app.callback();
  }
  const app = framework === 'express4' ? express4() : express5();
  app.set('env', 'test');
  useExpressServer(app, options);
  return app;
}

describe('an application that was started past server.options()', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let http: Server;
    let calls: () => number;
    const printed = console.error;
    const lines: string[] = [];
    before(async () => {
      console.error = (...line: unknown[]) => void lines.push(line.map(String).join(' '));
      const fresh = freshControllers();
      calls = fresh.calls;
      http = createServer(listenerOf(on, fresh.controllers));
      await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
    });
    after(() => {
      console.error = printed;
      http.closeAllConnections();
      http.close();
    });

    for (const path of [
      ...['/a/inherited', '/a/overridden', '/a/again', '/a/above', '/a/parameter', '/b/list', '/b/own'],
      ...['/oauth/authorize', '/oauth/token', '/oauth/login', '/oauth/consent'],
    ]) {
      it(`closed without a server: ${path}`, async () => {
        const answer = await fetch(`http://127.0.0.1:${portOf(http)}${path}`, { headers: { authorization: 'Bearer a' } });
        expect([answer.status, await answer.json()]).to.deep.equal([
          500,
          { error: 'server_error', error_description: 'The server met an unexpected condition' },
        ]);
        expect(calls()).to.equal(0);
        expect(lines.at(-1)).to.match(/was reached past the OAuth server, so it stays closed; start the application with/);
      });
    }

    it('serves what nobody protects', async () => {
      for (const path of ['/a/open', '/b/public'])
        expect((await fetch(`http://127.0.0.1:${portOf(http)}${path}`)).status, path).to.equal(200);
    });
  });
});
