import type { Client } from '../../core/client';
import { type Html, html } from '../../core/html';
import type { OAuthResponse } from '../../core/http';
import type { Settings } from '../../core/settings';
import { clientName } from '../../pages/identity';
import { type ClientFields, durationText, fingerprint } from '../client-form';
import type { AdminRequest } from '../page';
import { address } from '../routes';
import { choices, textArea, textField } from './fields';
import { adminView, notice } from './frame';

export interface ClientFormFacts {
  readonly fields: ClientFields;
  /** The registered client; undefined for a new one. */
  readonly client?: Client;
  readonly scopes: readonly { readonly name: string; readonly description: string }[];
  readonly grantTypes: readonly string[];
  readonly settings: Settings;
  readonly error?: string;
}

/** The form of a new client, or of one that is changed: the same fields. */
export function clientFormView(asked: AdminRequest, facts: ClientFormFacts): OAuthResponse {
  const { fields, client, error } = facts;
  const id = client?.clientId ?? '';
  const route = client ? 'changeClient' : 'newClient';
  const title = client ? `Change ${clientName(client)}` : 'New client';
  const content = html`<header>
<div><h1>${client ? 'Change a client' : 'New client'}</h1>
${client ? html`<p class="lead"><bdi class="name">${clientName(client)}</bdi></p>` : undefined}</div>
</header>
${notice({ error })}
<form method="post" action="${address(asked.base, route, { id })}">
${asked.hidden(route, id, client && fingerprint(client))}
${client ? undefined : clientIdField(fields)}
${words(fields)}
${kind(fields, client)}
${grants(facts)}
${scopes(facts)}
${trust(fields)}
${lifetimes(facts)}
<p class="actions">
<button type="submit">${client ? 'Save' : 'Register the client'}</button>
<a class="button quiet" href="${client ? address(asked.base, 'client', { id }) : address(asked.base, 'clients')}">Cancel</a>
</p>
</form>`;
  return adminView(asked, { title, content, section: 'clients', error });
}

function clientIdField({ clientId }: ClientFields): Html {
  const hint = 'Visible ASCII characters. Left empty, a random one is made. It cannot be changed later.';
  return textField({ name: 'client_id', label: 'Client ID', value: clientId, optional: true, hint });
}

function words({ name, description, owner, redirectUris }: ClientFields): Html {
  return html`${textField({ name: 'name', label: 'Name', value: name, optional: true, hint: 'Users read it when they are asked for consent.' })}
${textArea({ name: 'description', label: 'Description', value: description, optional: true, rows: 2 })}
${textField({ name: 'owner', label: 'Owner', value: owner, optional: true, hint: 'Whom to ask about this client.' })}
${textArea({
  ...{ name: 'redirect_uris', label: 'Redirect URIs', value: redirectUris, optional: true, rows: 3, mono: true },
  hint: 'One a line, compared character by character. Needed for authorization_code.',
})}`;
}

function kind(fields: ClientFields, client: Client | undefined): Html {
  const becomes = (text: string, other: boolean): string => (client && client.public === other ? text : '');
  return choices('radio', 'kind', 'Can it keep a secret?', [
    {
      ...{ value: 'confidential', text: 'Confidential', chosen: !fields.public, prose: true },
      small: `Runs on a server of its own and has a secret.${becomes(' It will be given one, shown once.', true)}`,
    },
    {
      ...{ value: 'public', text: 'Public', chosen: fields.public, prose: true },
      small: `Runs in a browser or on a device and has none.${becomes(' Its secret ends.', false)}`,
    },
  ]);
}

function grants({ fields, grantTypes }: ClientFormFacts): Html {
  const list = grantTypes.map(value => ({ value, text: value, chosen: fields.grantTypes.includes(value) }));
  return choices('checkbox', 'grant_type', 'Grant types', list);
}

function scopes({ fields, scopes: declared }: ClientFormFacts): Html {
  const list = declared.map(({ name, description }) => ({
    ...{ value: name, text: description, small: name, chosen: fields.scopes.includes(name) },
  }));
  return choices('checkbox', 'scope', 'Scopes that it may ask for', list, 'No scope is declared.');
}

function trust({ trusted }: ClientFields): Html {
  const small = 'A client of your own: its users are not asked for consent.';
  return choices('checkbox', 'trusted', 'Consent', [{ value: 'yes', text: 'Trusted', small, chosen: trusted, prose: true }]);
}

function lifetimes({ fields, settings }: ClientFormFacts): Html {
  const usual = (value: number): string =>
    `Such as 90s, 10m, 1h or 30d. Left empty: ${durationText(value)}, as the server has it.`;
  return html`<div class="pair">
${textField({
  ...{ name: 'access_token_lifetime', label: 'Access token lifetime', value: fields.accessToken, optional: true, max: 20 },
  hint: usual(settings.lifetimes.accessToken),
})}
${textField({
  ...{ name: 'refresh_token_lifetime', label: 'Refresh token lifetime', value: fields.refreshToken, optional: true, max: 20 },
  hint: usual(settings.lifetimes.refreshToken),
})}
</div>`;
}
