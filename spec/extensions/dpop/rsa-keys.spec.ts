import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { post } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';

const numberOf = (text = ''): bigint => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`);
const textOf = (number: bigint): string => {
  const hex = number.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
};

function inverse(of: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [of, modulus, 1n, 0n];
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  return ((x % modulus) + modulus) % modulus;
}

const rsa = (modulusLength: number, publicExponent = 65_537): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey;

/** A key that is good in every other way: node:crypto makes none with so large an exponent. */
function withExponent(exponent: bigint): KeyObject {
  const jwk = rsa(2048).export({ format: 'jwk' });
  const [p, q] = [numberOf(jwk.p) - 1n, numberOf(jwk.q) - 1n];
  const d = inverse(exponent, p * q);
  const key = { ...jwk, e: textOf(exponent), d: textOf(d), dp: textOf(d % p), dq: textOf(d % q) };
  return createPrivateKey({ key: key as JsonWebKey, format: 'jwk' });
}

/** A prime of five bytes. */
const large = 2n ** 32n + 15n;

describe('a DPoP proof by an RSA key', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ tokenTypes: ['bearer', 'dpop'] });
  });
  after(() => app.close());

  /** @param modulus in place of the right one */
  function proof(key: KeyObject, modulus?: string): string {
    const { kty, n, e } = key.export({ format: 'jwk' });
    const jwk = { kty, n: modulus ?? n, e };
    const now = Math.floor(app.clock.now() / 1000);
    const claims = { jti: randomUUID(), htm: 'POST', htu: `${app.url}/oauth/token`, iat: now };
    const input = [{ typ: 'dpop+jwt', alg: 'RS256', jwk }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  }
  const ask = (dpop: string) => post(app, { grant_type: 'client_credentials' }, { basic: 'service', headers: { dpop } });

  it('DP01: is good with 2048 bits and an exponent of 32', async () => {
    for (const key of [rsa(2048), rsa(2048, 4_294_967_291)]) expect((await ask(proof(key))).status).to.equal(200);
  });

  for (const [what, make] of [
    ['1024 bits', () => rsa(1024)],
    ['an exponent of 33 bits', () => withExponent(large)],
  ] as const)
    it(`DP01: is refused with ${what}`, async () => {
      expectRefusal(await ask(proof(make())), 'invalid_dpop_proof');
    });

  it('DP01: is looked at up to 4096 bits, and refused beyond before it is verified', async () => {
    const key = rsa(2048);
    for (const [bytes, why] of [
      [512, 'is not a JWT that is signed by the key'],
      [513, 'has an RSA key of more than 4096 bits'],
    ] as const) {
      const n = Buffer.alloc(bytes, 0xff);
      for (const number of [n, Buffer.concat([Buffer.alloc(3), n])]) {
        const { status, body } = await ask(proof(key, number.toString('base64url')));
        expect([status, body.error]).to.deep.equal([400, 'invalid_dpop_proof']);
        expect(body).to.have.property('error_description').that.includes(why);
      }
    }
  });
});
