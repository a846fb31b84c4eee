import type { Client } from '../../core/client';
import { type Html, html } from '../../core/html';
import type { OAuthResponse } from '../../core/http';
import { clientName } from '../../pages/identity';
import type { ClientPage } from '../../server/clients';
import type { AdminRequest } from '../page';
import { address } from '../routes';
import { adminView, notice } from './frame';

export function clientsView(asked: AdminRequest, page: ClientPage, facts: { done?: string; first: boolean }): OAuthResponse {
  const { base } = asked;
  const content = html`<header>
<h1>Clients</h1>
<a class="button" href="${address(base, 'newClient')}">New client</a>
</header>
${notice(facts)}
<form class="search" role="search" method="get" action="${address(base, 'client')}">
<p class="field">
<label for="id">Find by client ID</label>
<input id="id" name="id" type="text" autocapitalize="none" autocomplete="off" spellcheck="false" required>
</p>
<button type="submit" class="quiet">Find</button>
</form>
${page.clients.length > 0 ? html`<ul class="list">${page.clients.map(client => row(base, client))}</ul>` : none(facts.first)}
${turning(base, page, facts.first)}`;
  return adminView(asked, { title: 'Clients', content, section: 'clients' });
}

function row(base: string, client: Client): Html {
  return html`<li>
<div class="what"><a href="${address(base, 'client', { id: client.clientId })}"><bdi>${clientName(client)}</bdi></a><small>${client.clientId}</small></div>
${tags(client)}
</li>`;
}

export function tags(client: Client): Html {
  return html`<span class="tags"><span class="tag">${client.public ? 'public' : 'confidential'}</span>${
    client.trusted ? html`<span class="tag">trusted</span>` : undefined
  }</span>`;
}

function none(first: boolean): Html {
  return html`<p class="quietly">${first ? 'No client is registered yet.' : 'There are no more clients.'}</p>`;
}

function turning(base: string, { next }: ClientPage, first: boolean): Html | undefined {
  if (first && next === undefined) return undefined;
  return html`<nav class="more" aria-label="Pages">
${first ? undefined : html`<a href="${address(base, 'clients')}">First page</a>`}
${next === undefined ? undefined : html`<a href="${address(base, 'clients', { after: next })}" rel="next">Next page</a>`}
</nav>`;
}
