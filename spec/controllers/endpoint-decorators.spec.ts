import { expect } from 'chai';
import * as library from 'oauth-controllers';
import { LoginPage, OAuthController, OAuthServer, RevocationEndpoint, TokenEndpoint } from 'oauth-controllers';
import { Controller, JsonController } from 'routing-controllers';
import * as ts from 'typescript';

const starting = async (...controllers: (new () => object)[]): Promise<string> => {
  const scopes = { a: 'A' };
  const server = await OAuthServer.create({ issuer: 'http://localhost:3000', database: ':memory:', scopes, users: [] });
  try {
    server.options({ controllers });
    return 'started';
  } catch (error) {
    return String(error);
  } finally {
    await server.close();
  }
};

describe('the decorators of endpoints', () => {
  it('TD08: take no path without a slash', () => {
    for (const decorate of [TokenEndpoint, LoginPage]) {
      const define = (): void => {
        @Controller('/oauth')
        class Kiosk {
          @decorate('tok') token() {}
        }
        new Kiosk().token();
      };
      expect(define).to.throw(TypeError, `@${decorate.name} of Kiosk.token has the path "tok"; begin it with a slash: "/tok".`);
    }
  });

  it('TD08: take no path that another endpoint has', async () => {
    @Controller('/oauth')
    class First {
      @TokenEndpoint() token() {}
      @RevocationEndpoint('/end') end() {}
    }
    @Controller('/oauth')
    class Second {
      @TokenEndpoint() other() {}
    }
    @Controller('/oauth')
    class Same {
      @RevocationEndpoint('/end') end() {}
    }
    @JsonController('/oauth')
    class Child extends First {}
    @Controller()
    class Elsewhere {
      @TokenEndpoint() token() {}
    }
    expect(await starting(First, Second)).to.equal(
      'TypeError: First.token and Second.other are endpoints at /oauth/token, where the first alone would be reached; give one another path.',
    );
    @Controller('/oauth')
    class Twice {
      @TokenEndpoint() token() {}
      @RevocationEndpoint('/token') revoke() {}
    }
    expect(await starting(Twice)).to.contain('Twice.token and Twice.revoke are endpoints at /oauth/token');
    expect(await starting(First, Same)).to.contain('First.end and Same.end are endpoints at /oauth/end');
    for (const sound of [
      [First, Elsewhere],
      [First, Child],
      [Child, First],
      [First, First],
    ])
      expect(await starting(...sound)).to.equal('started');
  });

  it('TD08: issue no scope that is not declared', async () => {
    @Controller('/kiosk')
    class Kiosk {
      @TokenEndpoint('/token', { scopes: ['a', 'zz'] }) token() {}
    }
    @Controller('/kiosk')
    class Sound {
      @TokenEndpoint('/token', { scopes: ['a'] }) token() {}
    }
    expect(await starting(Kiosk)).to.equal(
      'TypeError: Kiosk.token issues the scope "zz", which is not declared; add it to the option scopes, or correct its @TokenEndpoint.',
    );
    expect(await starting(Sound, OAuthController)).to.equal('started');
  });
});

describe('TD09: our decorators as standard ones', () => {
  /** As TypeScript compiles it without experimentalDecorators. */
  const running = (source: string) => (): void => {
    const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, experimentalDecorators: false };
    const { outputText } = ts.transpileModule(`const library = arguments[0]; ${source}`, { compilerOptions });
    new Function(outputText)(library);
  };
  const sentence = (name: string): string =>
    `@${name} was called as a standard decorator, which routing-controllers does not know; set experimentalDecorators and emitDecoratorMetadata in tsconfig.json.`;

  const ofMethods = Object.keys(library).filter(name => /^(\w+Endpoint|\w+Page|OAuth(Scope|Optional|Public))$/.test(name));
  const ofClasses = ['OAuthScope', 'OAuthOptional', 'OAuthResource'];

  it('are refused, each by its name', () => {
    expect(ofMethods).to.have.length(12);
    for (const name of ofMethods)
      expect(running(`class Photos { @library.${name}() list() {} }`), name).to.throw(TypeError, sentence(name));
    for (const name of ofClasses) expect(running(`@library.${name}() class Photos {}`), name).to.throw(TypeError, sentence(name));
  });
});
