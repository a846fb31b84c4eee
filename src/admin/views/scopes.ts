import { type Html, html } from '../../core/html';
import type { OAuthResponse } from '../../core/http';
import type { AdminRequest } from '../page';
import { address } from '../routes';
import { textField } from './fields';
import { adminView, notice } from './frame';

export interface ScopeFields {
  readonly name: string;
  readonly description: string;
}

interface ListFacts {
  readonly done?: string;
  /** What was typed for a new scope. */
  readonly fields?: ScopeFields;
  readonly error?: string;
}

const descriptionHint = 'The sentence that users read when they are asked for consent.';

export function scopesView(asked: AdminRequest, scopes: readonly ScopeFields[], facts: ListFacts): OAuthResponse {
  const { base } = asked;
  const { fields = { name: '', description: '' }, error } = facts;
  const content = html`<header>
<h1>Scopes</h1>
</header>
${notice(facts)}
${scopes.length > 0 ? html`<ul class="list">${scopes.map(scope => row(base, scope))}</ul>` : html`<p class="quietly">No scope is declared.</p>`}
<h2 id="add">New scope</h2>
<form method="post" action="${address(base, 'scopes')}" aria-labelledby="add">
${asked.hidden('scopes')}
${textField({ name: 'name', label: 'Name', value: fields.name, hint: 'Without blanks and quotes, such as photos:read.' })}
${textField({ name: 'description', label: 'Description', value: fields.description, hint: descriptionHint, max: 2000 })}
<p class="actions"><button type="submit">Add the scope</button></p>
</form>`;
  return adminView(asked, { title: 'Scopes', content, section: 'scopes', error });
}

function row(base: string, { name, description }: ScopeFields): Html {
  return html`<li>
<div class="what">${description}<small>${name}</small></div>
<span class="rowlinks">
<a href="${address(base, 'scope', { id: name })}" aria-label="Change ${name}">Change</a>
<a class="remove" href="${address(base, 'removeScope', { id: name })}" aria-label="Remove ${name}">Remove…</a>
</span>
</li>`;
}

export function scopeView(asked: AdminRequest, { name, description }: ScopeFields, error?: string): OAuthResponse {
  const content = html`<header>
<div><h1>Change a scope</h1>
<small>${name}</small></div>
</header>
${notice({ error })}
<form method="post" action="${address(asked.base, 'scope', { id: name })}">
${asked.hidden('scope', name)}
${textField({ name: 'description', label: 'Description', value: description, hint: descriptionHint, max: 2000 })}
<p class="actions">
<button type="submit">Save</button>
<a class="button quiet" href="${address(asked.base, 'scopes')}">Cancel</a>
</p>
</form>`;
  return adminView(asked, { title: `Change ${name}`, content, section: 'scopes', error });
}

export function removeScopeView(asked: AdminRequest, { name, description }: ScopeFields): OAuthResponse {
  const content = html`<header>
<div><h1>Remove this scope?</h1>
<p class="lead">${description} <small>${name}</small></p></div>
</header>
<p>Nobody can be granted it any more, and tokens lose it when they are refreshed. What it protects stays closed. A scope that the option <code>scopes</code> declares comes back at the next start.</p>
<form method="post" action="${address(asked.base, 'removeScope', { id: name })}">
${asked.hidden('removeScope', name)}
<p class="actions">
<button type="submit" class="danger">Remove the scope</button>
<a class="button quiet" href="${address(asked.base, 'scopes')}">Keep it</a>
</p>
</form>`;
  return adminView(asked, { title: `Remove ${name}?`, content, section: 'scopes' });
}
