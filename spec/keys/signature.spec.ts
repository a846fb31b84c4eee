import { KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { generateKeyPair } from 'jose';
import { isSignatureOf, signatureOf } from '../../src/tokens/keys/signature';

const input = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ';

/** One signature in 256 begins with a zero: texts are signed until one does. */
async function beginningWithZero(key: KeyObject, alg: string): Promise<{ text: string; signature: Buffer }> {
  for (let i = 0; ; i++) {
    const signature = await signatureOf(`${input}${i}`, key, alg);
    if (signature[0] === 0) return { text: `${input}${i}`, signature };
  }
}

describe('a signature', () => {
  for (const alg of ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])
    it(`by ${alg} is told from every other`, async () => {
      const pairs = await Promise.all([generateKeyPair(alg), generateKeyPair(alg)]);
      const [own, other] = pairs.map(({ publicKey }) => KeyObject.from(publicKey)) as [KeyObject, KeyObject];
      const good = await signatureOf(input, KeyObject.from(pairs[0].privateKey), alg);
      const wrong = Buffer.from(good);
      wrong[5] = Number(wrong[5]) ^ 1;
      expect(isSignatureOf(input, good, own, alg)).to.equal(true);
      expect(isSignatureOf(input, good, other, alg), 'of another key').to.equal(false);
      expect(isSignatureOf(`${input}A`, good, own, alg), 'of another text').to.equal(false);
      for (const odd of [wrong, good.subarray(1), good.subarray(0, -1), Buffer.concat([good, Buffer.alloc(1)]), Buffer.alloc(0)])
        expect(isSignatureOf(input, odd, own, alg), `${odd.length} bytes`).to.equal(false);
    });

  for (const alg of ['RS256', 'PS256'])
    it(`by ${alg} has a second spelling not even where it begins with a zero`, async function () {
      this.timeout(60_000);
      const { privateKey, publicKey } = await generateKeyPair(alg);
      const [signer, verifier] = [KeyObject.from(privateKey), KeyObject.from(publicKey)];
      const { text, signature } = await beginningWithZero(signer, alg);
      expect(isSignatureOf(text, signature, verifier, alg)).to.equal(true);
      expect(isSignatureOf(text, signature.subarray(1), verifier, alg), 'without the zero').to.equal(false);
      expect(isSignatureOf(text, Buffer.concat([Buffer.alloc(1), signature]), verifier, alg), 'with one more').to.equal(false);
    });

  it('is of a text and not of its lower bytes', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const good = await signatureOf('ń', KeyObject.from(privateKey), 'ES256');
    expect(isSignatureOf('ń', good, KeyObject.from(publicKey), 'ES256')).to.equal(true);
    expect(isSignatureOf('D', good, KeyObject.from(publicKey), 'ES256')).to.equal(false);
  });

  it('of an algorithm that is not known is an error', async () => {
    const { publicKey } = await generateKeyPair('ES256');
    expect(() => isSignatureOf(input, Buffer.alloc(64), KeyObject.from(publicKey), 'none')).to.throw(TypeError);
  });
});
