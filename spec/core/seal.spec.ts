import { createDecipheriv, createHash } from 'node:crypto';
import { expect } from 'chai';
import { seal, unseal } from '../../src/core/seal';

describe('seal', () => {
  it('is opened with the same secret for the same purpose, and with nothing else', () => {
    const sealed = seal('secret', 'purpose', { some: ['thing', 1] });
    expect(unseal('secret', 'purpose', sealed)).to.deep.equal({ some: ['thing', 1] });
    expect(() => unseal('other', 'purpose', sealed)).to.throw();
    expect(() => unseal('secret', 'another', sealed)).to.throw();
    expect(() => unseal('secret', 'purpose', `A${sealed.slice(1)}`)).to.throw();
  });

  it('never looks the same twice', () => {
    const sealed = Array.from({ length: 1000 }, () => seal('secret', 'purpose', 1));
    expect(new Set(sealed.map(one => one.slice(0, 16)))).to.have.property('size', 1000);
  });

  it('uses AES-256-GCM under a key by one-step derivation with SHA-256 (NIST SP 800-56C), as another implementation of them reads it', () => {
    for (const secret of ['s', 'ünïcode', 'x'.repeat(200)]) {
      const bytes = Buffer.from(seal(secret, 'purpose', 'content'), 'base64url');
      const counter = Buffer.from([0, 0, 0, 1]);
      const key = createHash('sha256').update(counter).update(secret).update('\0oauth-controllers purpose').digest();
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
      expect(decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8')).to.equal('"content"');
    }
  });
});
