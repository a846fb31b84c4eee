import { expect } from 'chai';
import { DpopKey } from '../../support/dpop';
import { errorOf, startResource, type TestResource, type TestResourceOptions } from '../../support/resource';

const url = 'https://photos.example/photos';

describe('a resource server that accepts bound tokens', () => {
  let app: TestResource;
  let key: DpopKey;
  let bound: string;
  let bearer: string;
  before(async () => {
    key = await DpopKey.create();
  });
  const start = async (options: TestResourceOptions): Promise<void> => {
    app = await startResource(options);
    bound = await app.issuer.token({ cnf: { jkt: key.jkt } });
    bearer = await app.issuer.token();
  };
  const ask = async (headers: Record<string, string>): Promise<[number, string | undefined]> => {
    const answer = await fetch(`${app.url}/photos`, { headers });
    return [answer.status, errorOf(answer)];
  };
  afterEach(() => app.close());

  it('DP05: opens to a proof by its key, once, and to none by another or without', async () => {
    await start({ dpop: 'allowed' });
    const headers = await key.headers(app, bound, { url });
    expect(await ask(headers)).to.deep.equal([200, undefined]);
    expect(await ask(headers), 'again').to.deep.equal([401, 'invalid_dpop_proof']);
    const other = await (await DpopKey.create()).headers(app, bound, { url });
    expect(await ask(other)).to.deep.equal([401, 'invalid_token']);
    expect(await ask({ authorization: `DPoP ${bound}` })).to.deep.equal([401, 'invalid_dpop_proof']);
    expect((await ask({ authorization: `Bearer ${bound}` }))[0], 'as a bearer token').to.equal(401);
    expect((await ask(await key.headers(app, bearer, { url })))[0], 'a bearer token with a proof').to.equal(401);
    expect(await ask({ authorization: `Bearer ${bearer}` })).to.deep.equal([200, undefined]);
  });

  it('DP05: required, takes no bearer token, and says so in challenge and metadata', async () => {
    await start({ dpop: 'required' });
    expect((await ask({ authorization: `Bearer ${bearer}` }))[0]).to.equal(401);
    expect(await ask(await key.headers(app, bound, { url }))).to.deep.equal([200, undefined]);
    const challenge = (await app.get()).headers.get('www-authenticate');
    expect(challenge)
      .to.match(/^DPoP /)
      .and.include('resource_metadata=')
      .and.not.include('Bearer');
    const document = await (await fetch(`${app.url}/.well-known/oauth-protected-resource`)).json();
    expect(document).to.deep.include({ dpop_bound_access_tokens_required: true, bearer_methods_supported: [] });
    expect(document).to.have.property('dpop_signing_alg_values_supported').that.includes('ES256');
  });

  it('DP05: by introspection', async () => {
    const introspect = { clientId: 'rs', clientSecret: 'secret' };
    await start({ dpop: 'allowed', verify: { introspect } });
    app.issuer.answers.set('/introspect', (_request, response) => {
      const exp = Math.floor(app.clock.now() / 1000) + 60;
      const told = { active: true, client_id: 'app', sub: 'ada', scope: 'photos:read', aud: 'https://photos.example', exp };
      response.end(JSON.stringify({ ...told, token_type: 'DPoP', cnf: { jkt: key.jkt } }));
    });
    expect(await ask(await key.headers(app, 'opaque', { url }))).to.deep.equal([200, undefined]);
    expect((await ask({ authorization: 'Bearer opaque' }))[0]).to.equal(401);
  });

  it('DP03: spends no proof by another key, so whoever has but the token fills no memory', async () => {
    const spent: [string, number][] = [];
    const spend = async (key: string, expiresAt: number) => spent.push([key, expiresAt]) > 0;
    await start({ dpop: 'allowed', replay: { spend } });
    const thief = await DpopKey.create();
    for (let n = 0; n < 3; n++) expect(await ask(await thief.headers(app, bound, { url }))).to.deep.equal([401, 'invalid_token']);
    expect(spent).to.deep.equal([]);
    expect(await ask(await key.headers(app, bound, { url }))).to.deep.equal([200, undefined]);
    expect(spent.length).to.equal(1);
  });

  it('DP03: remembers a proof as long as it would be young enough, and not for much longer', async () => {
    const spent: number[] = [];
    const spend = async (_key: string, expiresAt: number) => spent.push(expiresAt) > 0;
    await start({ dpop: 'allowed', replay: { spend } });
    const now = app.clock.now() / 1000;
    for (const [iat, until] of [
      [now - 60, now + 5],
      [now, now + 65],
      [now + 59.5, now + 125],
    ] as const) {
      expect(await ask(await key.headers(app, bound, { url, claims: { iat } }))).to.deep.equal([200, undefined]);
      expect(spent.pop()).to.equal(until * 1000);
    }
    for (const iat of [now - 60.001, now + 60.001])
      expect(await ask(await key.headers(app, bound, { url, claims: { iat } }))).to.deep.equal([401, 'invalid_dpop_proof']);
    expect(spent).to.deep.equal([]);
  });

  it('off, takes them in no way', async () => {
    await start({});
    expect(await ask(await key.headers(app, bound, { url }))).to.deep.equal([401, undefined]);
    expect((await ask({ authorization: `Bearer ${bound}` }))[0]).to.equal(401);
    const error = await startResource({ dpop: 'yes' as never }).catch(caught => caught);
    expect(error.message).to.match(/^dpop is "yes"; write 'allowed' or 'required'/);
  });
});
