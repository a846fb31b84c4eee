import { clientAuthenticationMethods } from '../../clients/methods';
import { isForCode } from '../checks/response-type';
import type { Facts } from './facts';

/** The server's metadata (RFC 8414 section 2). */
export type MetadataDocument = Readonly<Record<string, unknown>> & { readonly issuer: string };

/** An endpoint that the metadata has the address of, by the name that `server.endpoint()` knows it by. */
export type EndpointName = keyof typeof urlMembers;

/** The member that names it. */
const urlMembers = {
  authorization: 'authorization_endpoint',
  token: 'token_endpoint',
  revocation: 'revocation_endpoint',
  introspection: 'introspection_endpoint',
  pushed_authorization_request: 'pushed_authorization_request_endpoint',
  jwks: 'jwks_uri',
} as const;

export const endpointNames = Object.keys(urlMembers);

/** A route with parameters or wildcards is many addresses, and none of them is the endpoint's. */
const pattern = /[:*?+(){}[\]]/;

/** What the server does, and nothing that it does not: every member follows from what is mounted and offered. */
export function derivedDocument(facts: Facts): MetadataDocument {
  const paths = new Map(facts.paths.filter(([, path]) => !pattern.test(path)));
  const { algorithms } = facts;
  if (algorithms.length === 0) paths.delete('jwks');
  const responseTypes = paths.has('authorization') ? facts.responseTypes : [];
  if (responseTypes.length === 0) for (const kind of ['authorization', 'pushed_authorization_request']) paths.delete(kind);
  const grantTypes = grantTypesOf(facts, paths, responseTypes);
  const forCode = responseTypes.some(isForCode);
  return {
    issuer: facts.issuer,
    ...urls(facts, paths),
    scopes_supported: facts.scopes,
    response_types_supported: responseTypes,
    response_modes_supported: responseModes(responseTypes),
    grant_types_supported: grantTypes,
    ...authMethods(facts, paths, grantTypes),
    // Signed answers are for who asks for them (RFC 9701 section 7).
    introspection_signing_alg_values_supported: paths.has('introspection') ? algorithms : [],
    code_challenge_methods_supported: forCode ? ['S256'] : [],
  };
}

function urls({ origin, mountPath }: Facts, paths: ReadonlyMap<string, string>): Record<string, string> {
  const mounted = Object.entries(urlMembers).flatMap(([kind, member]) => {
    const path = paths.get(kind);
    return path === undefined ? [] : [[member, origin + mountPath + path] as const];
  });
  return Object.fromEntries(mounted);
}

function grantTypesOf(facts: Facts, paths: ReadonlyMap<string, string>, responseTypes: readonly string[]): string[] {
  const atToken = paths.has('token') ? facts.grantTypes : [];
  const withCodes = responseTypes.some(isForCode);
  const implicit = responseTypes.some(isImplicit) ? ['implicit'] : [];
  return [...atToken.filter(type => type !== 'authorization_code' || withCodes), ...implicit];
}

/** An access token goes into the fragment, everything else into the query (OAuth 2.0 Multiple Response Types section 5). */
function responseModes(responseTypes: readonly string[]): string[] {
  return [
    ...(responseTypes.some(type => !isImplicit(type)) ? ['query'] : []),
    ...(responseTypes.some(isImplicit) ? ['fragment'] : []),
  ];
}

function isImplicit(type: string): boolean {
  return type.split(' ').includes('token');
}

/** For each endpoint that clients prove themselves at: how, and with which algorithms where they sign (RFC 8414 section 2). */
function authMethods(
  { canSeal }: Facts,
  paths: ReadonlyMap<string, string>,
  grantTypes: readonly string[],
): Record<string, string[]> {
  // A public client can do nothing with client_credentials (RFC 6749 section 4.4).
  const publicClients = grantTypes.some(type => type !== 'client_credentials');
  // A secret that signs has to be kept readable, sealed.
  const impossible = [...(publicClients ? [] : ['none']), ...(canSeal ? [] : ['client_secret_jwt'])];
  const methods = clientAuthenticationMethods.filter(({ method }) => !impossible.includes(method));
  const names = methods.map(({ method }) => method);
  const algorithms = [...new Set(methods.flatMap(one => one.algorithms ?? []))];
  const mounted = ['token', 'revocation', 'introspection'].filter(kind => paths.has(kind));
  return Object.fromEntries(
    mounted.flatMap(kind => [
      [`${kind}_endpoint_auth_methods_supported`, names],
      [`${kind}_endpoint_auth_signing_alg_values_supported`, algorithms],
    ]),
  );
}
