import { expect } from 'chai';
import { AccessToken } from 'oauth-controllers';
import type { TestApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { dump } from '../../support/database';
import { authorizationUrl, call, exchange, obtainCode, post, refresh, tokens } from '../../support/flow';
import { misbehave, noClients, noUsers, noValues, throws, unreliable, type Wrong } from '../../support/misbehaving';
import { expectRefusal } from '../../support/refusal';
import { hanging, restoreServices, startWith } from '../../support/services';

describe('a service of the application that fails or lies', () => {
  let app: TestApplication;
  before(async () => {
    const grants = ['authorization_code', 'refresh_token', 'client_credentials', 'password'] as const;
    const clients = [
      { clientId: 'app', public: true, redirectUris: ['https://app.example/callback'], scopes: ['photos:read', 'photos:write'] },
      { clientId: 'service', clientSecret: 'the secret', scopes: ['photos:read', 'photos:write'] },
      { clientId: 'legacy', public: true, scopes: ['photos:read'], grantTypes: ['password', 'refresh_token'] },
    ];
    app = await startWith(unreliable(), { serviceTimeout: 50, grants, clients, limits: false });
  });
  after(async () => {
    await app.close();
    restoreServices();
  });

  const service = { basic: 'service', secret: 'the secret' };

  for (const name of ['accessToken', 'refreshToken']) {
    const same: Wrong = { 'makes one value for both': () => 'a'.repeat(43) };
    for (const [how, act] of Object.entries({ ...throws, ...noValues })) {
      it(`TE12: TokenGenerator.${name} ${how}: nothing is issued and the code is not spent`, async () => {
        const code = await obtainCode(app);
        const before = await dump(app);
        const hangs = act === hanging;
        const answer = await misbehave(name, act, () => exchange(app, code));
        expectRefusal(answer, hangs ? 'temporarily_unavailable' : 'server_error', hangs ? 503 : 500);
        expect(await dump(app)).to.equal(before);
        expect((await exchange(app, code)).status).to.equal(200);
      });
    }
    for (const [how, act] of Object.entries(same)) {
      it(`TE12: TokenGenerator.${name} ${how}, for two clients: the second gets nothing`, async () => {
        await misbehave(name, act, async () => exchange(app, await obtainCode(app)));
        const code = await obtainCode(app);
        const before = await dump(app);
        const answer = await misbehave(name, act, () => exchange(app, code));
        expect(answer.status).to.be.within(500, 503);
        expect(await dump(app)).to.equal(before);
      });
    }
  }

  for (const lifetime of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 'soon', '-1m', undefined, Promise.resolve(60)]) {
    it(`TE12: TokenGenerator.lifetime answers with ${String(lifetime)}: nothing is issued`, async () => {
      const { refresh_token } = await tokens(app);
      const before = await dump(app);
      expectRefusal(
        await misbehave(
          'lifetime',
          () => lifetime,
          () => refresh(app, refresh_token),
        ),
        'server_error',
        500,
      );
      expect(await dump(app)).to.equal(before);
    });
  }

  for (const [how, act] of Object.entries({ ...throws, ...noClients })) {
    it(`TE12: ClientAuthenticator ${how}: nobody is let in`, async () => {
      const code = await obtainCode(app);
      const before = await dump(app);
      const answers = await misbehave('client', act, async () => [
        await exchange(app, code),
        await post(app, { grant_type: 'client_credentials' }, service),
        await post(app, { token: 'x', client_id: 'app' }, { path: '/oauth/revoke' }),
      ]);
      for (const answer of answers.slice(0, 2)) expect(answer.status, JSON.stringify(answer.body)).to.be.within(500, 503);
      expect(JSON.stringify(answers.map(({ body }) => body))).not.to.contain('innermost');
      expect(await dump(app)).to.equal(before);
    });
  }

  for (const [how, act] of Object.entries({ ...throws, ...noUsers })) {
    it(`TE12: UserProvider.findById ${how}: neither code nor refresh token gives anything, and a token opens nothing`, async () => {
      const code = await obtainCode(app);
      const { access_token, refresh_token } = await tokens(app);
      const before = await dump(app);
      await misbehave('findById', act, async () => {
        for (const answer of [await exchange(app, code), await refresh(app, refresh_token)]) {
          expect(['invalid_grant', 'server_error', 'temporarily_unavailable']).to.include(answer.body.error);
          expectRefusal(answer, answer.body.error ?? '', answer.status);
        }
        expect((await call(app, access_token)).status).to.be.within(401, 503);
      });
      expect(await dump(app)).to.equal(before);
      expect((await exchange(app, code)).status).to.equal(200);
    });
  }

  const { 'answers with another user': _another, ...nobody } = noUsers;
  for (const [how, act] of Object.entries({ ...throws, ...nobody })) {
    it(`TE12: UserProvider.verify ${how}: nobody is logged in`, async () => {
      const parameters = { grant_type: 'password', username: 'ada', password: 'lovelace', client_id: 'legacy' };
      const browser = new Browser();
      const login = await browser.open(authorizationUrl(app));
      await misbehave('verify', act, async () => {
        const answer = await post(app, parameters);
        expectRefusal(answer, answer.body.error ?? '', answer.status);
        const page = await browser.logIn(login);
        if (page.status < 500) expect(page.body).to.contain('name="password"');
        expect(page.body).not.to.contain('innermost');
      });
      expect((await post(app, parameters)).status).to.equal(200);
    });
  }

  for (const answer of [['photos:read', 'photos:write', 'admin'], new Set(['photos:read', 'admin', '__proto__'])]) {
    it(`TE12: ScopePolicy answers with more (${[...answer].length} scopes): what was not asked for is not granted`, async () => {
      const parameters = { grant_type: 'client_credentials', scope: 'photos:read' };
      const { body } = await misbehave(
        'policy',
        () => answer,
        () => post(app, parameters, service),
      );
      expect(body.scope).to.equal('photos:read');
    });
  }

  const noScopes: Wrong = {
    'answers with nothing': () => undefined,
    'answers with none': () => [],
    'answers with others': () => ['photos:write'],
    'answers with a text': () => 'photos:read',
    'answers with a number': () => 5,
  };
  for (const [how, act] of Object.entries({ ...throws, ...noScopes })) {
    it(`TE12: ScopePolicy ${how}: nothing is granted`, async () => {
      const before = await dump(app);
      const parameters = { grant_type: 'client_credentials', scope: 'photos:read' };
      const answer = await misbehave('policy', act, () => post(app, parameters, service));
      expect(['invalid_scope', 'server_error', 'temporarily_unavailable']).to.include(answer.body.error);
      expectRefusal(answer, answer.body.error ?? '', answer.status);
      expect(await dump(app)).to.equal(before);
    });
  }

  for (const [how, act] of Object.entries({ ...throws, ...noValues })) {
    it(`TE12: AuthorizationCodeGenerator ${how}: there is no code, and the consent can be given again`, async () => {
      const browser = new Browser();
      const consent = await browser.logIn(await browser.open(authorizationUrl(app, { prompt: 'consent' })));
      const before = await dump(app);
      const page = await misbehave('code', act, () => browser.allow(consent));
      expect(page.status).to.equal(act === hanging ? 503 : 500);
      expect(page.location).to.equal(undefined);
      expect(page.body).not.to.contain('innermost');
      expect(await dump(app)).to.equal(before);
      expect((await browser.allow(consent)).location?.searchParams.get('code')).to.match(/^oac_/);
    });
  }

  const noTokens = (token: AccessToken): Wrong => ({
    'answers with true': () => true,
    'answers with a plain object': () => ({ ...token, hasScope: () => true, isExpired: () => false }),
    'answers with an expired AccessToken': () => token,
    'answers with nothing': () => undefined,
  });
  it('TE12: Authenticator fails or lies: the handler is not reached', async () => {
    const client = await app.server.clients.find('app');
    if (!client) throw new Error('The client app is gone.');
    const { scopes } = { scopes: { has: () => true } as never };
    const facts = {
      id: 'x',
      value: 'x',
      type: 'bearer' as const,
      scopes,
      client,
      audience: [],
      issuedAt: 0,
      claims: {},
      revoke: async () => undefined,
    };
    const expired = new AccessToken({ ...facts, expiresAt: app.clock.now() - 1 });
    for (const [how, act] of Object.entries({ ...throws, ...noTokens(expired) })) {
      const answer = await misbehave('authenticator', act, () => call(app, 'x'));
      expect(answer.status, how).to.be.within(401, 503);
      expect(await answer.text(), how)
        .not.to.contain('innermost')
        .and.not.contain('owner');
    }
  });
});
