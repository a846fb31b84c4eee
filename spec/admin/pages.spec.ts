import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import { payloads } from '../pages/payloads';
import { onEachFramework, redirectUri, type TestApplication } from '../support/application';
import { dump } from '../support/database';
import { authorize, post } from '../support/flow';
import { csrfIn, Operator, pages, secretOn, startAdmin } from './support';

const form = {
  kind: 'confidential',
  grant_type: ['authorization_code', 'refresh_token'],
  redirect_uris: 'https://new.example/cb',
};

describe('the admin pages: clients and scopes', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let ada: Operator;
    const create = (fields: Record<string, string | string[]> = {}) =>
      ada.send('/clients/new', '/clients/new', { ...form, ...fields });
    before(async () => {
      app = await startAdmin({ on: framework });
      ada = await Operator.signedIn(app);
    });
    after(() => app.close());

    it('a client is registered with all that the form says', async () => {
      const answer = await create({
        ...{ client_id: 'all', name: ' Über “Photos” & more ', description: 'First line\r\nsecond', owner: 'Ada <ada@example>' },
        ...{ redirect_uris: 'https://a.example/cb\r\n\r\n  http://127.0.0.1/cb  ', scope: ['photos:read', 'albums:read'] },
        ...{ kind: 'public', trusted: 'yes', access_token_lifetime: '90s', refresh_token_lifetime: '7200' },
      });
      expect([answer.status, answer.url]).to.deep.equal([200, ada.url('/clients/view?id=all&done=created')]);
      expect(answer.body).to.include('role="status"').and.include('The client was registered.');
      const client = await app.server.clients.find('all');
      expect(client).to.deep.include({
        ...{ name: 'Über “Photos” & more', description: 'First line\r\nsecond', owner: 'Ada <ada@example>', trusted: true },
        redirectUris: ['https://a.example/cb', 'http://127.0.0.1/cb'],
        scopes: ['photos:read', 'albums:read'],
        grantTypes: ['authorization_code', 'refresh_token'],
        tokens: { accessToken: 90, refreshToken: 7200 },
      });
      expect([client?.public, client?.authMethod]).to.deep.equal([true, 'none']);
      for (const shown of ['>1m<', '90s', '2h', 'http://127.0.0.1/cb', 'albums:read', 'Über “Photos” &amp; more'])
        expect(answer.body.includes(shown), shown).to.equal(shown !== '>1m<');
    });

    it('AD06: a secret is shown once, on the answer that nothing keeps, and stored as a hash', async () => {
      const csrf = csrfIn(await ada.open('/clients/new'), '/clients/new');
      const fields = { ...form, client_id: 'secretive', grant_type: 'client_credentials', scope: 'photos:read', csrf };
      const answer = await ada.post('/clients/new', fields);
      const secret = secretOn(answer) ?? '';
      expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([200, 'no-store']);
      expect(secret).to.match(/^[\w-]{43}$/);
      expect((await post(app, { grant_type: 'client_credentials' }, { basic: 'secretive', secret })).status).to.equal(200);
      const again = await ada.post('/clients/new', { ...fields, client_id: 'second' });
      expect([again.status, secretOn(again), await app.server.clients.find('second')]).to.deep.equal([409, undefined, undefined]);

      const renew = csrfIn(await ada.open('/clients/view?id=secretive'), '/clients/secret?id=secretive');
      const renewed = secretOn(await ada.post('/clients/secret?id=secretive', { csrf: renew, overlap: '1h' })) ?? '';
      expect(renewed)
        .to.match(/^[\w-]{43}$/)
        .and.not.equal(secret);
      expect((await ada.post('/clients/secret?id=secretive', { csrf: renew })).status, 'reloaded').to.equal(409);
      const works = async (value: string) =>
        (await post(app, { grant_type: 'client_credentials' }, { basic: 'secretive', secret: value })).status === 200;
      expect([await works(secret), await works(renewed)]).to.deep.equal([true, true]);
      app.clock.advance(3601);
      expect([await works(secret), await works(renewed)], 'an hour later').to.deep.equal([false, true]);
      const third = secretOn(await ada.send('/clients/view?id=secretive', '/clients/secret?id=secretive')) ?? '';
      expect([await works(renewed), await works(third)], 'at once').to.deep.equal([false, true]);

      const everywhere = [await dump(app), String(app.log.lines)];
      for (const page of [...pages, '/clients/view?id=secretive', '/clients/change?id=secretive'])
        everywhere.push((await ada.open(page)).body);
      for (const value of [secret, renewed, third]) expect(everywhere.some(text => text.includes(value))).to.equal(false);
    });

    it('AD07: a public client has no secret, and is given none', async () => {
      const answer = await create({ client_id: 'open', kind: 'public' });
      expect(secretOn(answer)).to.equal(undefined);
      expect(answer.body).to.include('a public client has no secret').and.not.include('New secret');
      const { body } = await ada.open('/clients/view?id=web');
      expect(body).to.include('New secret');
      const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
      const jwks = { keys: [{ ...jwk, kid: 'one', alg: 'ES256' }] };
      await app.server.clients.register({ clientId: 'keyed', authMethod: 'private_key_jwt', jwks });
      const keyed = await ada.open('/clients/view?id=keyed');
      expect(keyed.body).to.include('private_key_jwt').and.not.include('New secret');
      // The client became public while the form was open.
      const csrf = csrfIn(await ada.open('/clients/view?id=web'), '/clients/secret?id=web');
      await app.server.clients.update('web', { public: true });
      const late = await ada.post('/clients/secret?id=web', { csrf });
      expect([late.status, secretOn(late)]).to.deep.equal([400, undefined]);
      expect(late.body).to.include('The client is public and has no secret.');
      await app.server.clients.update('web', { public: false });
    });

    it('AD08: a client that becomes confidential is shown its secret once', async () => {
      await create({ client_id: 'turning', kind: 'public', scope: 'photos:read' });
      const fields = { ...form, scope: 'photos:read', grant_type: ['authorization_code', 'client_credentials'] };
      const closed = await ada.send('/clients/change?id=turning', '/clients/change?id=turning', fields);
      const secret = secretOn(closed) ?? '';
      expect((await post(app, { grant_type: 'client_credentials' }, { basic: 'turning', secret })).status).to.equal(200);
      const open = { ...form, kind: 'public' };
      const answer = await ada.send('/clients/change?id=turning', '/clients/change?id=turning', open);
      expect([secretOn(answer), (await app.server.clients.find('turning'))?.public]).to.deep.equal([undefined, true]);
    });

    it('AD11: what is wrong with a client is said on the form, which keeps what was typed', async () => {
      const before = await app.server.clients.list();
      const wrong: [Record<string, string | string[]>, string][] = [
        [
          { redirect_uris: 'http://app.example/cb' },
          'The client has a redirect URI &quot;http://app.example/cb&quot; that uses http; use',
        ],
        [{ redirect_uris: 'javascript:alert(1)' }, 'uses the scheme javascript'],
        [{ redirect_uris: '' }, 'The client uses authorization_code but has no redirectUris'],
        [{ client_id: 'app' }, 'The client is registered already.'],
        [{ client_id: 'ümlaut' }, 'has an id that is not 1 to 255 visible ASCII characters'],
        [{ kind: 'public', grant_type: 'client_credentials' }, 'The client is public and cannot use client_credentials'],
        [{ grant_type: [] }, 'The client has no grant type; choose at least one.'],
        [{ grant_type: 'password' }, 'The client has the grant type password, which this server does not offer.'],
        [{ scope: 'nowhere' }, 'The client has the scope nowhere, which is not declared'],
        [{ access_token_lifetime: 'soon' }, 'The access token lifetime is &quot;soon&quot;; give seconds'],
        [{ refresh_token_lifetime: '99999d' }, 'The refresh token lifetime is &quot;99999d&quot;; give ten years'],
        [{ owner: 'o'.repeat(256) }, 'The client has a name or an owner of more than 255 characters.'],
      ];
      for (const [fields, sentence] of wrong) {
        const { status, body } = await create({ name: 'Typed "before"', description: '\n<typed>', ...fields });
        expect(status, sentence).to.equal(400);
        expect(body).to.match(/<title>Error: New client/);
        expect(/role="alert">([^<]*)</.exec(body)?.[1]).to.include(sentence);
        expect(body).to.include('value="Typed &quot;before&quot;"').and.include('&lt;typed&gt;</textarea>');
      }
      const changed = await ada.send('/clients/change?id=web2', '/clients/change?id=web2', { ...form, redirect_uris: 'x' });
      expect([changed.status, changed.body.includes('The client has a redirect URI &quot;x&quot;')]).to.deep.equal([400, true]);
      expect(await app.server.clients.list()).to.deep.equal(before);
      expect((await ada.send('/clients/new', '/clients/new', { ...form, kind: 'both' })).status, 'a forged kind').to.equal(400);
    });

    it('a changed client works as it was changed, and its tokens go on', async () => {
      const change = {
        kind: 'public',
        name: 'Printer',
        grant_type: ['authorization_code', 'refresh_token'],
        redirect_uris: redirectUri,
      };
      const answer = await ada.send('/clients/change?id=app', '/clients/change?id=app', {
        ...change,
        scope: 'photos:write',
        trusted: 'yes',
      });
      expect(answer.body).to.include('The client was changed.');
      const { location } = await authorize(app, { scope: 'photos:read' });
      expect(location?.searchParams.get('error')).to.equal('invalid_scope');
      const allowed = await authorize(app, { scope: 'photos:write' });
      expect(allowed.location?.searchParams.get('code')).to.match(/^oac_/);
    });

    it('a client is removed after a question', async () => {
      await create({ client_id: 'a/b?c=d&e #f', kind: 'public' });
      const question = await ada.open(`/clients/remove?${new URLSearchParams({ id: 'a/b?c=d&e #f' })}`);
      expect(question.body).to.include('Remove this client?').and.include('a/b?c=d&amp;e #f');
      const id = new URLSearchParams({ id: 'a/b?c=d&e #f' }).toString();
      const csrf = /remove\?[^>]*>\s*<input type="hidden" name="csrf" value="([^"]+)/.exec(question.body)?.[1] ?? '';
      const gone = await ada.post(`/clients/remove?${id}`, { csrf });
      expect([gone.status, gone.body.includes('The client was removed.')]).to.deep.equal([200, true]);
      expect(await app.server.clients.find('a/b?c=d&e #f')).to.equal(undefined);
      expect((await ada.open(`/clients/view?${id}`)).status).to.equal(404);
    });

    it('clients are found by their id, and turned over page by page', async () => {
      for (let count = 0; count < 51; count++) await app.server.clients.register({ clientId: `bulk-${100 + count}` });
      const found = await ada.open('/clients/view?id=bulk-120');
      expect([found.status, found.body.includes('<code>bulk-120</code>')]).to.deep.equal([200, true]);
      expect((await ada.open('/clients/view?id=BULK-120')).status).to.equal(404);
      const seen: string[] = [];
      for (let page: string | undefined = ''; page !== undefined; ) {
        const { body } = await ada.open(page);
        seen.push(...[...body.matchAll(/<small>([^<]+)</g)].map(([, id = '']) => id));
        page = /href="[^"]*?(\?after=[^"]+)"/.exec(body)?.[1];
      }
      expect(seen).to.include.members(['bulk-100', 'bulk-150', 'app', 'web']);
      expect(new Set(seen).size).to.equal(seen.length);
    });

    it('scopes are added, described anew and removed, and mistakes are named', async () => {
      const added = await ada.send('/scopes', '/scopes', { name: 'prints:read', description: 'See your <prints>' });
      expect(added.body).to.include('The scope was saved.').and.include('See your &lt;prints&gt;');
      expect(app.server.scopes.has('prints:read')).to.equal(true);
      const id = '?id=prints:read';
      await ada.send(`/scopes/change${id}`, `/scopes/change${id}`, { description: 'See your prints' });
      expect(app.server.scopes.list()).to.deep.include({ name: 'prints:read', description: 'See your prints' });
      for (const [fields, sentence] of [
        [{ name: 'two words', description: 'x' }, 'has a blank, a quote or another character that RFC 6749'],
        [{ name: 'n'.repeat(256), description: 'x' }, 'has more than 255 characters'],
        [{ description: 'x' }, 'The scope has no name'],
        [{ name: 'x' }, 'The scope has no description'],
      ] as const) {
        const { status, body } = await ada.send('/scopes', '/scopes', fields as Record<string, string>);
        expect([status, body.includes(sentence)], sentence).to.deep.equal([400, true]);
      }
      const gone = await ada.send(`/scopes/remove${id}`, `/scopes/remove${id}`);
      expect([gone.body.includes('The scope was removed.'), app.server.scopes.has('prints:read')]).to.deep.equal([true, false]);
      expect((await ada.open(`/scopes/change${id}`)).status).to.equal(404);
    });
  });

  it('AD05: markup in what clients and scopes are called stays text', async () => {
    const app = await startAdmin({ clients: [], scopes: {}, controllers: [OAuthController] });
    const ada = await Operator.signedIn(app);
    const skeletons = async (text: string): Promise<string[]> => {
      await app.server.scopes.put('s', text);
      const texts = { name: text.slice(0, 255), description: text, owner: text.slice(0, 255) };
      await app.server.clients.register({ clientId: 'c', ...texts, scopes: ['s'] as never });
      const found = [];
      for (const page of ['', '/scopes', '/scopes/change?id=s', '/scopes/remove?id=s', ...clientPages])
        found.push(skeleton((await ada.open(page)).body));
      await app.server.scopes.remove('s');
      await app.server.clients.remove('c');
      return found;
    };
    const clientPages = ['view', 'change', 'remove'].map(page => `/clients/${page}?id=c`);
    const harmless = await skeletons('Harmless');
    expect(harmless.join().length).to.be.greaterThan(1000);
    for (const payload of payloads) expect(await skeletons(payload), payload).to.deep.equal(harmless);
    await app.close();
  });
});

/** The tags of a page with the names of their attributes: what no text may change. */
function skeleton(body: string): string {
  const tags = body.slice(body.indexOf('<body>')).match(/<(?:"[^"]*"|[^">])*>/g) ?? [];
  return tags.map(tag => tag.replace(/"[^"]*"/g, '')).join('');
}
