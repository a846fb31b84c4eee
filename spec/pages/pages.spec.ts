import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { html } from '../../src/core/html';
import { PagesOptions } from '../../src/pages/options';
import { Pages } from '../../src/pages/pages';
import { example, filledWith, header } from './example';

describe('Pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  after(() => rmSync(folder, { recursive: true }));
  const template = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it('pass status, headers and form targets on', async () => {
    const page = await new Pages().login(example(), {
      status: 401,
      formTargets: ['https://app.example'],
      headers: { 'set-cookie': ['a=1', 'b=2'] },
    });
    expect(page.status).to.equal(401);
    expect(page.headers['set-cookie']).to.deep.equal(['a=1', 'b=2']);
    expect(header(page, 'content-security-policy')).to.include("form-action 'self' https://app.example;");
  });

  it('let the logo in, from its origin only', async () => {
    const page = await new Pages().consent(
      example({ client: { clientId: 'a', name: 'a', logoUri: 'https://cdn.example/a.png' } }),
    );
    expect(header(page, 'content-security-policy')).to.include('img-src https://cdn.example;');
    const inline = await new Pages().consent(
      example({ client: { clientId: 'a', name: 'a', logoUri: 'data:image/gif;base64,AA==' } }),
    );
    expect(header(inline, 'content-security-policy')).to.include('img-src data:;');
  });

  it('place a function’s content in the layout', async () => {
    const pages = new Pages({ consent: ({ client }) => html`<h1>Hello ${client.name}</h1>` });
    const { body } = await pages.consent(example({ client: { clientId: 'a', name: '<a>' } }));
    expect(body)
      .to.match(/^<!doctype html>/)
      .and.include('<title>Allow &lt;a&gt;?</title>');
    expect(body).to.include('<main>\n<h1>Hello &lt;a&gt;</h1>\n</main>');
  });

  it('send a function’s whole document as it is', async () => {
    const pages = new Pages({ login: async () => html` <!DOCTYPE html><p>mine` });
    expect((await pages.login(example())).body).to.equal(' <!DOCTYPE html><p>mine');
  });

  it('use the application’s layout for built-in pages too', async () => {
    const pages = new Pages({ layout: ({ title, content, csp }) => html`<html><title>${title}|${csp.nonce}</title>${content}` });
    expect((await pages.login(example())).body).to.match(
      /^<html><title>Sign in to continue to Postcard Press\|[^<]{24}<.*name="password"/s,
    );
  });

  it('render an eta template: values escaped, html not', async () => {
    const path = template(
      'consent.eta',
      '<h1><%= it.client.name %></h1><%~ it.form.hidden %><%= it.form.hidden %><%= it.csp.nonce %>',
    );
    const { body } = await new Pages({ consent: path }).consent(example({ client: { clientId: 'a', name: `<b>'` } }));
    expect(body).to.include('<h1>&lt;b&gt;&#39;</h1><input type="hidden" name="csrf" value="c-1"><input type="hidden"');
  });

  it('UI05 never run a value as a template, in a template either', async () => {
    const path = template('error.eta', '<p><%= it.message %></p>');
    const { body } = await new Pages({ error: path }).error({ title: 't', message: '<%= 7*7 %>{{7*7}}', code: 'c' });
    expect(body).to.include('<p>&lt;%= 7*7 %&gt;{{7*7}}</p>');
  });

  it('include one template in another', async () => {
    template('part.eta', '<i><%= it.text %></i>');
    const path = template('whole.eta', `<%~ include('./part', { text: it.redirectHost }) %>`);
    expect((await new Pages({ login: path }).login(example())).body).to.include('<i>postcards.example.com</i>');
  });

  it('stop the start-up for a template that is not there, a wrong type and a misspelt page', () => {
    expect(() => new Pages({ consent: 'views/none.eta' })).to.throw(TypeError, /^pages\.consent .*views\/none\.eta/);
    expect(() => new Pages({ login: 7 } as unknown as PagesOptions)).to.throw(TypeError, 'pages.login must be');
    expect(() => new Pages({ consnt: 'x' } as PagesOptions)).to.throw(TypeError, 'pages.consnt is no page');
  });

  it('stop the start-up with the cure when eta is not installed', () => {
    // A copy of the two layers where no node_modules is in sight.
    for (const layer of ['core', 'pages'])
      cpSync(join(__dirname, '../../src', layer), join(folder, 'src', layer), { recursive: true });
    const copy = createRequire(join(folder, 'x.js'))('./src/pages/pages') as { Pages: typeof Pages };
    expect(() => new copy.Pages()).to.not.throw();
    expect(() => new copy.Pages({ login: template('login.eta', 'x') })).to.throw(TypeError, 'npm install eta');
  });

  const failing: Record<string, PagesOptions> = {
    'a function that throws': {
      consent: () => {
        throw new Error('secret');
      },
    },
    'a promise that rejects': { consent: () => Promise.reject(new Error('secret')) },
    'a string in place of html': { consent: () => 'secret' as never },
    'a layout that throws': {
      layout: () => {
        throw new Error('secret');
      },
    },
  };
  for (const [name, options] of Object.entries(failing)) {
    it(`answer ${name} with the built-in error page and tell the log`, async () => {
      const seen: unknown[] = [];
      const page = await new Pages(options, error => seen.push(error)).consent(filledWith('x'), { headers: { 'x-y': 'z' } });
      expect(page.status).to.equal(500);
      expect(page.body)
        .to.match(/^<!doctype html>/)
        .and.include('server_error')
        .and.not.include('secret');
      expect(header(page, 'x-frame-options')).to.equal('DENY');
      expect(seen).to.have.length(1);
    });
  }
});
