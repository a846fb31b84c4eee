import { type IncomingMessage, type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { Exchange } from './exchange';
import { exposed, withName, withNames } from './exchange-headers';
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
    // What a listener of the server has said by now is replaced; what it says from now on comes later, and stays.
    if (this.response.hasHeader(name) && !this.response.headersSent) this.response.removeHeader(name);
    this.headers[name.toLowerCase()] = value;
  }

  vary(name: string): void {
    this.setHeader('vary', withName(this.named('vary'), name));
  }

  expose(name: string): void {
    this.setHeader(exposed, withName(this.named(exposed), name));
  }

  /** Listeners of the server may have named some by now. */
  private named(list: string): ReturnType<ServerResponse['getHeader']> {
    const ours = this.headers[list];
    const theirs = this.response.getHeader(list);
    return ours === undefined || theirs === undefined ? (ours ?? theirs) : withNames(ours, theirs);
  }

  /** There is neither middleware nor a template here that would look for one. */
  offerUser(): void {}

  send({ status, headers, body }: OAuthResponse): unknown {
    // Who has lost patience may have answered meanwhile.
    if (this.response.headersSent) return this.response;
    this.write(this.response, false, { status, headers: lowerCase(Object.assign({}, this.headers), headers), body });
    return this.response;
  }

  /** For the framework, which goes on with what there is by now. */
  handOver(): void {
    const { response } = this;
    for (const [name, value] of Object.entries(this.headers)) {
      if (!response.hasHeader(name)) response.setHeader(name, value);
      else if (name === 'vary' || name === exposed) response.setHeader(name, this.named(name) ?? value);
    }
  }
}

function lowerCase<T extends OAuthResponse['headers'][string]>(
  onto: Record<string, T>,
  headers: Readonly<Record<string, T>>,
): Record<string, T> {
  for (const name of Object.keys(headers)) onto[name.toLowerCase()] = headers[name] as T;
  return onto;
}
