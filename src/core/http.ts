/** A response as plain data; a driver writes it to Express, Koa or anything else. */
export interface OAuthResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

/** RFC 6749 section 5.1: no answer of an endpoint may be kept by a cache. */
const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };
const ofJson: OAuthResponse['headers'] = Object.freeze({ 'content-type': 'application/json; charset=utf-8', ...noStore });

export function json(status: number, value: unknown, headers?: Record<string, string>): OAuthResponse {
  return withHeaders({ status, headers: ofJson, body: JSON.stringify(value) }, headers);
}

/** 303, never 307: a 307 would post the user's password to the client (RFC 9700 section 4.12). */
export function redirect(location: string, headers: Record<string, string | readonly string[]> = {}): OAuthResponse {
  return { status: 303, headers: { location, ...noStore, 'referrer-policy': 'no-referrer', ...headers }, body: '' };
}

export function empty(status: number, headers: Record<string, string> = {}): OAuthResponse {
  return withHeaders({ status, headers: { ...noStore }, body: '' }, headers);
}

/** Assigned one after the other: to V8 a literal that begins with a full object and goes on is of a class of its own each time, which stays. */
export function withHeaders(response: OAuthResponse, headers?: Record<string, string | readonly string[]>): OAuthResponse {
  if (headers === undefined || Object.keys(headers).length === 0) return response;
  return { ...response, headers: Object.assign({}, response.headers, headers) };
}
