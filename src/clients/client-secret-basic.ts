import { invalidClient } from '../core/errors';
import { parseForm } from '../core/params';
import type { OAuthRequest } from '../core/request';
import type { ClientAuthentication } from './client-authentication';

const basic = /^basic(?: +|$)/i;
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** What reads the same in every encoding. */
const ascii = /^[\x20-\x7E]*$/;
/** What stands for itself in a form. */
const unescaped = /^[\w.~-]*$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export function hasBasicCredentials(request: OAuthRequest): boolean {
  return basic.test(request.header('authorization') ?? '');
}

/** HTTP Basic, whose two parts are form-encoded before they are joined (RFC 6749 section 2.3.1). */
export const clientSecretBasic: ClientAuthentication = {
  method: 'client_secret_basic',
  matches: ({ request }) => hasBasicCredentials(request),
  read({ request }) {
    const { clientId, secret } = decode((request.header('authorization') ?? '').replace(basic, ''));
    return { clientId, proves: (client, { clock }) => client.hasSecret(secret, clock.now()) };
  },
};

function decode(credentials: string): { clientId: string; secret: string } {
  const pair = base64.test(credentials) ? asText(credentials) : '';
  const colon = pair.indexOf(':');
  if (colon < 1) throw invalidClient('The Basic credentials are malformed');
  return { clientId: formDecode(pair.slice(0, colon)), secret: formDecode(pair.slice(colon + 1)) };
}

function asText(credentials: string): string {
  const bytes = Buffer.from(credentials, 'base64');
  const text = bytes.toString('latin1');
  if (ascii.test(text)) return text;
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw invalidClient('The Basic credentials are malformed', { cause });
  }
}

/** A raw `&` or `=` in a secret is harmless here, so each is escaped before the strict reader sees it. */
function formDecode(text: string): string {
  if (unescaped.test(text)) return text;
  try {
    return parseForm(`v=${text.replaceAll('&', '%26')}`).get('v') ?? '';
  } catch (cause) {
    throw invalidClient('The Basic credentials are not form-encoded (RFC 6749 section 2.3.1)', { cause });
  }
}
