import type { Client } from '../core/client';
import { contextOf } from '../core/context';
import { invalidTarget } from '../core/errors';
import type { AskedTokens, ClientRequest, Extension, TokenParts } from '../core/extension';
import type { Resources } from '../core/resources';

/** Grants that go back to an authorization: what was not granted there cannot be had later. */
const authorizedBefore: readonly string[] = ['authorization_code', 'refresh_token'];

/**
 * Resource indicators (RFC 8707), where the option `resources` declares any. What the user authorized is kept; each token request
 * may ask for less of it and never for more, and the access token is for what was asked.
 */
export function resourceIndicators(): Extension {
  return {
    name: 'resource',
    authorizationRequest: askedFor,
    tokenRequest: askedFor,
    issue: parts,
  };
}

/**
 * @returns the resources that a request names, undefined where the server declares none
 * @throws OAuthError invalid_target for one that is no URI, that is not declared, or that the client may not ask for
 */
function askedFor({ http, params, client }: ClientRequest): readonly string[] | undefined {
  const { resources } = contextOf(http).settings;
  if (resources.size === 0) return undefined;
  const wanted = [...new Set(params.all('resource'))];
  // What is declared is an absolute URI without a fragment, so whatever is none is not declared.
  if (!wanted.every(uri => isOpenTo(client, uri, resources)))
    throw invalidTarget('A resource is unknown, or not for this client');
  return wanted;
}

function isOpenTo({ protocol }: Client, uri: string, resources: Resources): boolean {
  return resources.has(uri) && (protocol.resources?.includes(uri) ?? true);
}

function parts(asked: AskedTokens): TokenParts | undefined {
  const { http, client, kept, proof } = asked;
  const { resources } = contextOf(http).settings;
  if (resources.size === 0) return undefined;
  const wanted = (proof ?? []) as readonly string[];
  const granted = (kept ?? grantedNow(asked, wanted)) as readonly string[];
  if (!wanted.every(uri => granted.includes(uri))) throw invalidTarget('A resource was not granted');
  const all = granted.filter(uri => isOpenTo(client, uri, resources));
  if (all.length < granted.length && all.length === 0) throw invalidTarget('None of the granted resources is there any more');
  const audience = wanted.length > 0 ? wanted : all;
  // Nothing was asked for: what the grant itself says of the audience holds.
  if (audience.length === 0) return { keep: granted };
  return { audience, scopes: scopesOf(audience, resources), keep: granted };
}

/** Where nobody was asked before, what is wanted now; but a grant that says what its tokens are for gives them for nothing else. */
function grantedNow({ grantType, audience = [] }: AskedTokens, wanted: readonly string[]): readonly string[] {
  if (authorizedBefore.includes(grantType)) return [];
  return audience.length > 0 && wanted.length > 0 ? audience : wanted;
}

/** What means something at one of the resources; undefined: anything might (RFC 8707 section 3). */
function scopesOf(audience: readonly string[], resources: Resources): readonly string[] | undefined {
  const scopes: string[] = [];
  for (const uri of audience) {
    const own = resources.get(uri)?.scopes;
    if (!own) return undefined;
    scopes.push(...own);
  }
  return scopes;
}
