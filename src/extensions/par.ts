import type { Awaitable } from '../core/awaitable';
import type { Client } from '../core/client';
import { contextOf, type ServerContext } from '../core/context';
import { randomValue, sha256 } from '../core/crypto';
import { type Duration, seconds } from '../core/duration';
import { invalidRequest, OAuthError } from '../core/errors';
import type { AskedAuthorization, AskedRequest, Extension, ReplacedParameters } from '../core/extension';
import type { Kept } from '../core/model';
import { type Params, parseForm } from '../core/params';
import { perMinute, type Rate } from '../core/rate';
import type { OAuthRequest } from '../core/request';
import type { Write } from '../core/statement';
import { findPushedRequest, insertPushedRequest, spendPushedRequest } from '../core/statements/pushed-requests';

export interface PushedAuthorizationOptions {
  /**
   * Whether every client has to push its authorization requests (RFC 9126 section 5). Default false; for one client alone:
   * `requirePushedAuthorizationRequests` at its registration.
   */
  required?: boolean;
  /** How long an authorization may begin with a request_uri: 5 s to 10 minutes, default 60 s. To log in may take longer. */
  lifetime?: Duration;
  /** How many requests one client may push from one address, or one /64 of IPv6. Default '600/min'; false: as many as it likes. */
  limit?: Rate | false;
}

/** RFC 9126 section 2.2; what follows is the random value. */
const urn = 'urn:ietf:params:oauth:request_uri:';
const name = 'par';

interface Pushed {
  readonly hash: string;
}

/** Pushed authorization requests (RFC 9126). @throws TypeError for a lifetime or a limit that is none */
export function pushedAuthorizationRequests(options: PushedAuthorizationOptions = {}): PushedAuthorizationRequests {
  return new PushedAuthorizationRequests(options);
}

/** What the client has pushed is what counts; a request_uri is spent when an authorization that began with it ends. */
export class PushedAuthorizationRequests implements Extension {
  readonly name = name;
  /** In seconds. */
  readonly lifetime: number;
  /** Requests a minute; 0 is no limit. */
  readonly limit: number;
  readonly required: boolean;

  constructor({ required = false, lifetime = 60, limit = '600/min' }: PushedAuthorizationOptions) {
    this.required = required;
    this.lifetime = seconds(lifetime, 'pushedAuthorizationRequests({ lifetime })');
    this.limit = limit === false ? 0 : perMinute(limit, 'pushedAuthorizationRequests({ limit })');
    if (this.lifetime < 5 || this.lifetime > 600)
      throw new TypeError(
        `pushedAuthorizationRequests({ lifetime }) is ${JSON.stringify(lifetime)}; give 5 s to 10 minutes, the time that a browser needs to come here (RFC 9126 section 2.2).`,
      );
  }

  /** A new request_uri, of 256 random bits, and what is kept of it. */
  begin(): { requestUri: string; kept: Kept } {
    const requestUri = urn + randomValue();
    const pushed: Pushed = { hash: sha256(requestUri) };
    return { requestUri, kept: { [name]: pushed } };
  }

  /** Stores a request that has been proven valid. The user may begin late, and then has the time that any user has. */
  async store({ storage, clock, settings }: ServerContext, requestUri: string, client: Client, params: Params): Promise<void> {
    const now = clock.now();
    const usableUntil = now + this.lifetime * 1000;
    const row = {
      hash: sha256(requestUri),
      clientId: client.clientId,
      parameters: params.toString(),
      issuedAt: client.issuedAt(now),
      usableUntil,
      expiresAt: usableUntil + settings.lifetimes.interaction * 1000,
      spentAt: null,
    };
    await storage.commit([insertPushedRequest.with(row)]);
  }

  /** RFC 9126 section 4: of what stands beside the request_uri, only the client_id means anything. */
  parameters({ http, params }: AskedRequest): Awaitable<ReplacedParameters | undefined> {
    const requestUri = params.get('request_uri');
    return requestUri?.startsWith(urn) ? this.pushed(http, params, requestUri) : undefined;
  }

  private async pushed(http: OAuthRequest, params: Params, requestUri: string): Promise<ReplacedParameters> {
    if (params.has('request')) throw invalidRequest('Use request_uri or request, not both (RFC 9101 section 5)');
    const { storage, clock, clients } = contextOf(http);
    const client = await clients.find(params.need('client_id'));
    const hash = sha256(requestUri);
    const row = await storage.first(findPushedRequest.with({ hash }));
    if (row?.hash !== hash || !client?.owns(row) || row.spentAt !== null || row.usableUntil <= clock.now())
      throw new OAuthError(
        'invalid_request_uri',
        'This link has expired or was used. Go back to the application and start again.',
      );
    const keep: Pushed = { hash };
    return { params: parseForm(row.parameters), keep };
  }

  authorizationRequest({ client, kept }: AskedAuthorization): undefined {
    const required = this.required || client.protocol.require_pushed_authorization_requests === true;
    if (required && kept[name] === undefined) throw invalidRequest('Push the authorization request first (RFC 9126)');
  }

  /** Not at the first page view: a reload, or a preview of the link, must not take the request from its user. */
  completion(kept: unknown, at: number): readonly Write[] {
    return [spendPushedRequest.with({ spentAt: at }, { hash: (kept as Pushed).hash })];
  }

  metadata(): Readonly<Record<string, unknown>> {
    return this.required ? { require_pushed_authorization_requests: true } : {};
  }
}

/** Whether it has the name of this extension, and is another. */
export function isNoPar(extension: Extension): boolean {
  return extension.name === name && !(extension instanceof PushedAuthorizationRequests);
}

/** Whether it is this extension, and no request is taken that was not pushed. */
export function requiresPushing(extension: Extension): boolean {
  return extension?.name === name && 'required' in extension && extension.required === true;
}
