import { expect } from 'chai';
import { Pages } from '../../src/pages/pages';
import { style } from '../../src/pages/style';
import { example, filledWith, header } from './example';
import { payloads } from './payloads';

describe('built-in pages', () => {
  const pages = new Pages();

  it('login posts username and password, and can be left', async () => {
    const { body, status } = await pages.login(example({ user: undefined }));
    expect(status).to.equal(200);
    expect(body).to.match(/<input [^>]*name="username"[^>]*autocomplete="username"/);
    expect(body).to.match(/<input [^>]*name="password"[^>]*autocomplete="current-password"/);
    expect(body).to.match(/<button [^>]*name="decision" value="deny" formnovalidate/);
    expect(body).to.include('name="csrf" value="c-1"').and.not.include('role="alert"');
  });

  it('login says aloud what went wrong', async () => {
    const { body } = await pages.login(example({ error: 'Wrong <password>' }));
    expect(body).to.include('role="alert">Wrong &lt;password&gt;<').and.include('aria-invalid="true"');
  });

  it('consent names the client, the user, the host and each scope with a checkbox', async () => {
    const { body } = await pages.consent(example());
    expect(body).to.include('<bdi class="name">Postcard Press</bdi>').and.include('<bdi class="name">ada</bdi>');
    expect(body).to.include('<b>postcards.example.com</b>').and.include('See your photos <small>photos:read</small>');
    expect(body).to.include('<input type="checkbox" name="scope" value="photos:read" checked>');
    expect(body).to.match(/name="decision" value="allow"[\s\S]*name="decision" value="deny"/);
  });

  it('consent has no checkbox where it is all or nothing', async () => {
    const { body } = await pages.consent(example({ partialConsent: false }));
    expect(body).to.include('See your photos').and.not.include('type="checkbox"');
  });

  it('error shows its texts with status 400', async () => {
    const { body, status } = await pages.error({ title: 'No <way>', message: 'Go & see', code: 'invalid_request' });
    expect(status).to.equal(400);
    expect(body).to.include('No &lt;way&gt;').and.include('Go &amp; see').and.include('<code>invalid_request</code>');
  });

  it('UI02 need no script and no third party: one style with the nonce of the policy, fresh each time', async () => {
    const [one, two] = await Promise.all([pages.consent(example()), pages.consent(example())]);
    const nonce = /<style nonce="([^"]+)">/.exec(one.body)?.[1];
    expect(Buffer.from(nonce ?? '', 'base64')).to.have.length(16);
    expect(header(one, 'content-security-policy')).to.include(`'nonce-${nonce}'`);
    expect(two.body).to.not.include(nonce);
    expect(one.body).to.not.match(/<script|<link|@import|url\(|\son\w+=|\sstyle=|https?:/i);
  });

  it('UI01 UI02 carry the security headers, errors too', async () => {
    for (const page of [await pages.login(example()), await pages.error({ title: 't', message: 'm', code: 'c' })]) {
      expect(header(page, 'x-frame-options')).to.equal('DENY');
      expect(header(page, 'referrer-policy')).to.equal('no-referrer');
    }
  });

  for (const payload of payloads) {
    it(`UI03 print ${JSON.stringify(payload.slice(0, 40))} as text`, async () => {
      const benign = await pages.consent(filledWith('x'));
      const page = await pages.consent(filledWith(payload));
      expect(skeleton(page.body)).to.equal(skeleton(benign.body));
      expect(skeleton((await pages.login(filledWith(payload))).body)).to.equal(
        skeleton((await pages.login(filledWith('x'))).body),
      );
    });
  }

  it('UI05 never evaluate a value as a template', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template expression is the payload
    for (const text of ['${7*7}', '{{7*7}}', '#{7*7}', '<%= 7*7 %>']) {
      expect((await pages.consent(filledWith(text))).body.replace(style, '')).to.not.include('49');
    }
  });

  it('show one h1 and a language', async () => {
    const { body } = await pages.login(example());
    expect(body.match(/<h1/g)).to.have.length(1);
    expect(body)
      .to.match(/^<!doctype html>\n<html lang="en">/)
      .and.include('name="viewport"');
  });
});

/** The tags and attribute names of a page: what a payload must not be able to change. */
function skeleton(page: string): string {
  return [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""')).join('');
}
