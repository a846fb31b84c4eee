import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type QuickStart, startQuickStart, temporaryFolder } from '../support/quick-start';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The running quick start, and a browser in front of it. */
export interface Screen {
  readonly sample: QuickStart;
  /** A page in a browser that has never been here. What it complains of is collected. */
  open(options?: BrowserContextOptions): Promise<ScreenPage>;
}

export interface ScreenPage {
  readonly page: Page;
  /** Errors of scripts and violations of a policy, as the console shows them. */
  readonly complaints: string[];
}

/** Defines specs in a real browser. Where there is none they are skipped, but not in continuous integration. */
export function describeInChromium(title: string, define: (screen: () => Screen) => void): void {
  describe(title, function () {
    this.timeout(60_000);
    if (!existsSync(executablePath) && !process.env.CI) {
      it(`is skipped: there is no Chromium at ${executablePath}; install it, or name another one in CHROMIUM`);
      return;
    }
    const folder = temporaryFolder();
    let browser: Browser | undefined;
    let sample: QuickStart | undefined;
    const contexts: BrowserContext[] = [];
    before(async () => {
      const args = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
      browser = await chromium.launch({ executablePath, args });
      sample = await startQuickStart({ OAUTH_DATABASE: join(folder.path, 'oauth.sqlite') });
    });
    afterEach(() => Promise.all(contexts.splice(0).map(context => context.close())));
    after(async () => {
      await browser?.close();
      await sample?.stop();
      folder.remove();
    });
    define(() => {
      if (!browser || !sample) throw new Error('The browser is not running.');
      return screen(browser, sample, contexts);
    });
  });
}

function screen(browser: Browser, sample: QuickStart, contexts: BrowserContext[]): Screen {
  return {
    sample,
    async open(options) {
      const context = await browser.newContext(options);
      contexts.push(context);
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', error => complaints.push(error.message));
      page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
      return { page, complaints };
    },
  };
}

export async function logIn(page: Page, username = 'ada', password = 'lovelace'): Promise<void> {
  await page.fill('#username', username);
  await page.fill('#password', password);
  await page.click('button:text-is("Sign in")');
}
