import { expect } from 'chai';
import express from 'express';
import { OAuthServer, type User } from 'oauth-controllers';
import { type RoutingControllersOptions, useExpressServer } from 'routing-controllers';
import { frameworks, onEachFramework, startApplication, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { dump } from '../support/database';
import { loggedIn } from '../support/flow';
import { hanging } from '../support/services';
import { admin, csrfIn, forms, Operator, pages, startAdmin } from './support';

/** Everything but the session and the forms that were spent. */
const kept = async (app: TestApplication): Promise<string> =>
  (await dump(app)).replace(/^(LoginSession|Replay)\w*: .*?(?=^\w+: |$(?![\s\S]))/gms, '');

describe('the admin pages: who may come in', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    before(async () => {
      app = await startAdmin({ on: framework });
    });
    after(() => app.close());

    it('AD01: a stranger is shown a login and nothing else, and can change nothing', async () => {
      const before = await kept(app);
      for (const page of pages) {
        const { status, location, body } = await new Browser().request(new Operator(app).url(page));
        expect([status, location?.href, body], page).to.deep.equal([303, `${app.url}/oauth/admin/login`, '']);
      }
      const owner = await Operator.signedIn(app);
      for (const { page, action, fields } of forms) {
        const csrf = csrfIn(await owner.open(page), action);
        const answer = await new Browser().request(new Operator(app).url(action), {
          method: 'POST',
          body: new URLSearchParams({ ...fields, csrf }),
        });
        expect([answer.status, answer.location?.pathname], action).to.deep.equal([303, '/oauth/admin/login']);
      }
      expect(await kept(app)).to.equal(before);
    });

    it('AD02: a user who is not allowed sees that, and can change nothing', async () => {
      const grace = await Operator.signedIn(app, 'grace');
      const before = await kept(app);
      for (const page of pages) {
        const { status, body } = await grace.open(page);
        expect(status, page).to.equal(403);
        expect(body)
          .to.include('grace')
          .and.not.match(/photos:read|Photo App|web2/);
      }
      for (const { action, fields } of forms) {
        const { status } = await grace.post(action, { ...fields, csrf: csrfIn(await grace.open(''), '/logout') });
        expect(status, action).to.equal(403);
      }
      expect(await kept(app)).to.equal(before);
    });

    it('AD12: signing in and out begins and ends a session, and wrong passwords are counted', async () => {
      const ada = new Operator(app);
      expect((await ada.signIn('ada', 'wrong')).body)
        .to.include('role="alert"')
        .and.include('aria-invalid');
      const list = await ada.signIn('ada', 'lovelace');
      expect([list.status, list.url]).to.deep.equal([200, ada.url('')]);
      const cookie = await ada.browser.jar.getCookieString(app.url);
      const out = await ada.send('', '/logout');
      expect([out.status, out.url]).to.deep.equal([200, ada.url('/login')]);
      expect(await ada.browser.jar.getCookieString(app.url)).to.not.include('oauth_session');
      const planted = await new Browser({ cookie }).request(ada.url(''));
      expect(planted.location?.pathname, 'the ended session').to.equal('/oauth/admin/login');
      const guesser = new Operator(app);
      const statuses = [];
      for (let guess = 0; guess < 11; guess++) statuses.push((await guesser.signIn('lin', `guess ${guess}`)).status);
      expect(statuses).to.deep.equal([...Array(10).fill(400), 429]);
    });

    it('takes the session of an authorization, and leaves its pages to everybody else', async () => {
      const ada = new Operator(app, await loggedIn(app));
      const { status, body } = await ada.open('');
      expect([status, body.includes('Photo App')]).to.deep.equal([200, true]);
      expect((await ada.browser.request(ada.url('/login'))).location?.href).to.equal(ada.url(''));
      expect((await fetch(`${app.url}/oauth/admins`)).status).to.equal(404);
    });
  });

  it('AD03: nothing but true lets a user in', async () => {
    let answer: () => unknown = () => true;
    const app = await startApplication({ serviceTimeout: 50, admin: { allow: (() => answer()) as () => boolean } });
    try {
      const ada = await Operator.signedIn(app);
      expect((await ada.open('')).status).to.equal(200);
      const wrong: Record<string, () => unknown> = {
        ...{ nothing: () => undefined, null: () => null, one: () => 1, text: () => 'true', object: () => ({}) },
        ...{ boxed: () => new Boolean(true), false: () => false, 'later a text': async () => 'true' },
        'later false': async () => false,
        throws: () => {
          throw new Error('the innermost text');
        },
        rejects: () => Promise.reject(new Error('the innermost text')),
        hangs: hanging,
      };
      for (const [what, act] of Object.entries(wrong)) {
        answer = act;
        const { status, body } = await ada.open('');
        expect([status, body.includes('the innermost text')], what).to.deep.equal([403, false]);
      }
      expect(String(app.log.lines)).to.include('admin.allow failed').and.include('admin.allow did not answer within 50 ms');
      answer = async () => true;
      expect((await ada.open('')).status, 'a promise of true').to.equal(200);
    } finally {
      await app.close();
    }
  });

  it('AD03: allow is asked at every request, with the user as the application has it now', async () => {
    const asked: User[] = [];
    let may = true;
    const app = await startApplication({ admin: { allow: user => asked.push(user) > 0 && may } });
    const ada = await Operator.signedIn(app);
    const csrf = csrfIn(await ada.open('/clients/remove?id=web'), '/clients/remove?id=web');
    may = false;
    expect((await ada.post('/clients/remove?id=web', { csrf })).status).to.equal(403);
    expect(await app.server.clients.find('web')).to.not.equal(undefined);
    expect(asked.map(({ id }) => id)).to.deep.equal(Array(asked.length).fill('ada'));
    await app.close();
  });

  it('AD10: there are none unless the option is there', async () => {
    for (const off of [undefined, false] as const) {
      const app = await startApplication({ admin: off });
      const browser = await loggedIn(app);
      for (const page of [...pages, '/login'])
        expect((await browser.request(`${app.url}/oauth/admin${page}`)).status).to.equal(404);
      await app.close();
    }
  });

  it('AD10: a mistake in the option stops the start, and says how to mend it', async () => {
    const create = (option: unknown) =>
      OAuthServer.create({ issuer: 'http://localhost', database: ':memory:', scopes: {}, admin: option as typeof admin }).then(
        async server => {
          await server.close();
          return 'nothing';
        },
        String,
      );
    for (const option of [true, {}, { path: '/admin' }, { allow: true }, null, { allow: 'ada' }])
      expect(await create(option)).to.match(/^TypeError: admin has no function allow; say who may manage the clients/);
    for (const path of ['admin', '/admin/', '/', '', '/:id', '/a b', '/a//b', '/*', 7])
      expect(await create({ allow: admin.allow, path })).to.match(/^TypeError: admin\.path is .+; give a path such as/);
  });

  it('are below the routePrefix and the path where an application is mounted, beside body parsers of its own', async () => {
    for (const listener of [
      (options: RoutingControllersOptions) => {
        const inner = express();
        useExpressServer(inner, options);
        return express()
          .use(express.urlencoded({ extended: true }))
          .use('/outer', inner);
      },
      (options: RoutingControllersOptions) => {
        const inner = express();
        useExpressServer(inner, options);
        return express().use('/outer', inner);
      },
    ]) {
      const app = await startApplication({ listener, routing: { routePrefix: '/v1' }, admin: { ...admin, path: '/operators' } });
      const ada = await Operator.signedIn(app, 'ada', '/outer/v1/operators');
      const fields = { client_id: 'below', kind: 'public', grant_type: 'refresh_token', scope: ['photos:read', 'albums:read'] };
      const made = await ada.send('/clients/new', '/clients/new', fields);
      expect([made.status, made.url]).to.deep.equal([200, ada.url('/clients/view?id=below&done=created')]);
      expect((await app.server.clients.find('below'))?.scopes).to.deep.equal(fields.scope);
      for (const [, address = ''] of made.body.matchAll(/(?:href|action)="([^"]*)"/g))
        expect(address).to.match(/^\/outer\/v1\/operators(\/|$)/);
      await app.close();
    }
  });

  it('a form that is too large is refused on a page', async () => {
    for (const on of frameworks) {
      const app = await startAdmin({ on });
      const ada = await Operator.signedIn(app);
      const large = await ada.send('/clients/new', '/clients/new', {
        description: 'x'.repeat(60_000),
        kind: 'public',
        grant_type: 'a',
      });
      expect([large.status, large.body.includes('does not offer')], 'less than 64 KiB').to.deep.equal([400, true]);
      const { status, body } = await ada.post('/scopes', { description: 'x'.repeat(70_000) });
      expect([status, body.includes('The body is too large')], on).to.deep.equal([413, true]);
      await app.close();
    }
  });

  it('AD13: plain http is refused by an https server', async () => {
    const app = await startAdmin({ tls: true });
    for (const path of ['', '/login']) {
      const { status, headers, body } = await new Browser().request(`${app.url}/oauth/admin${path}`);
      expect([status, headers.get('set-cookie'), body.includes('password')], path).to.deep.equal([400, null, false]);
    }
    const behindProxy = new Browser({ 'x-forwarded-proto': 'https' });
    const login = await behindProxy.request(`${app.url}/oauth/admin/login`);
    expect(login.headers.getSetCookie().join()).to.match(/^__Host-oauth_browser=.*; HttpOnly; SameSite=Lax; Secure$/);
    await app.close();
  });
});
