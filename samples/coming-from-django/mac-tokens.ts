import { type OAuthOptions, TokenEndpoint } from 'oauth-controllers';
import { type MacTokenResponse, signMac } from 'oauth-controllers/testing';
import { Controller } from 'routing-controllers';

/** Legacy, off until named: prefer DPoP (RFC 9449). Bearer tokens are accepted as before. */
export const options = { tokenTypes: ['bearer', 'mac'] } satisfies Partial<OAuthOptions>;

/** This endpoint gives MAC tokens; a client registered with `tokens: { type: 'mac' }` gets them at every endpoint. */
@Controller('/mac')
export class MacTokenController {
  @TokenEndpoint('/token', { tokenType: 'mac' }) token() {}
}

/** What a client does: it signs each request with mac_key, which never travels again. */
export function getSigned(url: string, token: MacTokenResponse, ts?: number): Promise<Response> {
  return fetch(url, { headers: { authorization: signMac(token, { method: 'GET', url, ts }) } });
}
