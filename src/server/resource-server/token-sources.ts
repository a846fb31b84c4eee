import type { Clock } from '../../core/clock';
import type { DocumentFetcher } from '../../core/fetcher';
import { Discovery } from '../../resource/remote/discovery';
import { Introspector } from '../../resource/remote/introspector';
import { JwtVerifier } from '../../resource/remote/jwt-verifier';
import { KeySource } from '../../resource/remote/key-source';
import type { TokenSource } from '../../resource/remote/token-source';
import { DocumentCache } from '../document-cache';
import type { Fetchable } from '../fetchable';
import { guardedFetch } from '../guarded-fetch';
import { IntrospectionClient } from './introspection-client';
import type { IntrospectOptions, ResourceApplicationOptions } from './options';
import { issuersOf, stalenessOf } from './resource-settings';

/** A way to learn what tokens are, and how to end it. */
export interface OpenSource {
  readonly source: TokenSource;
  close(): Promise<void>;
}

/**
 * By keys or by asking, as the option `verify` says.
 * @param tolerance seconds that clocks may differ
 * @throws TypeError that names the option and the mend
 */
export function tokenSource(options: ResourceApplicationOptions, clock: Clock, tolerance: number): OpenSource {
  const issuers = issuersOf(options);
  const { verify = 'jwks' } = options;
  if (verify === 'jwks') return { source: new JwtVerifier(keysOf(issuers, clock), tolerance), close: async () => undefined };
  const [issuer = '', ...more] = issuers;
  if (more.length > 0)
    throw new TypeError('verify.introspect needs one issuer: a token does not say whom to ask. Use a resource server for each.');
  const client = new IntrospectionClient(introspectOf(verify), fetchableFor(issuer));
  const discovery = new Discovery(issuer, documentsOf(issuer, clock));
  const ask = (url: string, token: string) => client.ask(url, token);
  const source = new Introspector(discovery, ask, { staleness: stalenessOf(verify.introspect), tolerance });
  return { source, close: () => client.close() };
}

function keysOf(issuers: readonly string[], clock: Clock): ReadonlyMap<string, KeySource> {
  return new Map(
    issuers.map(issuer => {
      const documents = documentsOf(issuer, clock);
      return [issuer, new KeySource(new Discovery(issuer, documents), documents)];
    }),
  );
}

function documentsOf(issuer: string, clock: Clock): DocumentFetcher {
  return new DocumentCache(url => guardedFetch(url, fetchableFor(issuer)), clock);
}

/** The operator has named the issuer, which may well be in the same network. http is for an issuer on this machine alone. */
function fetchableFor(issuer: string): Fetchable {
  return { internal: true, loopback: issuer.startsWith('http:') };
}

function introspectOf({ introspect }: { introspect?: Partial<IntrospectOptions> }): IntrospectOptions {
  const { clientId, clientSecret, cache } = introspect ?? {};
  if (clientId && clientSecret) return { clientId, clientSecret, cache };
  throw new TypeError(
    "verify.introspect needs the clientId and clientSecret of a client that may introspect; or write verify: 'jwks'.",
  );
}
