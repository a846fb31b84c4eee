import { Html, html } from '../core/html';
import { LayoutContext } from './page-context';
import { style } from './style';

/** Our own constant text, which must reach the browser unescaped: inside a style element entities are not decoded. */
const css = Html.dangerouslyTrust(style);

/** What a page of the library's own adds to the frame. */
export interface FrameExtras {
  /** Style sheet after the usual one; our own constant text. */
  readonly style?: string;
  /** Stands before the main part of the page. */
  readonly top?: Html;
}

/** The built-in frame of a page: one card, one style element, no script and nothing fetched from elsewhere. */
export function layout({ title, content, csp }: LayoutContext, { style: more = '', top }: FrameExtras = {}): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${csp.nonce}">${css}${Html.dangerouslyTrust(more)}</style>
</head>
<body>
${top}<main>
${content}
</main>
</body>
</html>
`;
}
