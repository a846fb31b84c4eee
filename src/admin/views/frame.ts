import type { OAuthError } from '../../core/errors';
import { type Html, html } from '../../core/html';
import type { OAuthResponse } from '../../core/http';
import type { User } from '../../core/user';
import { builtInPage } from '../../pages/built-in-page';
import { errorPage } from '../../pages/error';
import { plainText } from '../../pages/identity';
import type { AdminRequest } from '../page';
import { address, type RouteName } from '../routes';
import { adminStyle } from './style';

export interface AdminView {
  /** The heading of the page. */
  readonly title: string;
  readonly content: Html;
  readonly section: 'clients' | 'scopes';
  /** What is wrong with the form that was sent. */
  readonly error?: string;
}

/** A page with the bar that leads everywhere. A mistake stands in the title too: it is the first thing that a screen reader says. */
export function adminView(asked: AdminRequest, { title, content, section, error }: AdminView): OAuthResponse {
  return builtInPage({
    ...{ content, style: adminStyle, top: bar(asked, section), status: error === undefined ? 200 : 400 },
    title: `${error === undefined ? '' : 'Error: '}${title} – Administration`,
  });
}

function bar({ base, user, hidden }: AdminRequest, section: AdminView['section']): Html {
  const link = (route: RouteName & AdminView['section'], text: string): Html =>
    html`<a href="${address(base, route)}"${route === section ? html` aria-current="true"` : undefined}>${text}</a>`;
  return html`<div class="bar">
<nav aria-label="Administration">${link('clients', 'Clients')}${link('scopes', 'Scopes')}</nav>
<form method="post" action="${address(base, 'logout')}">
${hidden('logout')}
<bdi class="name" title="Signed in">${plainText(user.username)}</bdi>
<button type="submit" class="quiet small">Sign out</button>
</form>
</div>
`;
}

/** For somebody who has logged in and may not be here. */
export function refusedView(base: string, user: User, logout: Html): OAuthResponse {
  const content = html`<header>
<h1>Not for this account</h1>
<p class="lead">You are signed in as <bdi class="name">${plainText(user.username)}</bdi>, who may not manage clients and scopes here.</p>
</header>
<form method="post" action="${address(base, 'logout')}">
${logout}
<p class="actions"><button type="submit">Sign out</button></p>
</form>`;
  return builtInPage({ title: 'Not for this account', content, status: 403 });
}

/** Prints what the error says to clients, and nothing else of it. */
export function errorView(base: string, { status, description, code, headers }: OAuthError): OAuthResponse {
  const title = status >= 500 ? 'Something went wrong' : status === 404 ? 'Not found' : 'This cannot be done';
  const content = html`${errorPage.content({ title, message: description, code, csp: { nonce: '' } })}
<p class="code"><a href="${address(base, 'clients')}">Back to the clients</a></p>`;
  return builtInPage({ title, content, status, headers });
}

/** What has just been done, by the word that the address carries: no text of the address is shown. */
const doneTexts: Readonly<Record<string, string>> = {
  created: 'The client was registered.',
  changed: 'The client was changed.',
  'client-removed': 'The client was removed.',
  'scope-saved': 'The scope was saved.',
  'scope-removed': 'The scope was removed.',
};

export function notice({ done, error }: { done?: string; error?: string }): Html | undefined {
  if (error !== undefined) return html`<p class="alert" role="alert">${error}</p>`;
  const text = done !== undefined && Object.hasOwn(doneTexts, done) ? doneTexts[done] : undefined;
  return text === undefined ? undefined : html`<p class="done" role="status">${text}</p>`;
}
