import { type Html, html } from '../../core/html';
import type { OAuthResponse } from '../../core/http';
import { builtInPage } from '../../pages/built-in-page';
import { alert, credentials } from '../../pages/login';

export function signInView(action: string, hidden: Html, error?: string): OAuthResponse {
  const content = html`<header>
<h1>Sign in</h1>
<p class="lead">to manage clients and scopes</p>
</header>
${alert(error)}
<form method="post" action="${action}">
${hidden}
${credentials(error)}
<p class="actions"><button type="submit">Sign in</button></p>
</form>`;
  return builtInPage({ title: 'Sign in – Administration', content, status: error === undefined ? 200 : 400 });
}
