import { type Duration, seconds } from '../../core/duration';
import { bearerMethodsOf } from '../../core/resolve-settings';
import type { ResourceSettings } from '../../core/settings';
import { isLoopbackHost, parseUrl } from '../../core/url';
import { type ProtectedResource, protectedResource } from '../../resource/protected-resource';
import type { IntrospectOptions, ResourceApplicationOptions } from './options';

/** Less than the five seconds that nobody may have to wait longer, in milliseconds. */
const serviceTimeout = 4500;
const mostTolerance = 60;
const mostStaleness = 600;

/** @throws TypeError that names the option and the mend */
export function resolveResourceSettings(options: ResourceApplicationOptions): ResourceSettings {
  const url = new URL(resourceOf(options).identifier);
  return {
    identifier: options.resource,
    origin: url.origin,
    realm: options.realm ?? url.host,
    tokenTypes: tokenTypesOf(options.dpop),
    bearerMethods: bearerMethodsOf(options.bearerMethods),
    sslOnly: options.sslOnly ?? url.protocol === 'https:',
    serviceTimeout,
    clockTolerance: toleranceOf(options.clockTolerance),
  };
}

/** The resource that handlers belong to which name none of their own. */
export function resourceOf({ resource, scopes, name, documentation }: ResourceApplicationOptions): ProtectedResource {
  const description = { name, documentation, scopes: scopes && Object.keys(scopes) };
  return protectedResource(resource, 'resource', description);
}

/** @throws TypeError for none, for one that is no issuer, and for one that is there twice */
export function issuersOf({ issuer }: ResourceApplicationOptions): string[] {
  const issuers = typeof issuer === 'string' ? [issuer] : [...(issuer ?? [])];
  if (issuers.length === 0) throw new TypeError("issuer names nobody; give for example 'https://auth.example.com'.");
  for (const one of issuers) checkIssuer(one);
  if (new Set(issuers).size < issuers.length) throw new TypeError('issuer names one twice; name each once.');
  return issuers;
}

function checkIssuer(issuer: unknown): void {
  const url = typeof issuer === 'string' ? parseUrl(issuer) : undefined;
  if (!url || url.username || url.password || /[?#]/.test(String(issuer)))
    throw new TypeError(
      `issuer is ${JSON.stringify(issuer)}; give the URL that the authorization server calls itself by, for example 'https://auth.example.com'.`,
    );
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))) return;
  throw new TypeError(`issuer is ${issuer}; use https. Plain http is for a loopback host only, such as http://localhost:3000.`);
}

function tokenTypesOf(dpop: ResourceApplicationOptions['dpop']): ResourceSettings['tokenTypes'] {
  if (dpop === undefined) return new Set(['bearer']);
  if (dpop === 'allowed') return new Set(['bearer', 'dpop']);
  if (dpop === 'required') return new Set(['dpop']);
  throw new TypeError(`dpop is ${JSON.stringify(dpop)}; write 'allowed' or 'required', or leave it out for bearer tokens alone.`);
}

function toleranceOf(duration: Duration = 5): number {
  const tolerance = duration === 0 ? 0 : seconds(duration, 'clockTolerance');
  if (tolerance <= mostTolerance) return tolerance;
  throw new TypeError(`clockTolerance is ${JSON.stringify(duration)}; clocks may differ by ${mostTolerance} s at most.`);
}

/** How long an answer is relied on, in seconds. */
export function stalenessOf({ cache = 30 }: IntrospectOptions): number {
  const staleness = seconds(cache, 'verify.introspect.cache');
  if (staleness <= mostStaleness) return staleness;
  throw new TypeError(
    `verify.introspect.cache is ${JSON.stringify(cache)}; a revoked token may be accepted that long, so give at most ${mostStaleness} s.`,
  );
}
