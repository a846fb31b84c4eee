import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { Dispatcher } from 'undici';
import { temporarilyUnavailable } from '../core/errors';
import { UnusableDocument } from '../core/fetcher';
import { lazy } from '../core/lazy';
import { type Fetchable, fetchProblem, isFetchableAddress } from './fetchable';

const undici = lazy(() => require('undici') as typeof import('undici'));

/** Bytes, far above what a client publishes. */
const maxSize = 64 * 1024;
/** For all of it, from the name to the last byte, in milliseconds. */
const timeLimit = 2000;
const jsonType = /^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i;

export interface Fetched {
  readonly document: object;
  /** The max-age of its answer in seconds, where there is one. */
  readonly maxAge?: number;
}

/** Where a name leads to is not known before; this error comes out of the attempt to connect. */
class ForbiddenAddress extends Error {}

/**
 * One request for a JSON object at an address that somebody else has named: nothing within our network is asked, and what
 * answers can neither lead elsewhere, nor be large, nor take long.
 * @throws UnusableDocument when the address or the answer is none that may be used
 * @throws OAuthError temporarily_unavailable when there is no answer in time, or the server there failed
 */
export async function guardedFetch(url: string, fetchable: Fetchable): Promise<Fetched> {
  const problem = fetchProblem(url, fetchable);
  if (problem) throw new UnusableDocument(url, `its address ${problem}.`);
  // One agent for one request: each connects anew, to an address that has just been looked at.
  const agent = new (undici().Agent)({
    maxResponseSize: maxSize,
    maxHeaderSize: 16 * 1024,
    connect: { lookup: guardedLookup(new URL(url), fetchable), timeout: timeLimit },
  });
  try {
    return await read(url, agent);
  } catch (cause) {
    throw failureOf(url, cause);
  } finally {
    await agent.destroy();
  }
}

async function read(url: string, dispatcher: Dispatcher): Promise<Fetched> {
  const signal = AbortSignal.timeout(timeLimit);
  // undici follows no redirect unless it is told to.
  const { request } = undici();
  const { statusCode, headers, body } = await request(url, { dispatcher, signal, headers: { accept: 'application/json' } });
  if (statusCode !== 200) throw new UnexpectedStatus(statusCode);
  const type = headers['content-type'];
  if (typeof type !== 'string' || !jsonType.test(type)) throw new UnusableDocument(url, `its content type is ${type}.`);
  const document: unknown = parsed(url, await body.text());
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new UnusableDocument(url, 'it is no JSON object.');
  return { document, maxAge: maxAgeOf(headers['cache-control']) };
}

class UnexpectedStatus extends Error {
  constructor(readonly status: number) {
    super(`The status is ${status}.`);
  }
}

function parsed(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnusableDocument(url, 'it is no JSON.', { cause });
  }
}

function maxAgeOf(header: string | string[] | undefined): number | undefined {
  const directives = [header ?? []].flat().join(',');
  if (/(?:^|[\s,])no-(?:store|cache)(?:$|[\s,])/i.test(directives)) return 0;
  const match = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/i.exec(directives);
  return match ? Number(match[1]) : undefined;
}

/** What may be otherwise in a moment is 503; the rest is the fault of who named the address. */
function failureOf(url: string, cause: unknown): Error {
  if (cause instanceof UnusableDocument) return cause;
  if (cause instanceof ForbiddenAddress) return new UnusableDocument(url, cause.message, { cause });
  if (cause instanceof UnexpectedStatus && cause.status < 500 && cause.status !== 429)
    return new UnusableDocument(url, `its server answered ${cause.status}.`, { cause });
  if (cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')
    return new UnusableDocument(url, `it is larger than ${maxSize} bytes.`, { cause });
  return temporarilyUnavailable({ hint: `The document ${url} could not be fetched.`, cause });
}

type Found = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Looks at the very addresses that the connection is then made to. Were a name resolved beforehand, it could lead elsewhere
 * a moment later (DNS rebinding).
 */
function guardedLookup(url: URL, fetchable: Fetchable) {
  return (hostname: string, options: LookupOptions, found: Found): void =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return found(error, []);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => !isFetchableAddress(address, url, fetchable)))
        return found(new ForbiddenAddress(`${hostname} leads into a network that is not public.`), []);
      if (options.all) found(null, addresses);
      else found(null, first.address, first.family);
    });
}
