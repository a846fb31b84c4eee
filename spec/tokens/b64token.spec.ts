import { expect } from 'chai';
import { isB64token } from '../../src/tokens/b64token';

/** RFC 6750 section 2.1, and how long it may be. */
const grammar = /^[A-Za-z0-9\-._~+/]{1,8192}=*$/;

describe('what can be an access token in a header', () => {
  it('JA06: is told by its characters, wherever they stand', () => {
    const texts = ['', '=', '==', 'a=', 'a==', 'a=b', 'a==b=', '=a', 'a=\n', 'a\n', '\na'];
    for (let code = 0; code < 300; code++) {
      const one = String.fromCharCode(code);
      texts.push(one, `${one}a`, `a${one}`, `a${one}b`, `a${one}=`, `a=${one}`, `a${one}b=`);
    }
    for (const text of texts) expect(isB64token(text), JSON.stringify(text)).to.equal(grammar.test(text));
  });

  it('JA06: is told by its characters, of which there are 8192 at most, and padding', () => {
    for (const length of [1, 8191, 8192, 8193, 20_000])
      for (const end of ['', '=', '='.repeat(9000), '"', '=a', ' a'])
        expect(isB64token('a'.repeat(length) + end), `${length} ${end.slice(0, 5)}`).to.equal(length <= 8192 && /^=*$/.test(end));
  });
});
