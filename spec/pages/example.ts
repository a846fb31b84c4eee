import { html } from '../../src/core/html';
import { OAuthResponse } from '../../src/core/http';
import { PageContext } from '../../src/pages/page-context';

/** A context as the endpoints pass it, with some facts replaced. */
export function example(facts: Partial<PageContext> = {}): Omit<PageContext, 'csp'> {
  return {
    client: { clientId: 'demo', name: 'Postcard Press' },
    scopes: {
      describe: () => [
        { name: 'photos:read', description: 'See your photos' },
        { name: 'photos:write', description: 'Add photos' },
      ],
    },
    user: { username: 'ada' },
    redirectHost: 'postcards.example.com',
    form: { action: '/oauth/consent', method: 'post', hidden: html`<input type="hidden" name="csrf" value="c-1">` },
    partialConsent: true,
    ...facts,
  };
}

/** The same context with one text in every place that a stranger can fill. */
export function filledWith(text: string): Omit<PageContext, 'csp'> {
  return example({
    client: { clientId: text, name: text, logoUri: text },
    scopes: { describe: () => [{ name: text, description: text }] },
    user: { username: text },
    redirectHost: text,
    error: text,
    form: { action: text, method: 'post', hidden: html`<input type="hidden" name="csrf" value="${text}">` },
  });
}

/** One header as text. */
export function header(response: OAuthResponse, name: string): string {
  return String(response.headers[name] ?? '');
}
