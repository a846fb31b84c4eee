import type { AccessToken, AuthorizationCode, OAuthServer } from 'oauth-controllers';

/** Client(user, name, description, image_url, redirect_uri, key, secret). The secret is shown this once. */
export function registerClient(server: OAuthServer) {
  return server.clients.register({
    name: 'Photo Printer',
    description: 'Prints your photos on paper',
    owner: 'ada',
    logoUri: 'https://printer.example/logo.png',
    redirectUris: ['https://printer.example/callback'],
    scopes: ['photos:read'],
  });
}

/** has_scope(), is_expired(), invalidate() */
export async function endUnlessWriter(token: AccessToken): Promise<boolean> {
  if (token.isExpired() || token.hasScope('photos:write')) return false;
  await token.revoke();
  return true;
}

/** The same of an AuthorizationCode. */
export async function callBack(server: OAuthServer, value: string, now = Date.now()): Promise<AuthorizationCode | undefined> {
  const code = await server.codes.find(value);
  if (code?.hasScope('photos:write') && !code.redeemed && !code.isExpired(now)) await code.revoke();
  return code;
}
