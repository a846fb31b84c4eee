import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../quick-start/environment';

// Beside the sample's source, wherever it was compiled to.
const folder = join(__dirname, '../../../samples/full');

type Jwk = Readonly<Record<string, unknown>>;

/**
 * What the environment may change: all of the quick start's, RS_PORT (the resource server's of the sample resource-server), and
 * SIGNER_JWKS, the public keys of the client signer: a JWKS or a JWK as JSON, or the name of a file with one.
 */
export function fullEnvironment(variables: NodeJS.ProcessEnv = process.env) {
  return {
    ...environment(variables),
    database: variables.OAUTH_DATABASE ?? join(folder, 'oauth.sqlite'),
    resource: `http://localhost:${variables.RS_PORT ?? 3001}`,
    // The private half of the default stands in the file too: it is for trying this out, and for nothing else.
    signerKeys: publicKeys(variables.SIGNER_JWKS ?? join(folder, 'signer.development.json')),
  } as const;
}

function publicKeys(given: string): { keys: Jwk[] } {
  const json = JSON.parse(given.trimStart().startsWith('{') ? given : readFileSync(given, 'utf8')) as Jwk;
  const keys = Array.isArray(json.keys) ? (json.keys as Jwk[]) : [json];
  return { keys: keys.map(({ d, p, q, dp, dq, qi, oth, ...publicMembers }) => publicMembers) };
}
