import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { brightness, focused, shortcomings, width } from '../browser/in-page';
import { payloads } from '../pages/payloads';
import type { TestApplication } from '../support/application';
import { launchChromium } from '../support/chromium';
import { pages, startAdmin } from './support';

describe('the admin pages in Chromium', function () {
  this.timeout(60_000);
  let browser: Browser;
  let app: TestApplication;
  before(async function () {
    browser = await launchChromium(this);
    app = await startAdmin();
    await app.server.clients.update('web', {
      name: `${payloads.join(' ').slice(0, 200)}${'W'.repeat(50)}`,
      owner: 'w'.repeat(255),
    });
  });
  after(async () => {
    await browser?.close();
    await app?.close();
  });

  async function signedIn(options: Parameters<Browser['newContext']>[0] = {}): Promise<{ page: Page; complaints: string[] }> {
    const context = await browser.newContext({ javaScriptEnabled: true, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${app.url}/oauth/admin`);
    await page.fill('#username', 'ada');
    await page.fill('#password', 'lovelace');
    await page.click('main button');
    await page.waitForSelector('h1:text-is("Clients")');
    return { page, complaints };
  }

  it('fit a phone, have one heading and a name on each control, and are complained of by nobody', async () => {
    const { page, complaints } = await signedIn({ viewport: { width: 320, height: 640 }, hasTouch: true });
    for (const path of pages) {
      await page.goto(`${app.url}/oauth/admin${path}`);
      expect(await width(page), path).to.equal(320);
      expect(await shortcomings(page), path).to.deep.equal([]);
      for (const control of await page.locator('button, .button, label.row, .field input, select, textarea, nav a').all())
        expect((await control.boundingBox())?.height, path).to.be.at.least(44);
    }
    expect(complaints).to.deep.equal([]);
    await page.context().close();
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`are drawn in a ${colorScheme} scheme`, async () => {
      const { page, complaints } = await signedIn({ colorScheme });
      await page.goto(`${app.url}/oauth/admin/clients/change?id=web`);
      expect((await brightness(page)) > 127).to.equal(colorScheme === 'light');
      expect(complaints).to.deep.equal([]);
      await page.context().close();
    });

  it('register a client by keyboard, without JavaScript, and show its secret once', async () => {
    const { page } = await signedIn({ javaScriptEnabled: false });
    await page.click('text=New client');
    await page.focus('#client_id');
    await page.keyboard.type('by-keyboard');
    for (const text of ['By Keyboard', '', '', 'https://keyboard.example/cb']) {
      await page.keyboard.press('Tab');
      await page.keyboard.type(text);
    }
    await page.keyboard.press('Tab');
    expect(await page.isChecked('input[value="confidential"]')).to.equal(true);
    await page.keyboard.press('Enter');
    const secret = (await page.textContent('#client-secret')) ?? '';
    const client = await app.server.clients.find('by-keyboard');
    expect(client?.hasSecret(secret, app.clock.now())).to.equal(true);
    expect(client?.redirectUris).to.deep.equal(['https://keyboard.example/cb']);
    await page.click('text=I have copied it');
    await page.waitForURL('**/clients/view?id=by-keyboard');
    expect(await page.content())
      .to.include('By Keyboard')
      .and.not.include(secret);
    await page.context().close();
  });

  it('keep what was typed when something is wrong, and say what', async () => {
    const { page } = await signedIn();
    await page.goto(`${app.url}/oauth/admin/clients/new`);
    await page.fill('#redirect_uris', 'https://one.example/cb\nhttp://two.example/cb');
    await page.click('main button[type=submit]');
    await page.waitForSelector('[role=alert]');
    expect(await page.title()).to.match(/^Error: /);
    expect(await page.textContent('[role=alert]')).to.include('http://two.example/cb');
    expect(await page.inputValue('#redirect_uris')).to.equal('https://one.example/cb\nhttp://two.example/cb');
    expect(await focused(page, 'name'), 'nothing has taken the focus').to.equal(null);
    await page.context().close();
  });
});
