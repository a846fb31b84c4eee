import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { Exchange } from './exchange';
import { exposed, withName } from './exchange-headers';
import type { WriteAnswer } from './plain-answer';
import { plainRequest } from './plain-request';
import { stateOf } from './state';

/** A request that no framework has seen, and its answer. Its headers are kept until there is one, because all at once are cheaper. */
export class PlainExchange implements Exchange {
  readonly mountPath = '';
  /** By their names in lower case: one that is named anew in another case takes the place of the first. */
  private readonly headers: Record<string, string>;

  /** @param headers those of each answer */
  constructor(
    readonly raw: IncomingMessage,
    readonly response: ServerResponse,
    private readonly write: WriteAnswer,
    headers: Readonly<Record<string, string>> | undefined,
    readonly next: () => unknown,
  ) {
    this.headers = lowerCase({}, headers ?? {});
  }

  get target(): string {
    return this.raw.url ?? '/';
  }
  get written(): ServerResponse {
    return this.response;
  }

  request(origin: string): OAuthRequest {
    const state = stateOf(this.raw);
    state.request ??= plainRequest(this.raw, origin);
    return state.request;
  }

  setHeader(name: string, value: string): void {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    this.headers[name.toLowerCase()] = value;
  }

  // Listeners of the server may have named some by now.
  vary(name: string): void {
    this.setHeader('vary', withName(this.headers.vary ?? this.response.getHeader('vary'), name));
  }

  expose(name: string): void {
    this.setHeader(exposed, withName(this.headers[exposed] ?? this.response.getHeader(exposed), name));
  }

  /** There is neither middleware nor a template here that would look for one. */
  offerUser(): void {}

  send({ status, headers, body }: OAuthResponse): unknown {
    this.write(this.response, false, { status, headers: lowerCase(Object.assign({}, this.headers), headers), body });
    return this.response;
  }

  /** For the framework, which goes on with what there is by now. */
  handOver(): void {
    for (const [name, value] of Object.entries(this.headers)) this.response.setHeader(name, value);
  }
}

function lowerCase<T extends OAuthResponse['headers'][string]>(
  onto: Record<string, T>,
  headers: Readonly<Record<string, T>>,
): Record<string, T> {
  for (const name of Object.keys(headers)) onto[name.toLowerCase()] = headers[name] as T;
  return onto;
}
