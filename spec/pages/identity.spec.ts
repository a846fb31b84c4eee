import { expect } from 'chai';
import { clientBadge, clientName, plainText, safeLogo } from '../../src/pages/identity';

describe('a client as it shows itself', () => {
  const client = (name: string, logoUri?: string) => ({ clientId: 'demo', name, logoUri });

  it('loses characters that turn or hide text', () => {
    expect(plainText('Good\u202egnp.\u2066App\u200b\u0000\n x')).to.equal('Good gnp. App x');
  });

  it('keeps the joiners of Persian and of emoji', () => {
    for (const name of ['می‌خواهم', '👩‍👩‍👧', '❤️']) expect(plainText(name)).to.equal(name);
  });

  it('is cut between characters where it is absurdly long', () => {
    expect(Array.from(plainText('😀'.repeat(5000)))).to.have.length(121);
  });

  it('is called by its id where its name shows nothing', () => {
    for (const name of ['', ' \u202e ', '\u200d\u200d']) expect(clientName(client(name))).to.equal('demo');
    expect(clientName({ clientId: '\u200b', name: '' })).to.equal('An application');
  });

  it('has a logo over https or inline, from nowhere else', () => {
    const inline = 'data:image/png;base64,AA==';
    expect(safeLogo(client('x', 'https://a.example/l.png'))).to.equal('https://a.example/l.png');
    expect(safeLogo(client('x', inline))).to.equal(inline);
    for (const uri of [
      'http://a.example/l.png',
      'javascript:1',
      'data:text/html,x',
      '//a.example',
      'https://*/x',
      'https://a;b/x',
      'x',
    ]) {
      expect(safeLogo(client('x', uri)), uri).to.equal(undefined);
    }
  });

  it('sends no referrer to the logo, and has a badge with its initial without one', () => {
    expect(String(clientBadge(client('x', 'https://a.example/l.png')))).to.include('referrerpolicy="no-referrer"');
    expect(String(clientBadge(client('“émile”')))).to.match(/class="badge hue-[0-5]"[^>]*>É</);
    expect(String(clientBadge(client('!!!')))).to.include('>?<');
  });
});
