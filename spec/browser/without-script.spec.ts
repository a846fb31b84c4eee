import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { demo } from '../samples/demo';
import { describeInChromium, logIn } from './chromium';
import { focused } from './in-page';

describeInChromium('a native application in Chromium', screen => {
  let listener: Server | undefined;
  let callback: string;
  before(async () => {
    // What a native application does: it waits on the loopback for its answer (RFC 8252 section 7.3).
    const server = createServer((_request, response) => response.end('<title>Back</title>You can close this window.'));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
    listener = server;
  });
  after(() => {
    listener?.closeAllConnections();
    listener?.close();
  });

  async function asked(javaScriptEnabled: boolean): Promise<Page> {
    const { page } = await screen().open({ javaScriptEnabled });
    await page.goto(demo(screen().sample, { redirect_uri: callback, scope: 'photos:read photos:write' }));
    return page;
  }
  async function answerAt(page: Page): Promise<URLSearchParams> {
    await page.waitForURL(`${callback}?*`);
    return new URL(page.url()).searchParams;
  }

  it('UI02: gets its code without JavaScript, and the policy of the page lets the redirect to it pass', async () => {
    const page = await asked(false);
    await logIn(page);
    await page.uncheck('input[value="photos:write"]');
    await page.click('button[value="allow"]');
    const answer = await answerAt(page);
    expect(answer.get('code')).to.match(/^oac_/);
    expect(answer.get('state')).to.equal('xyz');
    expect(answer.get('iss')).to.equal(screen().sample.url);
    expect(new URL(page.url()).hash, 'no fragment of the page before comes along').to.equal('#_');
  });

  it('is told that the user denied, without JavaScript', async () => {
    const page = await asked(false);
    await logIn(page);
    await page.click('button[value="deny"]');
    expect((await answerAt(page)).get('error')).to.equal('access_denied');
  });

  it('gets its code by keyboard alone', async () => {
    const page = await asked(true);
    expect(await focused(page, 'name'), 'the first field has the focus').to.equal('username');
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('lovelace');
    await Promise.all([page.waitForSelector('input[name="scope"]'), page.keyboard.press('Enter')]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    expect(await page.isChecked('input[value="photos:write"]'), 'Space unticks the second scope').to.equal(false);
    await page.keyboard.press('Tab');
    expect(await focused(page, 'value')).to.equal('allow');
    await page.keyboard.press('Enter');
    expect((await answerAt(page)).get('code')).to.match(/^oac_/);
  });
});
