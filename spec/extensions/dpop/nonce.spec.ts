import { expect } from 'chai';
import { dpop } from 'oauth-controllers';
import { options, spa } from '../../../samples/dpop/options';
import { defaults, onEachFramework, startApplication, type TestApplication, type TestOptions } from '../../support/application';
import { DpopKey } from '../../support/dpop';
import { exchange, obtainCode, post } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';
import { push } from '../par/push';

const machine = { grant_type: 'client_credentials' };
const encryptWith = 'one key of the operator: 4f8a1c9e7b2d';
const withNonces = {
  tokenTypes: ['bearer', 'dpop'],
  extensions: [dpop({ nonce: 'required' })],
  keys: { encryptWith },
} satisfies TestOptions;

const made = DpopKey.create();
const ask = async (app: TestApplication, nonce?: string, at = app) =>
  post(at, machine, { basic: 'service', headers: { dpop: await (await made).proof(app, { claims: { nonce } }) } });
const get = async (app: TestApplication, token: string, nonce?: string): Promise<Response> =>
  fetch(`${app.url}/photos`, {
    headers: { origin: 'https://spa.example', ...(await (await made).headers(app, token, { claims: { nonce } })) },
  });
const nonceIn = ({ headers }: { headers: Headers }): string => {
  const nonce = headers.get('dpop-nonce');
  expect(nonce).to.match(/^[\x21\x23-\x5B\x5D-\x7E]+$/);
  return String(nonce);
};
const fresh = async (app: TestApplication): Promise<string> => nonceIn(await ask(app));

describe('DPoP nonces', () => {
  onEachFramework(on => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ on, ...withNonces });
    });
    after(() => app.close());

    it('DP07: the token endpoint asks for one with 400, and takes the one that it gave', async () => {
      const first = await ask(app);
      expectRefusal(first, 'use_dpop_nonce');
      const second = await ask(app, nonceIn(first));
      expect(second.status).to.equal(200);
      expect(second.body.token_type).to.equal('DPoP');
      expect((await ask(app, nonceIn(second))).status, 'the nonce of a good answer').to.equal(200);
    });

    it('DP07: a resource asks for one with 401, and takes the one that it gave', async () => {
      const { body } = await ask(app, await fresh(app));
      const first = await get(app, body.access_token);
      expect(first.status).to.equal(401);
      expect(first.headers.get('www-authenticate')).to.match(/^DPoP realm="[^"]+", error="use_dpop_nonce",/);
      const second = await get(app, body.access_token, nonceIn(first));
      expect(second.status).to.equal(200);
      expect((await get(app, body.access_token, nonceIn(second))).status, 'the nonce of a good answer').to.equal(200);
    });

    it('DP07: so does the endpoint for pushed requests, for a request that has a proof', async () => {
      const proven = async (nonce?: string) => {
        const dpop = await (await made).proof(app, { url: `${app.url}/oauth/par`, claims: { nonce } });
        return push(app, {}, { headers: { dpop } });
      };
      const first = await proven();
      expect([first.status, first.body.error]).to.deep.equal([400, 'use_dpop_nonce']);
      expect((await proven(nonceIn(first))).status).to.equal(201);
      expect((await push(app)).status, 'without a proof').to.equal(201);
    });

    it('DP10: lets pages of other origins read it', async () => {
      const { body } = await ask(app, await fresh(app));
      for (const answer of [await get(app, body.access_token), await get(app, body.access_token, await fresh(app))]) {
        const exposed = answer.headers.get('access-control-expose-headers');
        expect(exposed)
          .to.match(/\bWWW-Authenticate\b/i)
          .and.match(/\bdpop-nonce\b/i);
      }
    });
  });

  describe('of one server', () => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication(withNonces);
    });
    after(() => app.close());

    it('DP07: an older one stays good next to younger ones, for five minutes', async () => {
      const nonce = await fresh(app);
      app.clock.advance(200);
      const younger = await fresh(app);
      expect((await ask(app, nonce)).status).to.equal(200);
      expect((await ask(app, younger)).status).to.equal(200);
      app.clock.advance(101);
      expectRefusal(await ask(app, nonce), 'use_dpop_nonce');
      expect((await ask(app, younger)).status).to.equal(200);
    });

    it('DP07: one that nobody has given is refused, and a new one is offered', async () => {
      const good = await fresh(app);
      for (const nonce of [
        'x',
        '',
        `${good}x`,
        good.slice(1),
        good.slice(0, -2),
        Buffer.from('{"at":1}').toString('base64url'),
      ]) {
        const answer = await ask(app, nonce);
        expectRefusal(answer, 'use_dpop_nonce');
        expect((await ask(app, nonceIn(answer))).status).to.equal(200);
      }
    });

    it('tells nothing to a request without a proof', async () => {
      const { status, headers } = await post(app, machine, { basic: 'service' });
      expect(status).to.equal(200);
      expect(headers.get('dpop-nonce')).to.equal(null);
    });
  });

  it('DP07: one of one process is good on another, with nothing between them but the key of the operator', async () => {
    const one = await startApplication(withNonces);
    const two = await startApplication({ ...withNonces, issuer: one.url, clock: one.clock });
    const stranger = await startApplication({
      ...withNonces,
      issuer: one.url,
      clock: one.clock,
      keys: { encryptWith: encryptWith.toUpperCase() },
    });
    try {
      const nonce = await fresh(one);
      expect((await ask(one, nonce, two)).status).to.equal(200);
      expectRefusal(await ask(one, nonce, stranger), 'use_dpop_nonce');
    } finally {
      for (const app of [one, two, stranger]) await app.close();
    }
  });

  it('DP07: are not asked for by default', async () => {
    const app = await startApplication({ tokenTypes: ['dpop'] });
    try {
      const { status, headers } = await ask(app);
      expect(status).to.equal(200);
      expect(headers.get('dpop-nonce')).to.equal(null);
    } finally {
      await app.close();
    }
  });

  it('DP09: the sample asks for them, and its client gets bound tokens only', async () => {
    const app = await startApplication({ ...options, clients: [...defaults.clients, spa] });
    try {
      const code = await obtainCode(app, { client_id: 'spa' });
      expectRefusal(await exchange(app, code, { client_id: 'spa' }), 'invalid_dpop_proof');
      const headers = { dpop: await (await made).proof(app, { claims: { nonce: await fresh(app) } }) };
      expect((await exchange(app, code, { client_id: 'spa' }, { headers })).body.token_type).to.equal('DPoP');
    } finally {
      await app.close();
    }
  });

  it('are required or off, and nothing else', () => {
    expect(() => dpop({ nonce: 'on' as never })).to.throw(TypeError, "say 'off' or 'required'");
  });
});
