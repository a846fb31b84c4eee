import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { datedId, datedValue, tokenHash } from '../../src/core/dated-value';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const first = Date.UTC(2026, 0, 1);

describe('a dated value', () => {
  it('says what it is and when it was made, and has all the random bytes besides', () => {
    const values = Array.from({ length: 1000 }, () => datedValue('oat', first, 32));
    for (const value of values) expect(value).to.match(/^oat_[0-9a-z]{9}\.[\w-]{43}$/);
    expect(new Set(values.map(value => value.slice(14)))).to.have.property('size', 1000);
    expect(Number.parseInt(values[0]?.slice(4, 13) ?? '', 36)).to.equal(first);
    expect(datedValue('oac', first, 20)).to.match(/^oac_[0-9a-z]{9}\.[\w-]{27}$/);
  });

  it('is stored under a key that sorts by its date, whatever the alphabet of the database', () => {
    const times = [0, 1, 35, 36, first - 1, first, first + 1, first + 36, first + 86_400_000, Date.UTC(5000, 0)];
    const compare = new Intl.Collator('en', { sensitivity: 'base' }).compare;
    for (const keys of [times.map(now => tokenHash(datedValue('ort', now, 32))), times.map(datedId)]) {
      expect([...keys].reverse().sort()).to.deep.equal(keys);
      expect([...keys].reverse().sort(compare)).to.deep.equal(keys);
    }
  });

  it('is stored under 64 characters, the date and 220 bits of its SHA-256, without anything random of it', () => {
    const value = datedValue('oat', first, 32);
    expect(tokenHash(value)).to.equal(value.slice(4, 13) + sha256(value).slice(9));
  });

  it('may have words of an application before it', () => {
    const value = `photos_V_${datedValue('oat', first, 16)}`;
    expect(tokenHash(value)).to.equal(value.slice(13, 22) + sha256(value).slice(9));
  });

  it('is not taken for one where it only looks similar: then it is stored under its whole SHA-256', () => {
    const random = 'a'.repeat(22);
    for (const value of [
      `oat_${random}${random}`,
      `oat_0mwqs07m4${random}`,
      `oat_0mwqs07m4.${random.slice(1)}`,
      `oat_0mwqs07m4.${random.slice(1)}=`,
      `oat_0MWQS07M4.${random}`,
      `oat_0mwqs07m.${random}`,
      `0mwqs07m4.${random}`,
      `_0mwqs07m4.${random}`,
      `a1_0mwqs07m4.${random}`,
      `.oat_0mwqs07m4.${random}`,
      `eyJhbGciOiJFUzI1NiJ9.${random}.${random}`,
      '',
    ])
      expect(tokenHash(value), value).to.equal(sha256(value));
  });

  it('stands a clock that is no clock', () => {
    for (const now of [Number.NaN, -1, -1e15, 1e300, Number.POSITIVE_INFINITY, 0.5])
      expect(datedValue('oat', now, 32), String(now)).to.match(/^oat_[0-9a-z]{9}\.[\w-]{43}$/);
  });
});
