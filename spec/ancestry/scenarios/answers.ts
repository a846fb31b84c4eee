import { expect } from 'chai';
import type { Page } from '../../support/browser';

/** What the client at this address is told: in the query, or in the fragment where an access token was asked for. */
export function toldTo(address: string, { location, body, status }: Page): Record<string, string> {
  expect(location?.href.startsWith(address), `${status} ${location ?? body.slice(0, 200)}`).to.equal(true);
  const fragment = new URLSearchParams(location?.hash.slice(1));
  fragment.delete('_');
  return Object.fromEntries([...(location?.searchParams ?? []), ...fragment]);
}

/** A page of the server's own, and no redirect. */
export function expectErrorPage({ status, location, form, headers }: Page, expected = 400): void {
  expect([status, location, form]).to.deep.equal([expected, undefined, undefined]);
  expect(headers.get('content-type')).to.match(/^text\/html/);
}

export const asksForPassword = ({ body }: Page): boolean => body.includes('name="password"');
export const asksForConsent = (page: Page): boolean => !asksForPassword(page) && page.body.includes('name="decision"');
