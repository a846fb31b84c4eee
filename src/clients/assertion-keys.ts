import type { CryptoKey, JSONWebKeySet, LocalJWKSet } from 'jose';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { invalidClient } from '../core/errors';
import { UnusableDocument } from '../core/fetcher';
import { jwkSetFlaw } from '../core/jwk-set-flaw';
import { jose } from './jose';

export interface AssertionHeader {
  readonly alg: string;
  readonly kid?: string;
}

export type AssertionKey = CryptoKey | Uint8Array;

/** So many keys are tried for an assertion that names none of them. */
const maxTried = 8;
/** A document of the fetcher's cache is the same object each time: its keys are imported once. */
const imported = new WeakMap<object, LocalJWKSet>();

/** The public keys of a client that fit a header: registered ones, or those that it publishes. */
export async function* assertionKeys(
  { protocol }: Client,
  { fetcher }: ServerContext,
  header: AssertionHeader,
): AsyncGenerator<AssertionKey> {
  if (protocol.jwks) yield* await fitting(protocol.jwks, header);
  const url = protocol.jwks_uri;
  if (protocol.jwks || url === undefined) return;
  const document = await usable(() => fetcher.get(url, jwkSetFlaw));
  const known = await fitting(document, header);
  yield* known;
  // A kid that we do not know may be of a new key (OpenID Connect Core section 10.1.1); so may be a signature without one.
  if (known.length > 0 && header.kid !== undefined) return;
  const renewed = await usable(() => fetcher.renewed(url, jwkSetFlaw));
  if (renewed !== document) yield* await fitting(renewed, header);
}

async function usable(document: () => Promise<object>): Promise<object> {
  try {
    return await document();
  } catch (cause) {
    if (!(cause instanceof UnusableDocument)) throw cause;
    throw invalidClient('Client authentication failed', { hint: cause.message, cause });
  }
}

async function fitting(jwks: object, header: AssertionHeader): Promise<CryptoKey[]> {
  const { errors } = jose();
  try {
    return [await keySet(jwks)({ ...header })];
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return [];
    if (error instanceof errors.JWKSMultipleMatchingKeys) return firstOf(error);
    throw invalidClient('Client authentication failed', { hint: 'The keys of the client cannot be used.', cause: error });
  }
}

function keySet(jwks: object): LocalJWKSet {
  const known = imported.get(jwks);
  if (known) return known;
  const created = jose().createLocalJWKSet(jwks as JSONWebKeySet);
  imported.set(jwks, created);
  return created;
}

async function firstOf(keys: AsyncIterable<CryptoKey>): Promise<CryptoKey[]> {
  const found: CryptoKey[] = [];
  for await (const key of keys) if (found.push(key) >= maxTried) break;
  return found;
}
