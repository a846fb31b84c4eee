import { Html, html } from '../core/html';
import { clientBadge, clientName } from './identity';
import { PageContext, PageView } from './page-context';

function title({ client }: PageContext): string {
  return `Sign in to continue to ${clientName(client)}`;
}

/** Shown above the form after a failed attempt; the alert role makes a screen reader say it at once. */
export function alert(error: string | undefined): Html | undefined {
  return error ? html`<p id="login-error" class="alert" role="alert">${error}</p>` : undefined;
}

/** What a user proves itself with: `username` and `password`. */
export function credentials(error: string | undefined): Html {
  const invalid = error ? html` aria-invalid="true" aria-describedby="login-error"` : undefined;
  return html`<p class="field">
<label for="username">Username</label>
<input id="username" name="username" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus${invalid}>
</p>
<p class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid}>
</p>`;
}

/**
 * Asks for `username` and `password`. Sign in is the form's first button, so that the Enter key presses it; the second one
 * posts `decision=deny` without validation, the way back to the client for who came here by mistake.
 */
function content(context: PageContext): Html {
  const { client, form, error } = context;
  return html`<header>
${clientBadge(client)}
<h1>Sign in</h1>
<p class="lead">to continue to <bdi class="name">${clientName(client)}</bdi></p>
</header>
${alert(error)}
<form method="${form.method}" action="${form.action}">
${form.hidden}
${credentials(error)}
<p class="actions">
<button type="submit">Sign in</button>
<button type="submit" name="decision" value="deny" formnovalidate>Cancel</button>
</p>
</form>`;
}

export const loginPage: PageView<PageContext> = { title, content };
