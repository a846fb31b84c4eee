import type { ClientProtocol } from '../core/model';
import { type ClientKeysInput, keysOf } from './client-keys';

/** What is said of a client for single parts of the protocol; a part that is not spoken of is not registered. */
export interface ClientProtocolInput extends ClientKeysInput {
  /**
   * Whether it may introspect tokens that were not issued to it (RFC 7662 section 4): those for one of these audiences, or true
   * for all. Default false: its own only. For a resource server, never for a public client.
   */
  introspects?: boolean | string[];
  /** Whether it has to push its authorization requests (RFC 9126 section 6). Default false: as the server has it. */
  requirePushedAuthorizationRequests?: boolean;
  /** Whether it gets no access token but one that is bound to its key (RFC 9449 section 5.2). Default false. */
  dpopBoundAccessTokens?: boolean;
  /** The resources that it may ask for (RFC 8707), of those in the option `resources`. Default: all of them. */
  resources?: string[];
}

/** @returns what is registered, and a sentence for each mistake */
export function protocolOf(input: ClientProtocolInput): { protocol: ClientProtocol; problems: string[] } {
  const { introspects, resources, dpopBoundAccessTokens: bound } = input;
  const pushed = input.requirePushedAuthorizationRequests;
  return {
    protocol: {
      ...keysOf(input),
      ...(introspects === undefined ? {} : { introspects }),
      ...(pushed === undefined ? {} : { require_pushed_authorization_requests: pushed }),
      ...(bound === undefined ? {} : { dpop_bound_access_tokens: bound }),
      ...(resources === undefined ? {} : { resources }),
    },
    problems: introspectsProblem(introspects),
  };
}

function introspectsProblem(introspects: unknown): string[] {
  if (introspects === undefined || typeof introspects === 'boolean') return [];
  const fits = Array.isArray(introspects) && introspects.length > 0 && introspects.every(one => typeof one === 'string' && one);
  return fits
    ? []
    : [`has introspects: ${JSON.stringify(introspects)}; list the audiences whose tokens it may introspect, or say true for all`];
}
