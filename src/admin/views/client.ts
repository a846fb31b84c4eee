import type { Client } from '../../core/client';
import { type Html, html } from '../../core/html';
import type { OAuthResponse } from '../../core/http';
import { clientName } from '../../pages/identity';
import { hasSecret } from '../../server/client-input';
import { durationText } from '../client-form';
import type { AdminRequest } from '../page';
import { address } from '../routes';
import { tags } from './clients';
import { adminView, notice } from './frame';

export function clientView(asked: AdminRequest, client: Client, facts: { done?: string; error?: string }): OAuthResponse {
  const { base } = asked;
  const id = client.clientId;
  const content = html`<header>
<div>
<h1><bdi class="name">${clientName(client)}</bdi></h1>
</div>
${tags(client)}
</header>
${notice(facts)}
<dl>${factsOf(client)}</dl>
<p class="actions">
<a class="button" href="${address(base, 'changeClient', { id })}">Change</a>
<a class="button danger" href="${address(base, 'removeClient', { id })}">Remove…</a>
</p>
${hasSecret(client.authMethod) ? newSecret(asked, id) : undefined}`;
  return adminView(asked, { title: clientName(client), content, section: 'clients', error: facts.error });
}

function factsOf(client: Client): Html[] {
  const { tokens } = client;
  const facts: [string, Html | string | undefined][] = [
    ['Client ID', html`<code>${client.clientId}</code>`],
    ['Description', client.description],
    ['Owner', client.owner],
    ['Redirect URIs', codes(client.redirectUris, true)],
    ['Scopes', codes(client.scopes)],
    ['Grant types', codes(client.grantTypes)],
    ['Proves itself by', client.public ? 'nothing: a public client has no secret' : html`<code>${client.authMethod}</code>`],
    ['Access token lifetime', durationText(tokens.accessToken)],
    ['Refresh token lifetime', durationText(tokens.refreshToken)],
  ];
  return facts.flatMap(([name, value]) => (value ? [html`<div><dt>${name}</dt><dd>${value}</dd></div>`] : []));
}

function codes(values: readonly string[], block = false): Html | undefined {
  if (values.length === 0) return undefined;
  return html`${values.map(value => html`<code${block ? html` class="block"` : undefined}>${value}</code>`)}`;
}

function newSecret({ base, hidden }: AdminRequest, id: string): Html {
  return html`<h2 id="secret">New secret</h2>
<p class="quietly">A secret is shown when it is made and never again. A new one replaces it.</p>
<form class="search" method="post" action="${address(base, 'newSecret', { id })}" aria-labelledby="secret">
${hidden('newSecret', id)}
<p class="field">
<label for="overlap">The old secret ends</label>
<select id="overlap" name="overlap">
<option value="">at once</option>
<option value="1h">in an hour</option>
<option value="1d">in a day</option>
<option value="7d">in a week</option>
</select>
</p>
<button type="submit" class="quiet">Make a new secret</button>
</form>`;
}

/** The only page that a secret ever stands on. */
export function secretView(asked: AdminRequest, client: Client, secret: string): OAuthResponse {
  const content = html`<header>
<div>
<h1>The client secret</h1>
<p class="lead">of <bdi class="name">${clientName(client)}</bdi></p>
</div>
</header>
<p class="done" role="status">Copy it now. It is shown this once and never again.</p>
<h2>Client ID</h2>
<code class="secret">${client.clientId}</code>
<h2>Client secret</h2>
<code class="secret" id="client-secret">${secret}</code>
<p class="actions"><a class="button" href="${address(asked.base, 'client', { id: client.clientId })}">I have copied it</a></p>`;
  return adminView(asked, { title: 'The client secret', content, section: 'clients' });
}

export function removeClientView(asked: AdminRequest, client: Client): OAuthResponse {
  const id = client.clientId;
  const content = html`<header>
<div><h1>Remove this client?</h1>
<p class="lead"><bdi class="name">${clientName(client)}</bdi></p></div>
</header>
<p>Every token of the client <code>${id}</code> is refused from then on, and it can get no new one. This cannot be undone.</p>
<form method="post" action="${address(asked.base, 'removeClient', { id })}">
${asked.hidden('removeClient', id)}
<p class="actions">
<button type="submit" class="danger">Remove the client</button>
<a class="button quiet" href="${address(asked.base, 'client', { id })}">Keep it</a>
</p>
</form>`;
  return adminView(asked, { title: `Remove ${clientName(client)}?`, content, section: 'clients' });
}
