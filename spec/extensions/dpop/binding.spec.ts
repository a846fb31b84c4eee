import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { DpopKey } from '../../support/dpop';
import { authorize, call, exchange, obtainCode, type Parameters, post, refresh } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';
import { outer, push } from '../par/push';

const web = { basic: 'web' };

describe('the binding of a grant to a key', () => {
  let app: TestApplication;
  let key: DpopKey;
  let other: DpopKey;
  let reused: number;
  before(async () => {
    app = await startApplication({ tokenTypes: ['bearer', 'dpop'] });
    app.server.events.on('refreshTokenReused', () => reused++);
    key = await DpopKey.create();
    other = await DpopKey.create('EdDSA');
  });
  beforeEach(() => {
    reused = 0;
  });
  after(() => app.close());

  const by = async (one: DpopKey) => ({ headers: { dpop: await one.proof(app) } });
  const codeFor = (changes: Parameters = {}) => obtainCode(app, { dpop_jkt: key.jkt, ...changes });

  it('DP08: a code that names a key is good with this key alone, and a refusal does not spend it', async () => {
    const code = await codeFor();
    expectRefusal(await exchange(app, code, {}, await by(other)), 'invalid_grant');
    expectRefusal(await exchange(app, code), 'invalid_dpop_proof');
    const { status, body } = await exchange(app, code, {}, await by(key));
    expect(status).to.equal(200);
    expect(body.token_type).to.equal('DPoP');
  });

  it('CO04: a code that comes back with another key, or without one, ends nothing', async () => {
    const code = await codeFor();
    const { body } = await exchange(app, code, {}, await by(key));
    expectRefusal(await exchange(app, code, {}, await by(other)), 'invalid_grant');
    expectRefusal(await exchange(app, code), 'invalid_dpop_proof');
    expect((await fetch(`${app.url}/photos`, { headers: await key.headers(app, body.access_token) })).status).to.equal(200);
    expectRefusal(await exchange(app, code, {}, await by(key)), 'invalid_grant');
    expect((await fetch(`${app.url}/photos`, { headers: await key.headers(app, body.access_token) })).status).to.equal(401);
  });

  it('DP08: that holds for confidential clients too', async () => {
    const code = await codeFor({ client_id: 'web' });
    expectRefusal(await exchange(app, code, {}, { ...web, ...(await by(other)) }), 'invalid_grant');
    expectRefusal(await exchange(app, code, {}, web), 'invalid_dpop_proof');
    expect((await exchange(app, code, {}, { ...web, ...(await by(key)) })).status).to.equal(200);
  });

  for (const jkt of ['x', `${'A'.repeat(42)}=`, 'A'.repeat(44), `${'A'.repeat(42)}+`, '__proto__']) {
    it(`DP08: dpop_jkt=${jkt} is refused`, async () => {
      const { location } = await authorize(app, { dpop_jkt: jkt });
      expect(location?.searchParams.get('error')).to.equal('invalid_request');
    });
  }

  it('DP08: two of them are refused', async () => {
    const { location } = await authorize(app, { dpop_jkt: [key.jkt, other.jkt] });
    expect(location?.searchParams.get('error')).to.equal('invalid_request');
  });

  const pushed = async (parameters: Parameters, one?: DpopKey) => {
    const headers: Record<string, string> = one ? { dpop: await one.proof(app, { url: `${app.url}/oauth/par` }) } : {};
    return push(app, parameters, { headers });
  };
  const pushedCode = async (requestUri: string | undefined) => {
    const { location } = await authorize(app, outer(String(requestUri)));
    return String(location?.searchParams.get('code'));
  };

  it('DP08: a proof with a pushed request binds its code', async () => {
    const { status, body } = await pushed({}, key);
    expect(status).to.equal(201);
    const code = await pushedCode(body.request_uri);
    expectRefusal(await exchange(app, code, {}, await by(other)), 'invalid_grant');
    expectRefusal(await exchange(app, code), 'invalid_dpop_proof');
    expect((await exchange(app, code, {}, await by(key))).status).to.equal(200);
  });

  it('DP08: a pushed dpop_jkt and a proof have to be of one key', async () => {
    const wrong = await pushed({ dpop_jkt: key.jkt }, other);
    expect([wrong.status, wrong.body.error]).to.deep.equal([400, 'invalid_request']);
    expect((await pushed({ dpop_jkt: key.jkt }, key)).status).to.equal(201);
    const code = await pushedCode((await pushed({ dpop_jkt: key.jkt })).body.request_uri);
    expectRefusal(await exchange(app, code, {}, await by(other)), 'invalid_grant');
    expect((await exchange(app, code, {}, await by(key))).status).to.equal(200);
  });

  it('DP08: a bad proof with a pushed request is refused', async () => {
    const headers = { dpop: await key.proof(app) };
    expectRefusal(await post(app, { client_id: 'app' }, { path: '/oauth/par', headers }), 'invalid_dpop_proof');
  });

  it('binds the refresh token of a public client to its key', async () => {
    const { body } = await exchange(app, await obtainCode(app), {}, await by(key));
    const token = String(body.refresh_token);
    expectRefusal(await refresh(app, token), 'invalid_dpop_proof');
    expectRefusal(await refresh(app, token, {}, await by(other)), 'invalid_grant');
    const next = await refresh(app, token, {}, await by(key));
    expect(next.status).to.equal(200);
    expectRefusal(await refresh(app, String(next.body.refresh_token), {}, await by(other)), 'invalid_grant');
    expect((await refresh(app, String(next.body.refresh_token), {}, await by(key))).status).to.equal(200);
    expect(reused).to.equal(0);
  });

  it('binds the refresh token of a public client from its first proof on', async () => {
    const { body } = await exchange(app, await obtainCode(app));
    expect(body.token_type).to.equal('Bearer');
    const next = await refresh(app, String(body.refresh_token), {}, await by(key));
    expect(next.body.token_type).to.equal('DPoP');
    expectRefusal(await refresh(app, String(next.body.refresh_token)), 'invalid_dpop_proof');
  });

  it('lets a confidential client change its key, even when the code named one', async () => {
    const { body } = await exchange(app, await codeFor({ client_id: 'web' }), {}, { ...web, ...(await by(key)) });
    const next = await refresh(app, String(body.refresh_token), {}, { ...web, ...(await by(other)) });
    expect(next.status).to.equal(200);
    expect((await fetch(`${app.url}/photos`, { headers: await other.headers(app, next.body.access_token) })).status).to.equal(
      200,
    );
    expect((await fetch(`${app.url}/photos`, { headers: await key.headers(app, next.body.access_token) })).status).to.equal(401);
  });

  it('RT05: the answer that is given again inside the reuse interval goes to the key alone', async () => {
    const { body } = await exchange(app, await obtainCode(app), {}, await by(key));
    const token = String(body.refresh_token);
    const next = await refresh(app, token, {}, await by(key));
    expectRefusal(await refresh(app, token), 'invalid_dpop_proof');
    expectRefusal(await refresh(app, token, {}, await by(other)), 'invalid_grant');
    const again = await refresh(app, token, {}, await by(key));
    expect(again.body).to.deep.equal(next.body);
    expect(reused, 'who has no key ends no family').to.equal(0);
  });

  it('RT05: an answer without a key is not given again to who has one by now', async () => {
    const { body } = await exchange(app, await obtainCode(app));
    const token = String(body.refresh_token);
    const { body: next } = await refresh(app, token);
    expectRefusal(await refresh(app, token, {}, await by(key)), 'invalid_grant');
    expect((await refresh(app, token)).body.access_token).to.equal(next.access_token);
    expect(reused).to.equal(0);
  });

  it('RT05: an answer for one key is not given again to another where the refresh token is bound to none', async () => {
    const { body } = await exchange(app, await obtainCode(app, { client_id: 'web' }), {}, web);
    const token = String(body.refresh_token);
    const [ours, theirs] = [async () => ({ ...web, ...(await by(key)) }), async () => ({ ...web, ...(await by(other)) })];
    const { body: next } = await refresh(app, token, {}, await ours());
    expect(next.token_type).to.equal('DPoP');
    expectRefusal(await refresh(app, token, {}, await theirs()), 'invalid_grant');
    expect((await refresh(app, token, {}, await ours())).body).to.deep.equal(next);
    expect(reused, 'who has another key ends no family').to.equal(0);
  });

  it('RT05: of 20 at once, the half with another key gets nothing', async () => {
    const { body } = await exchange(app, await obtainCode(app), {}, await by(key));
    const token = String(body.refresh_token);
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => refresh(app, token, {}, await by(index % 2 === 0 ? key : other))),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).to.have.length(10);
    expect(new Set(good.map(one => one.body.access_token)).size).to.equal(1);
    expect(answers.filter((_, index) => index % 2 === 1).map(one => one.body.error)).to.deep.equal(
      Array(10).fill('invalid_grant'),
    );
  });

  it('a code without a key is good without a proof', async () => {
    const { body } = await exchange(app, await obtainCode(app));
    expect((await call(app, body.access_token)).status).to.equal(200);
  });
});
