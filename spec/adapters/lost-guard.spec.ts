import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { expect } from 'chai';
import express5 from 'express';
import express4 from 'express4';
import Koa from 'koa';
import { InsufficientScopeError, OAuthController, OAuthScope } from 'oauth-controllers';
import {
  Get,
  getMetadataArgsStorage,
  JsonController,
  Req,
  type RoutingControllersOptions,
  useExpressServer,
  useKoaServer,
} from 'routing-controllers';
import { type Framework, onEachFramework, startApplication, type TestApplication } from '../support/application';
import { userToken } from '../support/controllers';
import { call } from '../support/flow';

let calls = 0;

@JsonController('/drawer')
class Drawer {
  @Get('/') @OAuthScope('photos:read') open() {
    return { calls: ++calls };
  }
  @Get('/deeper') @OAuthScope('photos:read') deeper() {
    throw new InsufficientScopeError('photos:write');
  }
  @Get('/later') @OAuthScope('photos:read') async later() {
    await undefined;
    throw new InsufficientScopeError('photos:write');
  }
  @Get('/logged') @OAuthScope('photos:read') logged(@Req() request: object) {
    return { shown: inspect(request, { depth: 30, showHidden: true }).includes('AccessToken') };
  }
}

function built(on: Framework, options: RoutingControllersOptions): RequestListener {
  if (on === 'koa') {
    const app = new Koa();
    app.silent = true;
    useKoaServer(app, options);
    return app.callback();
  }
  const app = (on === 'express4' ? express4() : express5()).set('env', 'test');
  useExpressServer(app, options);
  return app;
}

describe('a handler that has lost its guard', () => {
  onEachFramework(on => {
    for (const lost of [false, true]) {
      describe(lost ? 'because its middleware was taken away' : 'no more than others', () => {
        let app: TestApplication;
        const storage = getMetadataArgsStorage();
        let { uses } = storage;
        before(async () => {
          const listener = (options: RoutingControllersOptions): RequestListener => {
            // The first application puts the guards up.
            const whole = built(on, options);
            if (!lost) return whole;
            ({ uses } = storage);
            storage.uses = uses.filter(one => one.target !== Drawer);
            return built(on, options);
          };
          app = await startApplication({ controllers: [OAuthController, Drawer], listener });
        });
        after(async () => {
          if (lost) storage.uses = uses;
          await app.close();
        });

        it('is not called without a token, and is called with one', async () => {
          const before = calls;
          expect((await call(app, undefined, { path: '/drawer' })).status).to.equal(401);
          expect((await call(app, 'bad', { path: '/drawer' })).status).to.equal(401);
          expect(calls).to.equal(before);
          const answer = await call(app, await userToken(app), { path: '/drawer' });
          expect(answer.status).to.equal(200);
          expect(await answer.json()).to.deep.equal({ calls: before + 1 });
          expect(answer.headers.get('vary')).to.match(/\bAuthorization$/);
        });

        it('answers with the challenge that it throws, at once or later', async () => {
          for (const path of ['/drawer/deeper', '/drawer/later']) {
            const answer = await call(app, await userToken(app), { path });
            expect(answer.status).to.equal(403);
            expect(answer.headers.get('www-authenticate')).to.match(/insufficient_scope.*photos:write/);
          }
        });

        it('shows nothing of the token where its request is logged', async () => {
          const answer = await call(app, await userToken(app), { path: '/drawer/logged' });
          expect(await answer.json()).to.deep.equal({ shown: false });
        });
      });
    }
  });
});
