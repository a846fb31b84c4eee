import { expect } from 'chai';
import { parseForm } from '../../src/core/params';

describe('parseForm', () => {
  it('AZ25: refuses characters that are not allowed, raw and encoded, in names and in values', () => {
    for (const character of ['\0', '%00', '\uFFFD', '%EF%BF%BD', '%ff', '%', '%z1'])
      for (const text of [`a${character}=b`, `a=b${character}c`, `a=b&${character}`, `x=%41&a=${character}`])
        expect(() => parseForm(text), JSON.stringify(text)).to.throw('A parameter');
  });

  it('decodes what is encoded, and takes everything else as it is', () => {
    const read = (text: string) => [...parseForm(text)];
    expect(read('a=b&c=d+e&f%3D=%26&&g=&h&=i&j==k')).to.deep.equal([
      ['a', 'b'],
      ['c', 'd e'],
      ['f=', '&'],
      ['', 'i'],
      ['j', '=k'],
    ]);
    expect(read('é=ü&%C3%A9=%C3%BC&__proto__=x')).to.deep.equal([
      ['é', 'ü'],
      ['é', 'ü'],
      ['__proto__', 'x'],
    ]);
  });
});
