import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** A real browser. Without one the specs that need it are skipped, and say so; a build server has to have it. */
export async function launchChromium(spec: Mocha.Context): Promise<Browser> {
  if (!existsSync(executablePath) && process.env.CI !== 'true') {
    console.log(`      (skipped: there is no ${executablePath}; install the package chromium to run these specs)`);
    spec.skip();
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
}
