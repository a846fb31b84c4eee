import { expect } from 'chai';
import type { ResourceServerOptions } from 'oauth-controllers/resource';
import { type Answer, saying, silent } from '../../support/issuer';
import { errorOf, resource, startResource, type TestResource } from '../../support/resource';

const endpoint = '/introspect';
const introspect = { clientId: 'photo api', clientSecret: 'a secret: 100 % é' };

describe('a resource server that asks the introspection endpoint', () => {
  let app: TestResource;
  /** What the authorization server says of the token; spec change it. */
  let told: Record<string, unknown>;
  let last: { authorization?: string; body: string; accept?: string };
  const answer: Answer = (request, response, body) => {
    last = { authorization: request.headers.authorization, accept: request.headers.accept, body };
    saying(told)(request, response, body);
  };
  const start = async (options: Partial<ResourceServerOptions> = {}): Promise<void> => {
    app = await startResource({ verify: { introspect }, prepare: issuer => issuer.answers.set(endpoint, answer), ...options });
    const now = app.clock.now() / 1000;
    told = {
      active: true,
      client_id: 'app',
      sub: 'u1',
      username: 'ada',
      scope: 'photos:read',
      aud: resource,
      exp: now + 600,
      iat: now,
    };
  };
  const seen = async (token = 'opaque'): Promise<[number, string | undefined]> => {
    const response = await app.get(token);
    return [response.status, errorOf(response)];
  };
  const unavailable = async (why: string): Promise<void> => {
    const response = await app.get('opaque');
    expect(response.status, why).to.equal(503);
    expect(response.headers.get('retry-after'), why).to.match(/^[1-9]\d*$/);
    // An answer that nothing could be made of is not remembered, so the next request asks again.
  };
  afterEach(() => app.close());

  it('runs the very same controllers, and knows what the answer says', async () => {
    await start();
    const response = await app.get('opaque');
    expect(response.status).to.equal(200);
    expect(await response.json()).to.deep.equal({ owner: 'ada', client: 'app', scope: 'photos:read' });
    told = { ...told, sub: 'app', username: undefined };
    expect(await (await app.get('of-a-client')).json()).to.deep.equal({ owner: null, client: 'app', scope: 'photos:read' });
    told = { ...told, sub: undefined };
    expect(await (await app.get('without-a-subject')).json()).to.have.property('owner', null);
  });

  it('authenticates itself, and asks for JSON about an access token', async () => {
    await start();
    await app.get('opaque');
    const [scheme, credentials = ''] = (last.authorization ?? '').split(' ');
    const [id, password] = Buffer.from(credentials, 'base64')
      .toString()
      .split(':')
      .map(part => new URLSearchParams(`v=${part}`).get('v'));
    expect([scheme, id, password]).to.deep.equal(['Basic', introspect.clientId, introspect.clientSecret]);
    expect(last.body).to.equal('token=opaque&token_type_hint=access_token');
    expect(last.accept).to.equal('application/json');
    expect(app.log.text).to.not.include('opaque').and.not.include('a secret');
  });

  it('PR13: relies on an answer for 30 s and not a moment longer: revoke, wait, and it is over', async () => {
    await start();
    expect(await seen()).to.deep.equal([200, undefined]);
    told = { active: false };
    app.clock.advance(29);
    expect(await seen()).to.deep.equal([200, undefined]);
    expect(app.issuer.count(endpoint)).to.equal(1);
    app.clock.advance(1);
    expect(await seen()).to.deep.equal([401, 'invalid_token']);
  });

  it('PR13 RV07: the bound is the option cache', async () => {
    await start({ verify: { introspect: { ...introspect, cache: '5s' } } });
    expect(await seen()).to.deep.equal([200, undefined]);
    told = { active: false };
    app.clock.advance(5);
    expect(await seen()).to.deep.equal([401, 'invalid_token']);
  });

  it('PR13: never relies on an answer longer than the token lives', async () => {
    await start();
    const lives = 10;
    told = { ...told, exp: app.clock.now() / 1000 + lives };
    expect(await seen()).to.deep.equal([200, undefined]);
    app.clock.advance(lives);
    expect(await seen(), 'asked again').to.deep.equal([200, undefined]);
    expect(app.issuer.count(endpoint)).to.equal(2);
    app.clock.advance(5);
    expect(await seen(), 'an answer that contradicts itself is not believed').to.deep.equal([401, 'invalid_token']);
  });

  it('PR13: an answer is as old as its question', async () => {
    await start();
    app.issuer.answers.set(endpoint, (request, response, body) => {
      const old = { ...told };
      app.clock.advance(20);
      saying(old)(request, response, body);
    });
    expect(await seen()).to.deep.equal([200, undefined]);
    app.issuer.answers.set(endpoint, answer);
    told = { active: false };
    app.clock.advance(10);
    expect(await seen()).to.deep.equal([401, 'invalid_token']);
  });

  it('hardly remembers that a token is unknown', async () => {
    await start();
    const living = told;
    told = { active: false };
    for (let i = 0; i < 3; i++) expect(await seen()).to.deep.equal([401, 'invalid_token']);
    expect(app.issuer.count(endpoint)).to.equal(1);
    told = living;
    app.clock.advance(1);
    expect(await seen()).to.deep.equal([200, undefined]);
  });

  it('asks once about a token that many requests carry at once', async () => {
    await start();
    app.issuer.answers.set(endpoint, (request, response, body) => void setTimeout(() => answer(request, response, body), 50));
    const all = await Promise.all(Array.from({ length: 20 }, () => seen()));
    expect(all).to.deep.equal(all.map(() => [200, undefined]));
    expect(app.issuer.count(endpoint)).to.equal(1);
    expect(await seen('another')).to.deep.equal([200, undefined]);
    expect(app.issuer.count(endpoint)).to.equal(2);
  });

  it('PR09: refuses a token for another resource, and one that is for none', async () => {
    await start();
    for (const [i, aud] of ['https://albums.example', ['https://albums.example'], [], undefined, `${resource}/`].entries()) {
      told = { ...told, aud };
      expect(await seen(`token-${i}`), String(aud)).to.deep.equal([401, 'invalid_token']);
    }
    told = { ...told, aud: ['https://albums.example', resource] };
    expect(await seen('for-both')).to.deep.equal([200, undefined]);
  });

  it('refuses what is not yet valid, of another token type, or bound to a holder', async () => {
    await start();
    const later = app.clock.now() / 1000 + 100;
    for (const [i, more] of [
      { nbf: later },
      { exp: later - 200 },
      { token_type: 'mac' },
      { token_type: 'DPoP' },
      { cnf: { jkt: 'A'.repeat(43) }, token_type: 'DPoP' },
      { cnf: { 'x5t#S256': 'A' } },
    ].entries()) {
      const living = told;
      told = { ...told, ...more };
      expect(await seen(`token-${i}`), JSON.stringify(more)).to.deep.equal([401, 'invalid_token']);
      told = living;
    }
    told = { ...told, token_type: 'Bearer' };
    expect(await seen()).to.deep.equal([200, undefined]);
  });

  it('takes no user without a subject for the client itself: 503', async () => {
    await start();
    told = { ...told, sub: undefined };
    await unavailable('a username alone');
    expect(app.log.text).to.include('a username without sub');
    for (const nobody of [null, '', undefined]) {
      told = { ...told, username: nobody };
      expect((await app.get(`of-a-client-${nobody}`)).status).to.equal(200);
    }
  });

  it('believes no answer that makes no sense: 503', async () => {
    await start();
    for (const odd of [
      {},
      { active: 'true' },
      { ...told, active: 1 },
      { ...told, iss: 'https://evil.example' },
      { ...told, client_id: undefined },
      { ...told, client_id: 5 },
      { ...told, sub: ['ada'] },
      { ...told, scope: ['photos:read'] },
      { ...told, exp: 'soon' },
      { ...told, aud: [1] },
    ]) {
      told = odd;
      await unavailable(JSON.stringify(odd));
    }
  });

  const nonsense: [string, Answer][] = [
    ['nothing for ever', silent],
    ['an error', saying({ error: 'server_error' }, 500)],
    ['that it does not know us', saying({ error: 'invalid_client' }, 401)],
    ['a list', saying([{ active: true }])],
    ['a page', (_request, response) => response.end('<html>')],
    ['a huge answer', (_request, response) => response.end(JSON.stringify({ active: true, padding: 'x'.repeat(1_000_000) }))],
    ['another way', (_request, response) => response.writeHead(307, { location: '/elsewhere' }).end()],
    ['a cut answer', (_request, response) => response.destroy()],
  ];
  for (const [what, odd] of nonsense)
    it(`is closed with 503 within five seconds where the endpoint answers ${what}`, async () => {
      await start();
      app.issuer.answers.set(endpoint, odd);
      app.issuer.answers.set('/elsewhere', answer);
      const before = performance.now();
      await unavailable(what);
      expect(performance.now() - before).to.be.below(5000);
      if (what.includes('know us')) expect(app.log.text).to.include('check verify.introspect.clientId and clientSecret');
      app.issuer.answers.set(endpoint, answer);
      expect(await seen(), 'and open as soon as it answers').to.deep.equal([200, undefined]);
    });

  it('is closed with 503 while the authorization server is away', async () => {
    await start();
    await app.issuer.leave();
    await unavailable('away');
  });

  it('refuses options that cannot be, and says how to mend them', async () => {
    await start();
    const refused = async (options: object): Promise<string> => {
      const error = await startResource(options as never).catch(caught => caught);
      expect(error).to.be.instanceOf(TypeError);
      return error.message;
    };
    expect(await refused({ verify: { introspect: { clientId: 'a' } } })).to.match(/^verify\.introspect needs the clientId and/);
    expect(await refused({ verify: {} })).to.match(/^verify\.introspect needs the clientId and/);
    expect(await refused({ verify: { introspect: { ...introspect, cache: '11m' } } })).to.match(/give at most 600 s\.$/);
    const issuer = ['https://one.example', 'https://two.example'];
    expect(await refused({ issuer, verify: { introspect } })).to.match(/^verify\.introspect needs one issuer/);
    expect(await refused({ issuer: [] })).to.match(/^issuer names nobody/);
    expect(await refused({ issuer: 'auth.example' })).to.match(/^issuer is "auth.example"; give the URL/);
    expect(await refused({ issuer: 'http://auth.example' })).to.match(/use https/);
    expect(await refused({ resource: 'photos' })).to.match(/^resource is "photos"; give the URL/);
    expect(await refused({ resource: 'https://photos.example/?a' })).to.match(/no query, fragment/);
    expect(await refused({ resource: 'http://photos.example' })).to.match(/use https/);
  });
});
