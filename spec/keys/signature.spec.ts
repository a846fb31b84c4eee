import { KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { generateKeyPair } from 'jose';
import { isSignatureOf, signatureOf } from '../../src/tokens/keys/signature';

const input = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ';

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
