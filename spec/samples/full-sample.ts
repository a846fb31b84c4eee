import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as jose from 'jose';
import type { SpecDatabase } from '../support/databases';

const development = join(__dirname, '../../../samples/full/signer.development.json');

/** What leads a sample to the database of a spec. @param file of the database where it has no server */
export function environmentOf({ options }: SpecDatabase, file: string): Record<string, string> {
  if (options.type === 'postgres')
    return { OAUTH_DATABASE: 'postgres://postgres@127.0.0.1:5432/test', PGOPTIONS: `-c search_path=${options.schema}` };
  return { OAUTH_DATABASE: options.type === 'mariadb' ? `mysql://root@127.0.0.1:3306/${options.database}` : file };
}

/** The private key of the client `signer` beside the sample. */
export async function signingKey(): Promise<{ key: jose.CryptoKey; kid?: string }> {
  const [jwk] = (JSON.parse(readFileSync(development, 'utf8')) as { keys: jose.JWK[] }).keys;
  return { key: (await jose.importJWK(jwk ?? {}, 'ES256')) as jose.CryptoKey, kid: jwk?.kid };
}
