import { expect } from 'chai';
import { formTarget, pageHeaders } from '../../src/pages/security-headers';

describe('pageHeaders', () => {
  const headers = pageHeaders({ nonce: 'bm9uY2U=' });

  it('UI01 forbid every frame, for new and for old browsers', () => {
    expect(headers['content-security-policy']).to.include("frame-ancestors 'none'");
    expect(headers['x-frame-options']).to.equal('DENY');
  });

  it('UI02 send no referrer, load nothing by default and know no unsafe-inline', () => {
    expect(headers['referrer-policy']).to.equal('no-referrer');
    expect(headers['content-security-policy']).to.equal(
      "default-src 'none'; style-src 'nonce-bm9uY2U='; img-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
  });

  it('keep the page out of caches and of content sniffing', () => {
    expect(headers).to.include({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(headers['content-type']).to.equal('text/html; charset=utf-8');
  });

  it('name each form target and image source once', () => {
    const source = 'https://a.example';
    const policy = pageHeaders({ nonce: 'x', formTargets: [source, source], imageSources: [source] })['content-security-policy'];
    expect(policy).to.include(`form-action 'self' ${source};`).and.include(`img-src ${source};`);
  });

  for (const source of ['https://a;b', 'https://a,b', 'https://a b', 'a\nb', 'a\tb', 'é', '', "x; script-src 'unsafe-inline'"]) {
    it(`refuse the source ${JSON.stringify(source)}`, () => {
      expect(() => pageHeaders({ nonce: 'x', formTargets: [source] })).to.throw(TypeError, 'not one source');
    });
  }

  it('leave the opener of a popup alone: a client waits there for the answer', () => {
    expect(headers).to.not.have.property('cross-origin-opener-policy');
  });
});

describe('formTarget', () => {
  const expected: readonly [string, string][] = [
    ['https://app.example/cb?x=1#f', 'https://app.example'],
    ['https://app.example:8443/cb', 'https://app.example:8443'],
    ['https://user:secret@app.example/cb', 'https://app.example'],
    ['http://localhost:3000/cb', 'http://localhost:3000'],
    ['http://127.0.0.1/cb', 'http://127.0.0.1:*'],
    ['http://127.0.0.1:51004/cb', 'http://127.0.0.1:*'],
    ['http://127.0.0.1.evil.example/cb', 'http://127.0.0.1.evil.example'],
    ['http://[::1]:51004/cb', 'http://*:51004'],
    ['http://[::1]/cb', 'http://*:80'],
    ['https://[2001:db8::1]/cb', 'https://*:443'],
    ['com.example.app:/cb', 'com.example.app:'],
    ['com.example.app:/cb;x,y z', 'com.example.app:'],
    ['https://münchen.example/', 'https://xn--mnchen-3ya.example'],
    ['https://a;script-src.example/', "'self'"],
    ['https://a,b.example/', "'self'"],
    ['https://*/', "'self'"],
    ["https://'unsafe-inline'/", "'self'"],
    ['javascript:alert(1)', "'self'"],
    ['data:text/html,x', "'self'"],
  ];
  for (const [uri, source] of expected) {
    it(`turns ${uri} into ${source}`, () => expect(formTarget(uri)).to.equal(source));
  }

  it('is always one source, whatever the redirect URI holds', () => {
    for (let code = 0; code < 256; code++) {
      const character = String.fromCharCode(code);
      for (const uri of [`https://a${character}b/`, `https://a/${character}`, `x${character}y:z`, `x:y${character}`]) {
        if (URL.canParse(uri)) expect(formTarget(uri)).to.match(/^[^\s;,]+$/);
      }
    }
  });

  it('refuses a text that is no absolute URI', () => expect(() => formTarget('/cb')).to.throw(TypeError));
});
