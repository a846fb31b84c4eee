import { expect } from 'chai';
import { dpop } from 'oauth-controllers';
import { DpopKey } from '../../support/dpop';
import { errorOf, resource, startResource, type TestResource } from '../../support/resource';

const encryptWith = 'another key of the operator: 90d7c3b1a2';
const options = { dpop: 'required', extensions: [dpop({ nonce: 'required' })], keys: { encryptWith } } as const;
const url = `${resource}/photos`;

describe('DPoP nonces of a resource server that stands apart', () => {
  let key: DpopKey;
  let one: TestResource;
  let two: TestResource;
  let token: string;
  beforeEach(async () => {
    key = await DpopKey.create();
    one = await startResource(options);
    two = await startResource({ ...options, issuer: one.issuer.url, clock: one.clock });
    token = await one.issuer.token({ cnf: { jkt: key.jkt } });
  });
  afterEach(async () => {
    await two.close();
    await one.close();
  });

  const get = async (at: TestResource, nonce?: string): Promise<Response> =>
    fetch(`${at.url}/photos`, { headers: await key.headers(one, token, { url, claims: { nonce } }) });

  it('DP07: one is asked for with 401, and taken from then on, by another process too', async () => {
    const first = await get(one);
    expect([first.status, errorOf(first)]).to.deep.equal([401, 'use_dpop_nonce']);
    const nonce = first.headers.get('dpop-nonce') ?? '';
    const second = await get(one, nonce);
    expect(second.status).to.equal(200);
    expect((await get(two, second.headers.get('dpop-nonce') ?? '')).status).to.equal(200);
    one.clock.advance(301);
    const late = await get(two, nonce);
    expect([late.status, errorOf(late)]).to.deep.equal([401, 'use_dpop_nonce']);
  });

  it('no start in production without a key to seal them under, where they are required', async () => {
    const before = process.env.NODE_ENV;
    process.env.NODE_ENV = 'production';
    try {
      const refused = await startResource({ ...options, keys: undefined }).catch((error: unknown) => error);
      expect(refused)
        .to.be.instanceOf(TypeError)
        .and.have.property('message')
        .that.matches(/keys\.encryptWith is missing.*; give/);
      for (const harmless of [{ keys: { encryptWith } }, { dpop: undefined }, { extensions: [dpop()] }])
        await (await startResource({ ...options, keys: undefined, ...harmless })).close();
    } finally {
      if (before === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = before;
    }
  });

  it('a key that can be guessed is refused, and so is what is no extension', async () => {
    for (const [wrong, sentence] of [
      [{ keys: { encryptWith: 'secret' } }, 'keys.encryptWith can be guessed'],
      [{ extensions: [dpop as never] }, 'pass an object such as dpop()'],
    ] as const) {
      const refused = await startResource({ ...options, ...wrong }).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(TypeError).and.have.property('message').that.includes(sentence);
    }
  });
});
