import { createServer, request as open, type RequestListener, type Server } from 'node:http';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import type { OAuthOptions } from 'oauth-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { portOf } from '../support/controllers';
import { tokens } from '../support/flow';

/** The one that routing-controllers uses; it has no types. */
const bodyParser: (options: object) => Koa.Middleware = require('koa-bodyparser');
const formType = 'application/x-www-form-urlencoded';
const large = `note=${'a'.repeat(90_000)}`;

describe('a form behind a guard', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let http: Server;
    let url: string;
    const start = async (bearerMethods?: OAuthOptions['bearerMethods']): Promise<void> => {
      app = await startApplication({ bearerMethods });
      http = createServer(listener());
      await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${portOf(http)}`;
    };
    afterEach(async () => {
      http.closeAllConnections();
      http.close();
      await app.close();
    });

    /** Two guards, then a parser of the application's, then a handler that tells what it was given. */
    function listener(): RequestListener {
      const guards = [app.server.protect('photos:read'), app.server.protect('photos:read')] as const;
      if (framework === 'koa') {
        const koa = new Koa();
        for (const guard of guards) koa.use(guard);
        koa.use(bodyParser({ formLimit: '1mb' }));
        koa.use(context => {
          const { body: form } = context.request as { body?: unknown };
          context.body = { form };
        });
        return koa.callback();
      }
      const express = framework === 'express4' ? express4 : express5;
      const application = express();
      application.post('/', ...guards, express.urlencoded({ extended: true, limit: '1mb' }), (request, response) => {
        response.json({ form: request.body });
      });
      return application;
    }

    /** Each part in a packet of its own; without a length, as browsers and proxies may send it. */
    async function sent(parts: readonly string[], headers: Record<string, string> = {}): Promise<[number, unknown]> {
      const { access_token } = await tokens(app);
      const authorization = headers.authorization ?? `Bearer ${access_token}`;
      return new Promise((resolve, reject) => {
        const sending = open(url, { method: 'POST', headers: { 'content-type': formType, authorization, ...headers } });
        sending.on('error', reject).on('response', async response => {
          let text = '';
          for await (const chunk of response.setEncoding('utf8')) text += chunk;
          resolve([response.statusCode ?? 0, response.statusCode === 200 ? JSON.parse(text).form : undefined]);
        });
        sending.flushHeaders();
        let last = Promise.resolve();
        for (const part of parts)
          last = last.then(() => new Promise(written => sending.write(part, () => setImmediate(written))));
        void last.then(() => sending.end());
      });
    }
    const length = (text: string) => ({ 'content-length': String(Buffer.byteLength(text)) });

    it('reaches its parser whole: repeated and nested fields, in one part or many, with a length or without', async () => {
      await start();
      const text = 'tags=a&tags=b&owner[name]=ada';
      const form = { tags: ['a', 'b'], owner: { name: 'ada' } };
      expect(await sent([text], length(text))).to.deep.equal([200, form]);
      expect(await sent([text])).to.deep.equal([200, form]);
      expect(await sent([...text], length(text))).to.deep.equal([200, form]);
      expect(await sent([...text])).to.deep.equal([200, form]);
      expect(await sent([])).to.deep.equal([200, {}]);
    });

    it('may be as large as the parser allows, where no token is looked for in bodies', async () => {
      await start();
      const form = { note: 'a'.repeat(90_000) };
      expect(await sent([large], length(large))).to.deep.equal([200, form]);
      expect(await sent([large.slice(0, 50_000), large.slice(50_000)])).to.deep.equal([200, form]);
    });

    it('PR02: is looked through for a second token all the same', async () => {
      await start();
      expect(await sent(['a=b&access', '_token=x'])).to.deep.equal([400, undefined]);
    });

    it('PR04: brings the token where that is switched on, and no more than 64 KiB', async () => {
      await start(['body']);
      const { access_token } = await tokens(app);
      const text = `a[b]=c&access_token=${access_token}`;
      expect(await sent([text], { authorization: '' })).to.deep.equal([200, { a: { b: 'c' }, access_token }]);
      expect(await sent([large, `&access_token=${access_token}`], { authorization: '' })).to.deep.equal([413, undefined]);
    });
  });
});
