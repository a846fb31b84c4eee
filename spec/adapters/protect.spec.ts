import { createServer, type RequestListener, type Server } from 'node:http';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { tokenOf } from 'oauth-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { portOf } from '../support/controllers';
import { tokens } from '../support/flow';

describe('server.protect, for routes that are no controllers', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let http: Server;
    let url: string;
    before(async () => {
      app = await startApplication({ bearerMethods: ['header', 'query'] });
      http = createServer(listener());
      await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${portOf(http)}`;
    });
    after(async () => {
      http.closeAllConnections();
      http.close();
      await app.close();
    });

    function listener(): RequestListener {
      const guard = app.server.protect('photos:read');
      if (framework === 'koa') {
        const koa = new Koa();
        koa.use((context, next) => {
          if (context.get('x-signed-in')) context.state.user = { username: 'somebody' };
          context.set('vary', 'Accept');
          return next();
        });
        koa.use(guard);
        koa.use(context => {
          context.body = { user: context.state.user?.username, client: tokenOf(context)?.client.clientId };
        });
        return koa.callback();
      }
      const express = framework === 'express4' ? express4() : express5();
      express.use((request, response, next) => {
        if (request.get('x-signed-in')) Object.assign(request, { user: { username: 'somebody' } });
        response.vary('Accept');
        next();
      });
      express.get('/', guard, (request, response) => {
        const { user } = request as { user?: { username: string } };
        response.json({ user: user?.username, client: tokenOf(request)?.client.clientId });
      });
      return express;
    }

    const get = (token?: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(url, { headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) } });

    it('PR11: lets no cache that others share keep the answer to a token in the address', async () => {
      const { access_token } = await tokens(app);
      const answer = await fetch(`${url}/?access_token=${access_token}`);
      expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([200, 'private']);
      expect((await get(access_token)).headers.get('cache-control')).to.equal(null);
    });

    it('lets a good token in, and puts its user where templates look', async () => {
      const response = await get((await tokens(app)).access_token);
      expect(response.status).to.equal(200);
      expect(await response.json()).to.deep.equal({ user: 'ada', client: 'app' });
      expect(response.headers.get('vary')).to.equal('Accept, Authorization');
    });

    it('keeps a user whom the application has signed in', async () => {
      const response = await get((await tokens(app)).access_token, { 'x-signed-in': 'yes' });
      expect(await response.json()).to.deep.equal({ user: 'somebody', client: 'app' });
    });

    it('refuses with a challenge', async () => {
      expect((await get()).status).to.equal(401);
      expect((await get('x')).headers.get('www-authenticate')).to.include('invalid_token');
      expect((await get('x')).headers.get('vary')).to.equal('Accept, Authorization');
    });
  });

  it('does not start with a scope that is not declared', async () => {
    const app = await startApplication();
    try {
      expect(() => app.server.protect('photos:raed')).to.throw(TypeError, '"photos:raed", which is not declared');
    } finally {
      await app.close();
    }
  });
});
