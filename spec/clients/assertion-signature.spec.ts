import { createHmac, createPublicKey, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import type { ClientInput } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { type AssertionParts, base64url, type KeyPair, keyPair, postAssertion, Signer } from '../support/assertions';
import { expectRefusal } from '../support/refusal';

const algorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];
const rsa = keyPair('RS256');
const pairs = new Map(algorithms.map(alg => [alg, /^[PR]S/.test(alg) ? rsa : keyPair(alg)]));
const stranger = keyPair('RS256', 'stranger');

const client = (clientId: string, keys: readonly KeyPair[], more: Partial<ClientInput> = {}): ClientInput => ({
  ...{ clientId, authMethod: 'private_key_jwt', jwks: { keys: keys.map(({ publicJwk }) => publicJwk) } },
  scopes: ['photos:read'],
  ...more,
});

describe('the signature of a client assertion', () => {
  let app: TestApplication;
  before(async () => {
    const second = keyPair('RS256', 'second');
    app = await startApplication({
      limits: false,
      clients: [
        ...algorithms.map(alg => client(alg, [pairs.get(alg) ?? rsa])),
        client('only-PS256', [rsa], { signingAlgorithm: 'PS256' }),
        client('several', [second, rsa, keyPair('ES256')]),
        client('without-kid', [second, { ...rsa, publicJwk: { ...rsa.publicJwk, kid: undefined } }]),
        client('for-encryption', [{ ...rsa, publicJwk: { ...rsa.publicJwk, use: 'enc' } }, second]),
        client('for-RS256', [{ ...rsa, publicJwk: { ...rsa.publicJwk, alg: 'RS256' } }]),
      ],
    });
  });
  after(() => app.close());

  const signer = (clientId: string, alg: string, key: KeyObject | string = rsa.privateKey): Signer =>
    new Signer(clientId, alg, key, { issuer: app.url, clock: app.clock });
  const accepted = async (one: Signer, parts?: AssertionParts): Promise<void> => {
    const { status, body } = await postAssertion(app, one.sign(parts));
    expect(status, JSON.stringify(body)).to.equal(200);
  };
  const refused = async (assertion: string): Promise<void> =>
    expectRefusal(await postAssertion(app, assertion), 'invalid_client', 401);

  for (const alg of algorithms) {
    it(`CA10: ${alg} is verified with the registered key`, async () => {
      const { privateKey = rsa.privateKey } = pairs.get(alg) ?? {};
      await accepted(signer(alg, alg, privateKey));
      await refused(signer(alg, alg, keyPair(alg).privateKey).sign());
    });
  }

  it('CA10: one changed claim, and the signature is none', async () => {
    const [header, , signature] = signer('RS256', 'RS256').sign().split('.');
    const claims = signer('RS256', 'RS256').sign().split('.')[1];
    await refused(`${header}.${claims}.${signature}`);
  });

  for (const alg of ['none', 'nONe', 'NONE', 'None', '']) {
    it(`CA10: alg ${JSON.stringify(alg)} is refused, with an empty signature and with one`, async () => {
      const [, claims] = signer('RS256', 'RS256').sign().split('.');
      for (const signature of ['', 'AAAA', 'bm9uZQ'])
        await refused(`${base64url(JSON.stringify({ alg }))}.${claims}.${signature}`);
    });
  }

  it('CA10: a MAC under the public key, in any form of it, is refused (RS256 taken for HS256)', async () => {
    const key = createPublicKey({ key: rsa.publicJwk, format: 'jwk' });
    const forms = [
      key.export({ type: 'spki', format: 'pem' }),
      key.export({ type: 'pkcs1', format: 'pem' }),
      String(key.export({ type: 'spki', format: 'pem' })).trim(),
      key.export({ type: 'spki', format: 'der' }),
      JSON.stringify(rsa.publicJwk),
      String(rsa.publicJwk.n),
      '',
    ];
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      for (const form of forms) {
        const [, claims] = signer('RS256', 'RS256').sign().split('.');
        const input = `${base64url(JSON.stringify({ alg, kid: rsa.publicJwk.kid }))}.${claims}`;
        await refused(
          `${input}.${createHmac(`sha${alg.slice(2)}`, form)
            .update(input)
            .digest('base64url')}`,
        );
      }
    }
  });

  it('CA10: keys that the header brings along are not looked at', async () => {
    const url = `${app.url}/jwks`;
    for (const header of [
      { jwk: stranger.publicJwk },
      { jku: url },
      { x5u: url },
      { x5c: ['MIIB'] },
      { kid: 'stranger', jwk: stranger.publicJwk },
      { kid: '../../../../dev/null' },
      { kid: "x' OR '1'='1" },
      { kid: 1 },
      { kid: ['RS256-1'] },
    ])
      await refused(signer('RS256', 'RS256', stranger.privateKey).sign({ header }));
    await accepted(signer('RS256', 'RS256'), { header: { jwk: stranger.publicJwk, jku: url, x5u: url, x5c: ['MIIB'] } });
  });

  it('CA10: the algorithm that a client is registered with is the only one', async () => {
    await accepted(signer('only-PS256', 'PS256'));
    for (const alg of ['RS256', 'PS384']) await refused(signer('only-PS256', alg).sign());
  });

  it('CA10: a key is used for its own algorithm and for signatures only', async () => {
    await accepted(signer('for-RS256', 'RS256'));
    await refused(signer('for-RS256', 'PS256').sign());
    await refused(signer('for-encryption', 'RS256').sign());
    await refused(signer('RS256', 'ES256', keyPair('ES256').privateKey).sign());
  });

  it('CA10: of several keys the kid names one; without a kid those of the kind are tried', async () => {
    await accepted(signer('several', 'RS256'));
    await accepted(signer('several', 'RS256'), { header: { kid: 'RS256-1' } });
    await refused(signer('several', 'RS256').sign({ header: { kid: 'second' } }));
    await refused(signer('several', 'RS256').sign({ header: { kid: 'third' } }));
    await accepted(signer('without-kid', 'RS256'));
    await refused(signer('several', 'RS256', stranger.privateKey).sign());
  });

  it('CA10: the key of one client proves nothing of another', async () => {
    await refused(signer('ES256', 'RS256').sign());
    await refused(signer('several', 'ES256', pairs.get('ES256')?.privateKey).sign());
  });
});
