import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { OAuthResponse } from '../../src/core/http';
import { Pages } from '../../src/pages/pages';
import { example, filledWith } from './example';
import { payloads } from './payloads';

const executablePath = '/usr/bin/chromium';

describe('pages in Chromium', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;
  const pages = new Pages();

  before(async function () {
    if (!existsSync(executablePath)) this.skip();
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
  });
  after(() => browser?.close());

  it('UI03 run no script of any payload, even without the policy', async () => {
    const context = await browser.newContext({ bypassCSP: true });
    page = await context.newPage();
    const everything = filledWith(payloads.join(' '));
    for (const payload of payloads) await harmless(await pages.consent(filledWith(payload)), payload);
    await harmless(await pages.login(everything), 'all in the login page');
    await harmless(
      await pages.error({ title: everything.redirectHost, message: everything.redirectHost, code: 'c' }),
      'all in an error',
    );
    await context.close();
  });

  for (const width of [320, 1200]) {
    it(`fit ${width} px without a horizontal scroll, with controls of 44 px`, async () => {
      const context = await browser.newContext({ viewport: { width, height: 800 } });
      for (const response of [await pages.login(example()), await pages.consent(filledWith('W'.repeat(300)))]) {
        const page = await open(context, response);
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
        for (const control of await page.locator('button, label.row, .field input').all()) {
          expect((await control.boundingBox())?.height).to.be.at.least(44);
        }
      }
      await context.close();
    });
  }

  it('work by keyboard without JavaScript: type, Enter, and the form is sent', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await open(context, await pages.login(example({ user: undefined })));
    const [request] = await Promise.all([page.waitForRequest(sent => sent.method() === 'POST'), typeIn(page)]);
    expect(request.postData()).to.equal('csrf=c-1&username=ada&password=love');
    await context.close();
  });

  it('send the ticked scopes and the decision', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await open(context, await pages.consent(example()));
    await page.getByLabel('Add photos').uncheck();
    const [request] = await Promise.all([
      page.waitForRequest(sent => sent.method() === 'POST'),
      page.getByRole('button', { name: 'Allow' }).click(),
    ]);
    expect(request.postData()).to.equal('csrf=c-1&scope=photos%3Aread&decision=allow');
    await context.close();
  });

  async function harmless(response: OAuthResponse, payload: string): Promise<void> {
    await open(page.context(), response, page);
    expect(await page.title(), payload).to.not.equal('owned');
    expect(await page.locator('script, iframe, object, embed, base, link').count(), payload).to.equal(0);
  }

  async function typeIn(page: Page): Promise<void> {
    // The username has the focus from the start, as soon as the page has been drawn.
    await page.locator('input[name=username]:focus').waitFor();
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('love');
    await page.keyboard.press('Enter');
  }
});

/** Shows a response to the browser as if a server had sent it, in a page of its own or in the given one. */
async function open(context: BrowserContext, response: OAuthResponse, shown?: Page): Promise<Page> {
  const page = shown ?? (await context.newPage());
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  await page.unrouteAll();
  await page.route('**/*', route =>
    route.request().isNavigationRequest() && route.request().frame() === page.mainFrame()
      ? route.fulfill({ status: response.status, headers, body: response.body })
      : route.abort(),
  );
  await page.goto('http://localhost:9/');
  return page;
}
