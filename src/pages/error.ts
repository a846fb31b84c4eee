import { Html, html } from '../core/html';
import { ErrorPageContext, PageView } from './page-context';

const sign = html`<svg viewBox="0 0 24 24" width="40" height="40"><path d="M12 7v6.5M12 17v.2" /></svg>`;

function content({ title, message, code }: ErrorPageContext): Html {
  return html`<header>
<span class="badge trouble" aria-hidden="true">${sign}</span>
<h1>${title}</h1>
<p class="lead">${message}</p>
</header>
<p class="code">Error code <code>${code}</code></p>`;
}

/** Prints what it is given and nothing about the server. */
export const errorPage: PageView<ErrorPageContext> = { title: context => context.title, content };
