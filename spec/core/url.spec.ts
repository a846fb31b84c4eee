import { expect } from 'chai';
import { parseUrl } from '../../src/core/url';

describe('parseUrl', () => {
  it('reads what is a URL, and answers with nothing for what is none', () => {
    expect(parseUrl('https://app.example/a?b#c')?.host).to.equal('app.example');
    for (const text of ['', '/path', 'app.example', 'https://', 'http://[::1']) expect(parseUrl(text), text).to.equal(undefined);
  });

  it('reads letters outside ASCII however often it has been called', () => {
    for (let count = 0; count < 100_000; count++) parseUrl(`https://app.example/${count}`);
    expect(parseUrl('https://münchen.example/')?.host).to.equal('xn--mnchen-3ya.example');
  }).timeout(20_000);
});
