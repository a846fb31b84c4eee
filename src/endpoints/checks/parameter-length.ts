import { invalidRequest } from '../../core/errors';
import type { Params } from '../../core/params';

/** In characters. State of 4 KB is met in practice; what is longer only costs time and storage. */
const maxLength = 8192;

/** Of all, encoded, in bytes: what a column of text holds on every database. Encoded anew they can be longer than they came. */
const maxSize = 65_535;

/** Of a request that was not pushed. Node reads no more than that of a link, headers and all. */
const maxPlainSize = 16_384;

/** @throws OAuthError invalid_request, with status 413 when they are too large together */
export function parameterLength(params: Params): void {
  let length = 0;
  for (const [name, value] of params) {
    if (value.length > maxLength || name.length > maxLength) throw invalidRequest('A parameter is too long');
    length += name.length + value.length + 2;
  }
  refuseLarger(params, length, maxSize);
}

/**
 * Anybody can send a request, and it is kept until its user has logged in: no more of it than a link can carry. A client that has
 * more to say pushes it, and proves itself there (RFC 9126).
 * @throws OAuthError invalid_request with status 413
 */
export function plainRequestSize(params: Params): void {
  let length = 0;
  for (const [name, value] of params) length += name.length + value.length + 2;
  refuseLarger(params, length, maxPlainSize);
}

function refuseLarger(params: Params, length: number, most: number): void {
  // Of a character no more than nine can become: of three bytes, each escaped.
  if (length * 9 <= most) return;
  if (params.toString().length > most) throw invalidRequest('The request is too large', { status: 413 });
}
