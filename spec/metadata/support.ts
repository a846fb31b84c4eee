import type { MetadataDocument } from 'oauth-controllers';
import type { Site } from '../support/flow';

/** A server's metadata, as a client that knows its RFCs reads it. */
export type Metadata = MetadataDocument & Readonly<Record<`${string}_supported`, readonly string[] | undefined>>;

export const oauth = '/.well-known/oauth-authorization-server';
export const openid = '/.well-known/openid-configuration';

export async function metadataOf(app: Site, path = oauth, headers: Record<string, string> = {}): Promise<Metadata> {
  const response = await fetch(app.url + path, { headers });
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Metadata;
}

/** What a request to each of these paths is answered with. */
export function statuses(app: Site, ...paths: string[]): Promise<number[]> {
  return Promise.all(paths.map(async path => (await fetch(app.url + path)).status));
}
