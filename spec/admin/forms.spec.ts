import { expect } from 'chai';
import { onEachFramework, type TestApplication } from '../support/application';
import { Browser } from '../support/browser';
import { dump } from '../support/database';
import { csrfIn, forms, Operator, pages, startAdmin } from './support';

describe('the admin pages: forms and headers', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let ada: Operator;
    before(async () => {
      app = await startAdmin({ on: framework });
      ada = await Operator.signedIn(app);
    });
    after(() => app.close());

    /** Every token that is not the one of this form, for ada, about this client or scope. */
    async function foreignTokens({ page, action }: (typeof forms)[number], other: Operator) {
      const own = csrfIn(await ada.open(page), action);
      const foreign: Record<string, string | undefined> = {
        ...{ none: undefined, empty: '', 'cut off': own.slice(0, -1), 'without its nonce': own.slice(own.indexOf('.')) },
        'of another session': csrfIn(await other.open(page), action),
        'of the logout': csrfIn(await ada.open(page), '/logout'),
      };
      for (const one of forms.filter(form => form.action !== action))
        foreign[`of ${one.action}`] = csrfIn(await ada.open(one.page), one.action);
      const neighbour = (path: string): string => path.replace('id=web', 'id=neighbour');
      if (action.endsWith('?id=web')) foreign['of another client'] = csrfIn(await ada.open(neighbour(page)), neighbour(action));
      return foreign;
    }

    it('AD04: a form without its token, or with one of another session, form or subject, does nothing', async () => {
      const other = await Operator.signedIn(app);
      await app.server.clients.register({ clientId: 'neighbour' });
      const before = await dump(app);
      for (const form of forms) {
        for (const [what, csrf] of Object.entries(await foreignTokens(form, other))) {
          const { status, body } = await ada.post(form.action, { ...form.fields, ...(csrf === undefined ? {} : { csrf }) });
          const refused = body.includes('does not belong to the page');
          expect([status, refused], `${form.action} with a token ${what}`).to.deep.equal([403, true]);
        }
      }
      expect(await dump(app)).to.equal(before);
    });

    it('AD06: an old form takes nothing back that somebody else has changed', async () => {
      const uris = ['https://one.example/cb', 'https://two.example/cb'];
      await app.server.clients.register({ clientId: 'shared', redirectUris: uris, scopes: ['photos:read'], trusted: true });
      const page = '/clients/change?id=shared';
      const old = csrfIn(await ada.open(page), page);
      await app.server.clients.update('shared', { redirectUris: uris.slice(0, 1), trusted: false });
      const fields = {
        ...{ name: 'Renamed', kind: 'confidential', redirect_uris: uris.join('\n'), trusted: 'on' },
        ...{ grant_type: 'authorization_code', scope: 'photos:read' },
      };
      const refused = await ada.post(page, { ...fields, csrf: old });
      expect(refused.body).to.include('Somebody else has changed this client').and.not.include('Renamed');
      const now = async () => (await app.server.clients.find('shared')) ?? expect.fail('it is gone');
      expect([(await now()).redirectUris, (await now()).trusted]).to.deep.equal([uris.slice(0, 1), false]);
      await ada.post(page, { ...fields, csrf: csrfIn(refused, page) });
      expect([(await now()).name, (await now()).trusted]).to.deep.equal(['Renamed', true]);
      await app.server.clients.remove('shared');
    });

    it('AD04: nobody is logged in or out by a form of another page', async () => {
      const login = await new Browser().request(ada.url('/login'));
      const victim = new Operator(app);
      await victim.browser.request(victim.url('/login'));
      const fields = { username: 'ada', password: 'lovelace', csrf: csrfIn(login, '/login') };
      expect((await victim.post('/login', fields)).status).to.equal(403);
      expect((await new Operator(app).post('/login', fields)).status, 'without a cookie').to.equal(403);
      expect((await ada.post('/logout', { csrf: fields.csrf })).status).to.equal(403);
      expect((await ada.browser.request(ada.url('/logout'))).status, 'a link').to.equal(405);
      expect((await ada.open('')).status).to.equal(200);
    });

    it('AD14: to open a page changes nothing, whatever stands in its address', async () => {
      const before = await dump(app);
      for (const { action, page, fields } of forms) {
        const csrf = csrfIn(await ada.open(page), action);
        const url = new URL(ada.url(action));
        for (const [name, value] of Object.entries({ ...fields, csrf })) url.searchParams.set(name, value);
        await ada.browser.open(url);
        for (const method of ['PUT', 'DELETE', 'PATCH']) {
          const answer = await ada.browser.request(url, { method });
          expect([answer.status, answer.headers.get('allow')], method).to.deep.equal([405, 'GET, POST']);
        }
      }
      expect(await dump(app)).to.equal(before);
    });

    it('AD09: no page can be framed, stored or made to load anything, and none leaks its address', async () => {
      const grace = await Operator.signedIn(app, 'grace');
      const answers = {
        ...Object.fromEntries(await Promise.all(pages.map(async page => [page, await ada.open(page)] as const))),
        ...{ login: await new Operator(app).open('/login'), refused: await grace.open('') },
        ...{ 'not found': await ada.open('/clients/view?id=nobody'), 'bad form': await ada.post('/scopes', {}) },
        'broken escape': await ada.open('/clients/view?id=%zz'),
        'wrong method': await ada.browser.request(ada.url('/scopes'), { method: 'DELETE' }),
        'no form': await ada.browser.request(ada.url('/scopes'), { method: 'POST', body: '{}' }),
        secret: await ada.send('/clients/view?id=web', '/clients/secret?id=web'),
      };
      for (const [name, { headers, body, status }] of Object.entries(answers)) {
        expect(status, name).to.be.lessThan(500);
        expect(headers.get('x-frame-options'), name).to.equal('DENY');
        expect(headers.get('referrer-policy'), name).to.equal('no-referrer');
        expect(headers.get('cache-control'), name).to.equal('no-store');
        expect(headers.get('x-content-type-options'), name).to.equal('nosniff');
        expect(headers.get('content-security-policy'), name).to.match(
          /^default-src 'none'; style-src 'nonce-[\w+/=]+'; img-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
        );
        expect(body, name).to.not.match(/<script|<link|<iframe|<img|\son\w+=|\sstyle=/i);
      }
    });

    it('an operator cannot be sent to a page that says what it was told to say', async () => {
      for (const page of ['?done=Log+in+again+at+evil.example', '?done=__proto__', '/scopes?done=constructor'])
        expect((await ada.open(page)).body).to.not.match(/evil|class="done"|Object/);
    });
  });
});
