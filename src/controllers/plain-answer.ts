import { type ServerResponse, STATUS_CODES } from 'node:http';
import { serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import type { Mounted } from './mounted';

/** Writes an answer without a framework, header by header what the framework would have written. */
export type WriteAnswer = (response: ServerResponse, isHead: boolean, answer: OAuthResponse) => void;

/** Answers that have no body: 204, 205 and 304 (RFC 9110 section 15). */
const isEmpty = (status: number): boolean => status === 204 || status === 205 || status === 304;

/** Express leaves what a listener of the server has said of the status. */
function express(response: ServerResponse, isHead: boolean, { status, headers, body }: OAuthResponse): void {
  const length = isHead || status === 204 || status === 304 ? [] : lengthOf(body);
  response.writeHead(status, response.statusMessage || (STATUS_CODES[status] ?? 'unknown'), [
    ...flat(headers),
    ...length,
  ] as string[]);
  response.end(body);
}

/** Koa tells the length of what HEAD leaves out too, and guesses a content type where there is none. */
function koa(response: ServerResponse, isHead: boolean, { status, headers, body }: OAuthResponse): void {
  const written = isEmpty(status) ? flat(headers) : [...flat(headers), ...guessedType(headers, body), ...lengthOf(body)];
  response.writeHead(status, STATUS_CODES[status] ?? 'unknown', written as string[]);
  response.end(isHead ? undefined : body);
}

function guessedType(headers: OAuthResponse['headers'], body: string): string[] {
  if (Object.hasOwn(headers, 'content-type')) return [];
  return ['Content-Type', /^\s*</.test(body) ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8'];
}

const lengthOf = (body: string): string[] => ['Content-Length', String(Buffer.byteLength(body))];

function flat(headers: OAuthResponse['headers']): (string | readonly string[])[] {
  const list: (string | readonly string[])[] = [];
  for (const name of Object.keys(headers)) list.push(name, headers[name] ?? '');
  return list;
}

export const writersOf: Readonly<Record<Mounted['framework'], WriteAnswer>> = { express, koa };

/** The answer to what has failed on the way, unless another one has begun. */
export function answerFailure(error: unknown, response: ServerResponse, send: (answer: OAuthResponse) => void): void {
  console.error(error);
  if (response.headersSent) response.destroy();
  else send(json(500, serverError()));
}
