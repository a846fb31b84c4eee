import { Html, html } from '../core/html';
import { parseUrl } from '../core/url';
import { PageClient } from './page-context';

/**
 * Control, bidirectional and invisible characters: with them a name can show as another name or turn the text around it.
 * Two joiners and the emoji selector stay, since Persian, Hindi and emoji need them.
 */
const invisible = /(?!\u200c|\u200d|\ufe0f)[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Longer than any honest name; the style sheet clamps what is shown, this bounds what is sent. */
const longestName = 120;

/** The text of an untrusted name on one line, without characters that trick the eye; empty where nothing of it would show. */
export function plainText(text: string): string {
  const line = text
    .slice(0, longestName * 8)
    .replace(invisible, ' ')
    .split(/\s+/u)
    .join(' ')
    .trim();
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(line)) return '';
  const characters = Array.from(line);
  return characters.length > longestName ? `${characters.slice(0, longestName).join('')}…` : line;
}

/** What to call a client: its name, or its id where the name has nothing to show. */
export function clientName(client: PageClient): string {
  return plainText(client.name) || plainText(client.clientId) || 'An application';
}

/** The logo's URL where it is one that a page may show: https: or a data:image/ URL. */
export function safeLogo(client: PageClient): string | undefined {
  const logo = client.logoUri?.trim();
  if (!logo) return undefined;
  if (/^data:image\/[\w.+-]+[;,]/i.test(logo)) return logo;
  if (!parseUrl(logo)) return undefined;
  const { protocol, hostname, href } = new URL(logo);
  // The host goes into the page's policy: nothing that means something there.
  return protocol === 'https:' && /^[\w.-]+$/.test(hostname) ? href : undefined;
}

/** The client's logo, or a badge with its initial. Hidden from screen readers: the name stands beside it. */
export function clientBadge(client: PageClient): Html {
  const logo = safeLogo(client);
  if (logo) return html`<img class="badge" src="${logo}" alt="" width="64" height="64" referrerpolicy="no-referrer">`;
  return html`<span class="badge hue-${hue(client.clientId)}" aria-hidden="true">${initial(clientName(client))}</span>`;
}

/** First letter or digit of a name, for a badge. */
export function initial(name: string): string {
  return (/[\p{L}\p{N}]/u.exec(name)?.[0] ?? '?').toLocaleUpperCase('en');
}

/** One of six colours, always the same for a client; a class, since the policy of the page forbids style attributes. */
function hue(clientId: string): number {
  let sum = 0;
  for (const character of clientId.slice(0, 64)) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}
