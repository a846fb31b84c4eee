import { join } from 'node:path';
import { Browser, type Page } from '../support/browser';
import { type QuickStart, startQuickStart, temporaryFolder } from '../support/quick-start';

/** Runs the same specs against the running quick start on Express and on Koa. */
export function onEachQuickStart(define: (sample: () => QuickStart) => void): void {
  for (const framework of ['express', 'koa']) {
    describe(`the quick start on ${framework}`, () => {
      const folder = temporaryFolder();
      let sample: QuickStart | undefined;
      before(async () => {
        sample = await startQuickStart({ FRAMEWORK: framework, OAUTH_DATABASE: join(folder.path, 'oauth.sqlite') });
      });
      after(async () => {
        await sample?.stop();
        folder.remove();
      });
      define(() => {
        if (sample) return sample;
        throw new Error('The quick start is not running.');
      });
    });
  }
}

/** What a person does between the client's link and the way back to it. @returns the address that the browser ends at */
export async function visit(link: URL, { allow = true, scopes }: { allow?: boolean; scopes?: string[] } = {}): Promise<URL> {
  const browser = new Browser();
  const consent = await browser.logIn(await browser.open(link));
  return returned(allow ? await browser.allow(consent, scopes) : await browser.deny(consent));
}

/** A request that is refused once the user has logged in (RFC 9700 section 4.11.2). */
export async function refusedAfterLogin(link: URL): Promise<URL> {
  const browser = new Browser();
  return returned(await browser.logIn(await browser.open(link)));
}

/** The error of a promise that has to fail with this class of error. */
export async function failure<E extends Error>(type: abstract new (...args: never[]) => E, work: Promise<unknown>): Promise<E> {
  const outcome: unknown = await work.catch((error: unknown) => error);
  if (outcome instanceof type) return outcome;
  throw outcome instanceof Error ? outcome : new Error(`${type.name} was expected, and all went well.`);
}

function returned({ location, url, status, body }: Page): URL {
  if (location) return location;
  throw new Error(`${url} answered ${status} instead of leading back: ${body.slice(0, 300)}`);
}

/** What a client has to be told by hand while there is no discovery. */
export function metadata({ url }: QuickStart) {
  return {
    issuer: url,
    authorization_endpoint: `${url}/oauth/authorize`,
    token_endpoint: `${url}/oauth/token`,
    revocation_endpoint: `${url}/oauth/revoke`,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  };
}

/** Where `demo` listens for the answer: any port of 127.0.0.1 (RFC 8252 section 7.3). */
export const callback = 'http://127.0.0.1:49500/callback';
