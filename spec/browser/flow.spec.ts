import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeInChromium, logIn } from './chromium';

describeInChromium('the playground in Chromium', screen => {
  async function started(): Promise<{ page: Page; complaints: string[] }> {
    const { page, complaints } = await screen().open();
    await page.goto(`${screen().sample.url}/oauth/playground`);
    await page.click('#start:enabled');
    return { page, complaints };
  }
  /** Presses a button and waits for the answer. @returns what the page shows of it */
  async function press(page: Page, button: string, path: string) {
    await page.evaluate("document.querySelector('#last-status').textContent = ''");
    const answered = page.waitForResponse(response => new URL(response.url()).pathname === path);
    await page.click(`${button}:enabled`);
    const status = (await answered).status();
    await page.waitForSelector(`#last-status:text("${status}")`);
    return { status, body: await page.textContent('#last-body'), challenge: await page.textContent('#last-challenge') };
  }

  it('leads through login and consent to a token with the scopes that were left ticked', async () => {
    const { page, complaints } = await started();
    await logIn(page);
    await page.uncheck('input[value="photos:write"]');
    await page.click('button[value="allow"]');
    const token = await page.textContent('#result-token:not(:empty)');
    expect(token).to.match(/^oat_/);
    expect(await page.textContent('#result-scope')).to.equal('photos:read');
    expect(page.url(), 'the code is out of the address').to.equal(`${screen().sample.url}/oauth/playground`);

    const read = await press(page, '#call-get', '/photos');
    expect(read.status).to.equal(200);
    expect(read.body).to.include('Sunset').and.include('ada');
    expect(complaints).to.deep.equal([]);

    const write = await press(page, '#call-post', '/photos');
    expect(write.status).to.equal(403);
    expect(write.challenge).to.match(/^Bearer .*error="insufficient_scope".*scope="photos:write"/);

    expect((await press(page, '#refresh', '/oauth/token')).status).to.equal(200);
    expect(await page.textContent('#result-token'))
      .to.match(/^oat_/)
      .and.not.equal(token);
    expect((await press(page, '#call-get', '/photos')).status).to.equal(200);
    expect((await press(page, '#revoke', '/oauth/revoke')).status).to.equal(200);
    const ended = await press(page, '#call-get', '/photos');
    expect([ended.status, ended.challenge?.includes('invalid_token')]).to.deep.equal([401, true]);
  });

  it('is told access_denied when the user cancels on the consent page', async () => {
    const { page } = await started();
    await logIn(page);
    await page.click('button[value="deny"]');
    expect(await page.textContent('#error:not(:empty)')).to.match(/^access_denied: /);
    expect(await page.textContent('#result-token')).to.equal('');
  });

  it('is told access_denied when the user cancels on the login page, which asks for nothing then', async () => {
    const { page } = await started();
    await page.click('button[value="deny"]');
    expect(await page.textContent('#error:not(:empty)')).to.match(/^access_denied: /);
  });

  it('asks again after a wrong password, and says so', async () => {
    const { page } = await started();
    await logIn(page, 'ada', 'wrong');
    expect(await page.textContent('[role="alert"]')).to.match(/\w/);
    await logIn(page);
    await page.click('button[value="allow"]');
    expect(await page.textContent('#result-token:not(:empty)')).to.match(/^oat_/);
  });

  it('asks for one scope when one is ticked', async () => {
    const { page } = await screen().open();
    await page.goto(`${screen().sample.url}/oauth/playground`);
    await page.uncheck('#scope-read');
    await page.click('#start:enabled');
    await logIn(page);
    expect(await page.locator('input[name="scope"]').evaluateAll(all => all.map(one => one.getAttribute('value')))).to.deep.equal(
      ['photos:write'],
    );
  });
});
