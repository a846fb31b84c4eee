import { Html, html } from '../core/html';
import { clientBadge, clientName, initial, plainText } from './identity';
import { PageContext, PageView } from './page-context';

function title({ client }: PageContext): string {
  return `Allow ${clientName(client)}?`;
}

const tick = html`<svg class="tick" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M5 10.5l3.4 3.4L15 7" /></svg>`;
const away = html`<svg class="away" viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><path d="M8 5H5v10h10v-3M11.5 4.5h4v4M15 5l-6 6" /></svg>`;

/** One scope: a checkbox where the user may refuse it alone, a tick where it is all or nothing. */
function scopeRow(scope: { name: string; description: string }, choosable: boolean): Html {
  const text = html`<span>${scope.description || scope.name} <small>${scope.name}</small></span>`;
  if (!choosable) return html`<li><div class="row">${tick}${text}</div></li>`;
  return html`<li><label class="row"><input type="checkbox" name="scope" value="${scope.name}" checked>${text}</label></li>`;
}

function scopeList({ scopes, partialConsent }: PageContext): Html | undefined {
  const rows = scopes.describe().map(scope => scopeRow(scope, partialConsent));
  return rows.length > 0 ? html`<ul class="scopes" aria-label="What it may do">${rows}</ul>` : undefined;
}

function account(username: string | undefined): Html | undefined {
  if (!username) return undefined;
  return html`<p class="account"><span class="avatar" aria-hidden="true">${initial(username)}</span>
<span>Signed in as <bdi class="name">${plainText(username)}</bdi></span></p>`;
}

/** Asks for `decision` (allow or deny) and, where partial consent is allowed, for one `scope` value per granted scope. */
function content(context: PageContext): Html {
  const { client, user, redirectHost, form, error } = context;
  return html`<header>
${clientBadge(client)}
<h1><bdi class="name">${clientName(client)}</bdi> <span>would like to</span></h1>
</header>
${error ? html`<p class="alert" role="alert">${error}</p>` : undefined}
<form method="${form.method}" action="${form.action}">
${form.hidden}
${scopeList(context)}
${account(user?.username)}
<p class="actions">
<button type="submit" name="decision" value="allow">Allow</button>
<button type="submit" name="decision" value="deny">Cancel</button>
</p>
<p class="destination">${away}<span>You will be sent to <bdi><b>${redirectHost}</b></bdi></span></p>
</form>`;
}

export const consentPage: PageView<PageContext> = { title, content };
