import type { Awaitable } from '../core/awaitable';
import type { Client } from '../core/client';
import type { ServerContext } from '../core/context';
import { empty, type OAuthResponse, withHeaders } from '../core/http';
import type { OAuthRequest } from '../core/request';

const preflight = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'authorization, content-type, dpop',
  'access-control-max-age': '600',
};

/**
 * Lets browser applications call an endpoint from the origins that are registered (OAuth for browser-based applications,
 * section 6.3.2.1): those of the option `origins`, and those of the client's own redirect URIs. Credentials are never allowed:
 * no cookie means anything here. The authorization endpoint has no CORS at all: it is navigated to, not fetched.
 */
export function withCors<A extends Awaitable<OAuthResponse>>(
  context: ServerContext,
  request: OAuthRequest,
  answer: (request: OAuthRequest) => A,
): A | Promise<OAuthResponse> {
  const origin = request.header('origin');
  return origin === undefined ? answer(request) : answerTo(origin, context, request, answer);
}

async function answerTo(
  origin: string,
  context: ServerContext,
  request: OAuthRequest,
  answer: (request: OAuthRequest) => Awaitable<OAuthResponse>,
): Promise<OAuthResponse> {
  const listed = context.settings.origins.has(origin);
  if (listed && request.method === 'OPTIONS') return withHeaders(withHeaders(empty(204), allow(origin)), preflight);
  const response = await answer(request);
  const allowed = listed || (await isOfClient(context, request, origin));
  return withHeaders(response, allowed ? allow(origin) : { vary: 'Origin' });
}

/** For what holds nothing of anybody: metadata and keys may be read by every page (RFC 8414 section 3.1 allows it). */
export async function withPublicCors(request: OAuthRequest, answer: () => Promise<OAuthResponse>): Promise<OAuthResponse> {
  if (request.method === 'OPTIONS') return withHeaders(withHeaders(empty(204), anybody), publicPreflight);
  return withHeaders(await answer(), anybody);
}

const anybody = { 'access-control-allow-origin': '*' };
const publicPreflight = {
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': '*',
  'access-control-max-age': '600',
};

function allow(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'WWW-Authenticate, Retry-After, DPoP-Nonce',
    vary: 'Origin',
  };
}

/** `null` is the origin of every sandbox: it is nobody's (RFC 6454 section 6.1). */
async function isOfClient(context: ServerContext, request: OAuthRequest, origin: string): Promise<boolean> {
  if (origin === 'null' || request.method !== 'POST') return false;
  const client = await clientOf(context, request);
  return client !== undefined && originsOf(client.redirectUris).includes(origin);
}

/** What cannot be read names no client; why it cannot has been answered already. */
async function clientOf(context: ServerContext, request: OAuthRequest): Promise<Client | undefined> {
  try {
    const clientId = (await request.form()).get('client_id');
    return clientId === undefined ? undefined : await context.clients.find(clientId);
  } catch {
    return undefined;
  }
}

/** The web origins of redirect URIs. */
export function originsOf(redirectUris: readonly string[]): string[] {
  return redirectUris.filter(uri => /^https?:/i.test(uri)).map(uri => new URL(uri).origin);
}
