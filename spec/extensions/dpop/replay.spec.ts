import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { failingInserts } from '../../support/database';
import { onEachDatabase } from '../../support/databases';
import { DpopKey } from '../../support/dpop';
import { call, exchange, obtainCode, post, refresh } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';

const machine = { grant_type: 'client_credentials' };
const tokenTypes: ('bearer' | 'dpop')[] = ['bearer', 'dpop'];

describe('a DPoP proof whose use cannot be remembered', () => {
  let app: TestApplication;
  let key: DpopKey;
  before(async () => {
    key = await DpopKey.create();
    app = await startApplication({ tokenTypes });
  });
  after(() => app.close());

  const ask = async () => post(app, machine, { basic: 'service', headers: { dpop: await key.proof(app) } });

  it('DP03: opens nothing, at either server', async () => {
    const { body } = await ask();
    await failingInserts(app, /Replay/, async () => {
      expectRefusal(await ask(), 'temporarily_unavailable', 503);
      const answer = await fetch(`${app.url}/photos`, { headers: await key.headers(app, body.access_token) });
      expect(answer.status).to.equal(503);
    });
    expect((await ask()).status).to.equal(200);
  });

  it('is no token of another kind, and no token is a proof', async () => {
    const { body } = await ask();
    const dpop = await key.proof(app);
    expect((await call(app, dpop)).status).to.equal(401);
    expect((await fetch(`${app.url}/photos`, { headers: await key.headers(app, dpop) })).status).to.equal(401);
    expectRefusal(await refresh(app, dpop), 'invalid_grant');
    expectRefusal(await exchange(app, dpop), 'invalid_grant');
    for (const other of [body.access_token, 'oac_code', await key.proof(app, { header: { typ: 'at+jwt' } })])
      expectRefusal(await post(app, machine, { basic: 'service', headers: { dpop: other } }), 'invalid_dpop_proof');
  });
});

describe('a DPoP proof that comes again', () => {
  onEachDatabase((database, name) => {
    let one: TestApplication;
    let two: TestApplication;
    let key: DpopKey;
    before(async () => {
      key = await DpopKey.create();
      one = await startApplication({ tokenTypes, database: database().options });
      const shared = name === 'SQLite' ? one.server.dataSource : database().options;
      two = await startApplication({ tokenTypes, database: shared, issuer: one.url, clock: one.clock });
    });
    after(async () => {
      await two.close();
      await one.close();
    });

    const ask = (at: TestApplication, dpop: string) => post(at, machine, { basic: 'service', headers: { dpop } });
    const get = (at: TestApplication, headers: Record<string, string>) => fetch(`${at.url}/photos`, { headers });

    it('DP03: is refused at the token endpoint, on the other server too', async () => {
      const proof = await key.proof(one);
      expect((await ask(one, proof)).status).to.equal(200);
      for (const at of [one, two]) expectRefusal(await ask(at, proof), 'invalid_dpop_proof');
      expect((await ask(two, await key.proof(one))).status).to.equal(200);
    });

    it('DP03: is refused at a resource, on the other server too', async () => {
      const { body } = await ask(one, await key.proof(one));
      const headers = await key.headers(one, body.access_token);
      expect((await get(two, headers)).status).to.equal(200);
      for (const at of [one, two]) {
        const answer = await get(at, headers);
        expect(answer.status).to.equal(401);
        expect(answer.headers.get('www-authenticate')).to.include('error="invalid_dpop_proof"');
      }
    });

    it('DP03: 50 at once, half of them on another server, are one success and 49 refusals', async () => {
      const proof = await key.proof(one);
      const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => ask(index % 2 === 0 ? one : two, proof)));
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
      const refused = answers.filter(({ status }) => status !== 200);
      expect(new Set(refused.map(({ status, body }) => `${status} ${body.error}`))).to.deep.equal(
        new Set(['400 invalid_dpop_proof']),
      );
      const { access_token } = answers.find(({ status }) => status === 200)?.body ?? { access_token: '' };
      const headers = await key.headers(one, access_token);
      const calls = await Promise.all(Array.from({ length: 50 }, (_, index) => get(index % 2 === 0 ? one : two, headers)));
      expect(calls.filter(({ status }) => status === 200)).to.have.length(1);
      expect(calls.filter(({ status }) => status === 401)).to.have.length(49);
    });

    it('DP03: is refused as long as it would be young enough, and is then too old', async () => {
      const iat = Math.floor(one.clock.now() / 1000) + 60;
      const proof = await key.proof(one, { claims: { iat } });
      expect((await ask(one, proof)).status).to.equal(200);
      for (const seconds of [59, 60, 1, 1, 3600]) {
        one.clock.advance(seconds);
        await one.server.cleanUp();
        expectRefusal(await ask(two, proof), 'invalid_dpop_proof');
      }
    });

    it('DP03: the same jti is good once for each key', async () => {
      const claims = { jti: 'chosen by the client' };
      const other = await DpopKey.create();
      expect((await ask(one, await key.proof(one, { claims }))).status).to.equal(200);
      expectRefusal(await ask(two, await key.proof(one, { claims })), 'invalid_dpop_proof');
      expect((await ask(two, await other.proof(one, { claims }))).status).to.equal(200);
    });

    it('DP03: is spent by a request whose grant is refused, and not by one with a wrong signature', async () => {
      const dpop = await key.proof(one);
      expectRefusal(await exchange(one, 'oac_unknown', {}, { headers: { dpop } }), 'invalid_grant');
      expectRefusal(await ask(one, dpop), 'invalid_dpop_proof');
      const good = await key.proof(one);
      const [header, claims, signature = ''] = good.split('.');
      const forged = `${header}.${claims}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
      expectRefusal(await ask(one, forged), 'invalid_dpop_proof');
      expect((await ask(one, good)).status).to.equal(200);
    });

    it('DP03: one refresh each for two proofs and one token: the second is the same answer again', async () => {
      const proof = async () => ({ headers: { dpop: await key.proof(one) } });
      const { body } = await exchange(one, await obtainCode(one), {}, await proof());
      const token = String(body.refresh_token);
      const [first, second] = await Promise.all([refresh(one, token, {}, await proof()), refresh(two, token, {}, await proof())]);
      expect([first.status, second.status]).to.deep.equal([200, 200]);
      expect(second.body.access_token).to.equal(first.body.access_token);
    });
  });
});
