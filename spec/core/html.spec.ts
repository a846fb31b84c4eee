import { expect } from 'chai';
import { escapeHtml, Html, html } from '../../src/core/html';
import { payloads } from '../pages/payloads';

describe('html', () => {
  it('escapes each character that can end a text or a quoted attribute', () => {
    expect(String(html`<p title="${`&<>"'\``}">`)).to.equal('<p title="&amp;&lt;&gt;&quot;&#39;&#96;">');
  });

  it('passes nested html, joins arrays, and prints nothing for null, undefined and false', () => {
    const list = html`<ul>${['<1>', html`<li>2</li>`, [html`<li>3</li>`]]}</ul>`;
    expect(String(html`${list}${null}${undefined}${false}${0}${''}`)).to.equal('<ul>&lt;1&gt;<li>2</li><li>3</li></ul>0');
  });

  it('escapes what an object prints', () => {
    expect(escapeHtml({ toString: () => '<b>' })).to.equal('&lt;b&gt;');
  });

  it('takes text as markup only where that is said loudly', () => {
    expect(String(html`${Html.dangerouslyTrust('<b>')}`)).to.equal('<b>');
  });

  it('refuses slips: a value without quotes, a function, a promise', () => {
    expect(() => html`<a href=${'x'}>`).to.throw(TypeError, 'quotes');
    expect(() => html`<p>${() => 'x'}</p>`).to.throw(TypeError, 'function');
    expect(() => html`<p>${Promise.resolve('x')}</p>`).to.throw(TypeError, 'await');
    expect(String(html`<p>state=${'x'}</p>`)).to.equal('<p>state=x</p>');
  });

  for (const payload of payloads) {
    it(`UI03 leaves no markup of ${JSON.stringify(payload.slice(0, 50))}`, () => {
      expect(escapeHtml(payload)).to.not.match(/[<>"'`]/);
      expect(decode(escapeHtml(payload))).to.equal(payload);
    });
  }

  it('takes time in proportion to the length: where it were its square, two million characters would take hours', () => {
    expect(escapeHtml('<&"'.repeat(700_000)).length).to.equal(700_000 * '&lt;&amp;&quot;'.length);
  });
});

/** What a browser would show for escaped text. */
function decode(text: string): string {
  const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'", '#96': '`' };
  return text.replace(/&([^;]+);/g, (_, name: string) => named[name] ?? '');
}
