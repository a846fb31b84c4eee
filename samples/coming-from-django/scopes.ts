import type { OAuthServer } from 'oauth-controllers';

/** Scopes are rows: what the option `scopes` declares, and what is added while the server runs. */
export async function replaceScope(server: OAuthServer): Promise<{ name: string; description: string }[]> {
  await server.scopes.put('photos:print', 'Print your photos');
  await server.scopes.remove('albums:read');
  return server.scopes.list();
}
