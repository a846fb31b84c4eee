import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import {
  AuthorizationEndpoint,
  type AuthorizationRequest,
  AuthRequest,
  IntrospectionEndpoint,
  OAuthController,
  OAuthScope,
  RevocationEndpoint,
  TokenEndpoint,
} from 'oauth-controllers';
import {
  type Action,
  All,
  Controller,
  getMetadataArgsStorage,
  JsonController,
  UseAfter,
  UseBefore,
  UseInterceptor,
} from 'routing-controllers';
import { Container } from 'typedi';
import { type Framework, onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { authorizationUrl, basic, post } from '../../support/flow';
import { addPassing, type Listening, listening, Passing } from './servers';

let seen: string[] = [];

function note(name: string) {
  return (...args: unknown[]): unknown => {
    seen.push(name);
    return (args.at(-1) as () => unknown)();
  };
}
const interceptor = (_action: Action, content: unknown): unknown => {
  seen.push('interceptor');
  return content;
};

@Controller('/oauth')
@UseBefore(note('class'))
class Watched extends OAuthController {}

@Controller('/oauth')
class WatchedMethods {
  @TokenEndpoint() @UseBefore(note('method')) token() {}
  @IntrospectionEndpoint() @UseInterceptor(interceptor) introspect() {}
  @RevocationEndpoint() @UseAfter(note('after')) revoke() {}
}

@Controller('/oauth')
@UseInterceptor(interceptor)
class WatchedResults extends OAuthController {}

@Controller('/oauth')
class WithMethods {
  @TokenEndpoint() token() {}
  @IntrospectionEndpoint() introspect() {
    seen.push('introspect');
  }
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest) {
    seen.push('authorize');
    return request.deny('not today');
  }
}

@Controller('/oauth')
class Closed {
  @TokenEndpoint() @OAuthScope('photos:read') token() {}
}

@JsonController('/oauth')
class First {
  @All('/:name') any() {
    return { from: 'first' };
  }
}

/** Who has entered its framework: these are counted where every request of an application comes in. */
function counting(on: Framework): { count: number; stop: () => void } {
  const [owner, name] = on === 'koa' ? [Koa.prototype, 'handleRequest'] : [express(on).application, 'handle'];
  const entrance = owner as unknown as Record<string, (...args: unknown[]) => unknown>;
  const original = entrance[name] as (...args: unknown[]) => unknown;
  const stop = (): void => {
    entrance[name] = original;
  };
  const counter = { count: 0, stop };
  entrance[name] = function (this: unknown, ...args) {
    counter.count++;
    return original.apply(this, args);
  };
  return counter;
}
const express = (on: Framework): typeof express5 => (on === 'express4' ? (express4 as unknown as typeof express5) : express5);

describe('endpoints that something of the application stands before', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Listening | undefined;
    const start = async (options: Parameters<typeof listening>[1]) => {
      seen = [];
      Passing.seen = [];
      site = await listening(on, options);
      return site;
    };
    afterEach(async () => {
      await site?.server.close();
      site = undefined;
    });
    const credentials = { grant_type: 'client_credentials', scope: 'photos:read' };
    const ask = async (path: string, parameters: Record<string, string> = credentials, headers = {}) => {
      if (!site) throw new Error('nothing is listening');
      return post(site, parameters, { basic: 'service', path: `/oauth${path}`, headers });
    };
    const introspect = async () => ask('/introspect', { token: (await ask('/token')).body.access_token });

    it('call the method of the object that the container has for their class', async () => {
      class Mine extends OAuthController {
        override introspect(): void {
          seen.push('mine');
        }
      }
      Container.set(OAuthController, new Mine());
      try {
        await start({});
        expect((await introspect()).status).to.equal(200);
        expect(seen).to.deep.equal(['mine']);
      } finally {
        Container.set({ id: OAuthController, type: OAuthController });
      }
    });

    it('enter the framework, and others do not', async () => {
      const counter = counting(on);
      try {
        await start({});
        await introspect();
        expect(counter.count).to.equal(0);
        await site?.server.close();
        await start({ controllers: [Watched] });
        await introspect();
        expect(counter.count).to.be.greaterThan(1);
      } finally {
        counter.stop();
      }
    });

    it('a middleware of the class sees each request', async () => {
      await start({ controllers: [Watched] });
      expect((await introspect()).body).to.have.property('active', true);
      expect(seen).to.deep.equal(['class', 'class']);
    });

    it('a middleware or interceptor of the method sees what it saw', async () => {
      await start({ controllers: [WatchedMethods] });
      expect((await introspect()).body).to.have.property('active', true);
      expect(seen).to.deep.equal(['interceptor']);
      expect((await ask('/revoke', { token: 'a' })).status).to.equal(200);
    });

    it('an interceptor of the class or of the application sees answers about living tokens', async () => {
      await start({ controllers: [WatchedResults] });
      await introspect();
      expect(seen).to.deep.equal(['interceptor']);
      await site?.server.close();
      class Everywhere {
        intercept = interceptor;
      }
      Object.defineProperty(Everywhere.prototype, 'intercept', { value: interceptor });
      getMetadataArgsStorage().interceptors.push({ target: Everywhere, global: true, priority: 0 });
      await start({});
      await introspect();
      expect(seen).to.deep.equal(['interceptor']);
    });

    it('global middleware before them sees each request, and after them the answers that are left to methods', async () => {
      addPassing('after');
      await start({});
      await introspect();
      expect(Passing.seen).to.deep.equal(['/oauth/introspect']);
      addPassing('before');
      await site?.server.close();
      await start({});
      await introspect();
      expect(Passing.seen).to.deep.equal(['/oauth/token', '/oauth/introspect', '/oauth/introspect']);
    });

    it('their methods are called, with their parameters', async () => {
      const { url } = await start({ controllers: [WithMethods] });
      expect((await introspect()).body).to.have.property('active', true);
      const { headers } = await fetch(authorizationUrl({ url }), { redirect: 'manual' });
      expect(headers.get('location')).to.include('access_denied');
      expect(seen).to.deep.equal(['introspect', 'authorize']);
    });

    it('a guard of theirs stays closed', async () => {
      await start({ controllers: [Closed] });
      const { status, headers } = await ask('/token');
      expect([status, headers.get('www-authenticate')]).to.deep.equal([401, 'Bearer realm="localhost:3000"']);
    });

    it('a route of another controller that comes first, comes first', async () => {
      const { controllers } = getMetadataArgsStorage();
      const known = [...controllers];
      controllers.sort((a, b) => Number(b.target === First) - Number(a.target === First));
      await start({ controllers: [First, OAuthController] });
      expect((await ask('/token')).body).to.have.property('from', 'first');
      getMetadataArgsStorage().controllers = known;
    });

    it('SE05: a proxy that ends TLS is asked for, and believed only when it is trusted', async () => {
      const issuer = 'https://auth.example';
      const forwarded = { 'x-forwarded-proto': 'https' };
      await start({ issuer });
      for (const headers of [{}, forwarded]) {
        const { status, body } = await ask('/token', credentials, headers);
        expect([status, body.error_description]).to.deep.equal([400, 'This endpoint is reached over TLS only']);
      }
      await site?.server.close();
      await start({ issuer, trustProxy: 1 });
      expect((await ask('/token')).status).to.equal(400);
      expect((await ask('/token', credentials, forwarded)).status).to.equal(200);
    });

    it('SE05: failed attempts are counted for the address that the framework says', async () => {
      const limits = { token: '2/min' } as const;
      const wrong = (url: string, address: string) =>
        fetch(`${url}/oauth/token`, {
          method: 'POST',
          body: new URLSearchParams(credentials),
          headers: { authorization: basic('service', 'wrong'), 'x-forwarded-for': address },
        }).then(({ status }) => status);
      for (const [trustProxy, expected] of [
        [false, 429],
        [1, 401],
      ] as const) {
        const { url } = await start({ limits, trustProxy });
        for (const address of ['1.1.1.1', '2.2.2.2']) expect(await wrong(url, address)).to.equal(401);
        expect(await wrong(url, '3.3.3.3')).to.equal(expected);
        await site?.server.close();
      }
    });
  });
});
