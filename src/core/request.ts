import { isAscii } from 'node:buffer';
import { type Awaitable, after } from './awaitable';
import { invalidRequest } from './errors';
import { type Params, paramsOf, parseForm } from './params';

/** What a body reader hands over: text or bytes as received, or the object that a parser in front of us has made of it. */
export type Body = string | Uint8Array | Readonly<Record<string, unknown>>;

export interface RequestParts {
  readonly method: string;
  /** Path and query as received, for example `/oauth/authorize?client_id=demo`. */
  readonly target: string;
  /** Where the request is thought to have gone: the issuer's origin, never the Host header. */
  readonly origin: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values in turn, as received. Of some headers that are repeated `headers` of node:http has the first alone. */
  readonly rawHeaders?: readonly string[];
  readonly ip?: string;
  /** Whether it came over TLS, as the framework and its trusted proxies say. */
  readonly secure?: boolean;
  /** What the framework has cut off the path before our routes (a mounted application), for example `/api`. */
  readonly mountPath?: string;
  readonly body?: Body | (() => Promise<Body>);
  /** The body of who only looks at it and leaves it to the next reader; undefined when it is too large for that. */
  readonly ahead?: () => Promise<Body | undefined>;
}

/** `GET http://other.example/path` (RFC 9112 section 3.2.2) names a host as `//other.example` does; we answer for ours only. */
const foreignAuthority = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/?|\/{2,})/i;

/** A request target without an authority. */
export function localTarget(target: string): string {
  // Nearly every target is a path, `/` and something else.
  return target[0] === '/' && target[1] !== '/' ? target : target.replace(foreignAuthority, '/');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** What says who asks, and of whom: a proxy that looks at the second of two would see another request than we do. */
const once: ReadonlySet<string> = new Set(['authorization', 'host']);

/** A request as plain data: what every protocol rule and every replaceable service is given. */
export class OAuthRequest {
  readonly method: string;
  readonly mountPath: string;
  /** The target without an authority. */
  private readonly local: string;
  private parsedUrl?: URL;
  private parsedQuery?: Params;
  private parsedForm?: Awaitable<Params>;

  constructor(private readonly parts: RequestParts) {
    this.method = parts.method.toUpperCase();
    this.mountPath = parts.mountPath ?? '';
    this.local = localTarget(parts.target);
  }

  get ip(): string {
    return this.parts.ip ?? '';
  }

  get secure(): boolean {
    return this.parts.secure ?? false;
  }

  /** @throws OAuthError invalid_request when the target is no URL */
  get url(): URL {
    try {
      this.parsedUrl ??= new URL(this.parts.origin + this.local);
    } catch (cause) {
      throw invalidRequest('The request target is not a URL', { cause });
    }
    return this.parsedUrl;
  }

  /** Path and query exactly as they stood on the request line. */
  get target(): string {
    return this.parts.target;
  }

  get path(): string {
    return this.local.split('?', 1)[0] ?? '/';
  }

  /** The raw query string, without the question mark. */
  get search(): string {
    const mark = this.local.indexOf('?');
    return mark < 0 ? '' : this.local.slice(mark + 1);
  }

  /** @throws OAuthError invalid_request when the query is not valid form encoding */
  get query(): Params {
    this.parsedQuery ??= parseForm(this.search);
    return this.parsedQuery;
  }

  /**
   * A header's value; values of a repeated header are joined by a comma.
   * @throws OAuthError invalid_request for an Authorization or Host header that is repeated (RFC 9110 section 5.3)
   */
  header(name: string): string | undefined {
    const key = name.toLowerCase();
    const value = this.parts.headers[key];
    if (value !== undefined && once.has(key)) this.refuseRepeated(key);
    return typeof value === 'object' ? value.join(', ') : value;
  }

  cookie(name: string): string | undefined {
    for (const part of (this.header('cookie') ?? '').split(';')) {
      const equals = part.indexOf('=');
      if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
    }
    return undefined;
  }

  get isForm(): boolean {
    return /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(this.header('content-type') ?? '');
  }

  /**
   * The parameters of the body. Nothing but application/x-www-form-urlencoded is read (RFC 6749 section 3.2).
   * @throws OAuthError invalid_request, with status 413 when the body is too large
   */
  async form(): Promise<Params> {
    return this.readForm();
  }

  /** The same, and no promise of it once it was read. */
  readForm(): Awaitable<Params> {
    this.parsedForm ??= after(this.readBody(), body => {
      this.parsedForm = formOf(body);
      return this.parsedForm;
    });
    return this.parsedForm;
  }

  /**
   * The parameters of the body for who only looks at them: what reads it next, such as a parser of the application's, finds it whole.
   * @throws OAuthError invalid_request; undefined where the body is too large
   */
  async formAhead(): Promise<Params | undefined> {
    const { parsedForm, parts } = this;
    if (parsedForm || !parts.ahead) return this.readForm();
    this.refuseOtherBodies();
    // It lasts: two guards may stand in front of one handler, and look at the same time.
    const body = await parts.ahead();
    if (body !== undefined) this.parsedForm ??= formOf(body);
    return this.parsedForm;
  }

  private readBody(): Awaitable<Body> {
    this.refuseOtherBodies();
    return typeof this.parts.body === 'function' ? this.parts.body() : (this.parts.body ?? '');
  }

  private refuseOtherBodies(): void {
    this.refuseRepeated('content-type');
    if (!this.isForm) throw invalidRequest('The body has to be application/x-www-form-urlencoded');
  }

  private refuseRepeated(name: string): void {
    const { headers, rawHeaders = none } = this.parts;
    const value = headers[name];
    if ((typeof value === 'object' && value.length > 1) || linesOf(name, rawHeaders) > 1)
      throw invalidRequest(`The request has more than one ${name} header`);
  }
}

const none: readonly string[] = [];

/** Each guarded request comes by here: a name of another length is not looked at, and nothing is allocated for most others. */
function linesOf(name: string, rawHeaders: readonly string[]): number {
  let lines = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const other = rawHeaders[index];
    if (other?.length === name.length && other.toLowerCase() === name) lines += 1;
  }
  return lines;
}

function formOf(body: Body): Params {
  if (typeof body === 'string') return parseForm(body);
  return body instanceof Uint8Array ? parseForm(text(body)) : paramsOf(body);
}

function text(bytes: Uint8Array): string {
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw invalidRequest('The body is not valid UTF-8', { cause });
  }
}
