import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { demo } from '../samples/demo';
import { describeInChromium, logIn } from './chromium';
import { brightness, shortcomings, width } from './in-page';

const names = ['login', 'login after a mistake', 'consent', 'error', 'playground'] as const;

describeInChromium('the pages in Chromium', screen => {
  /** Goes to a page. */
  async function visit(page: Page, name: (typeof names)[number]): Promise<void> {
    const { sample } = screen();
    if (name === 'playground') return void (await page.goto(`${sample.url}/oauth/playground`));
    const bad = name === 'error' ? { redirect_uri: 'https://elsewhere.example/' } : {};
    await page.goto(demo(sample, { scope: 'photos:read photos:write', ...bad }));
    if (name === 'login after a mistake') await logIn(page, 'ada', 'wrong');
    if (name === 'consent') await logIn(page);
  }
  for (const name of names) {
    it(`${name}: fits a phone of 320 pixels, and has a language, one heading, and a name on each control`, async () => {
      const { page } = await screen().open({ viewport: { width: 320, height: 640 } });
      await visit(page, name);
      expect(await width(page)).to.equal(320);
      expect(await shortcomings(page)).to.deep.equal([]);
      await page.evaluate("document.body.append(document.createElement('h1'), document.createElement('input'))");
      expect(await shortcomings(page), 'the check sees a planted mistake').to.have.length(2);
    });
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`are drawn with their styles in a ${colorScheme} scheme, and nothing is blocked or fetched from elsewhere`, async () => {
      const { page, complaints } = await screen().open({ colorScheme });
      const hosts = new Set<string>();
      page.on('request', request => hosts.add(new URL(request.url()).host));
      for (const name of ['login', 'consent'] as const) await visit(page, name);
      expect((await brightness(page)) > 127).to.equal(colorScheme === 'light');
      expect([...hosts]).to.deep.equal([`localhost:${screen().sample.port}`]);
      expect(complaints).to.deep.equal([]);
    });
  }
});
