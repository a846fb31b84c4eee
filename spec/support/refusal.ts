import { expect } from 'chai';
import type { RawAnswer } from './connection';
import type { TokenAnswer } from './flow';
import { hanging } from './services';

/** RFC 6749 section 5.2. */
const description = /^[\x20\x21\x23-\x5B\x5D-\x7E]+$/;
/** What only our own code and that of the libraries beneath it would say. */
const internal = /sqlite|typeorm|typeerror|select |insert |node_modules|\.[jt]s:\d|prisma|undefined|\bat \w+/i;

/** The whole of an error response as RFC 6749 section 5.2 has it, and nothing that tells of the inside. */
export function expectRefusal(answer: TokenAnswer | RawAnswer, error: string, status = 400): void {
  const body = 'text' in answer ? parsed(answer.text) : { ...answer.body };
  expect(answer.status, JSON.stringify(body)).to.equal(status);
  expect(body).to.have.all.keys('error', 'error_description');
  expect(body.error).to.equal(error);
  expect(body.error_description).to.match(description).and.not.match(internal);
  expectUncached(answer);
}

/** What something plugged in makes of a request when it does not do what it has to: nothing that a client could take for an answer. */
export function expectFailure(answer: TokenAnswer | RawAnswer, act: unknown): void {
  if (act === hanging) expectRefusal(answer, 'temporarily_unavailable', 503);
  else expectRefusal(answer, 'server_error', 500);
}

/** RFC 6749 section 5.1: JSON that no cache keeps. */
export function expectUncached(answer: TokenAnswer | RawAnswer): void {
  expect(headerOf(answer, 'content-type')).to.match(/^application\/json(;|$)/);
  expect(headerOf(answer, 'cache-control')).to.equal('no-store');
  expect(headerOf(answer, 'pragma')).to.equal('no-cache');
}

export function headerOf({ headers }: TokenAnswer | RawAnswer, name: string): string | undefined {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  return value === null ? undefined : value?.toString();
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`The answer is not JSON: ${text.slice(0, 200)}`);
  }
}
