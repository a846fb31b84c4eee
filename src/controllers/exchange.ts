import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { User } from '../core/user';

/** A request and a way to answer it, whatever the framework. */
export interface Exchange {
  /** The object of node:http: what stays the same from stage to stage, so state hangs on it. */
  readonly raw: IncomingMessage;
  /** Path and query as received, whatever the framework has cut off in between. */
  readonly target: string;
  /** The path below which the application is mounted that the request has come to. */
  readonly mountPath: string;
  /** That of node:http. */
  readonly response: ServerResponse;
  request(origin: string): OAuthRequest;
  setHeader(name: string, value: string): void;
  /** Adds a name to Vary. */
  vary(name: string): void;
  /** Adds a header to those that a page of another origin may read, where CORS lets it read the answer at all. */
  expose(name: string): void;
  /** Puts the user where middleware and templates look, unless the application has put one there. */
  offerUser(user: User): void;
  /** Writes the answer. What it returns has to be returned to routing-controllers: it means that the answer is written. */
  send(response: OAuthResponse): unknown;
  /** What routing-controllers takes for a written answer. */
  readonly written: unknown;
  next(): unknown;
}

export type Next = () => unknown;
