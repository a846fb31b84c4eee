import type { TokenEndpointOptions } from '../../endpoints/token/token-endpoint';
import { recordEndpoint } from '../endpoint-actions';
import { type EndpointKind, metadataOf } from '../metadata';
import { prepareOnBuild } from '../prepare';
import { refuseStandard } from './standard';

/** A decorator that makes its method an endpoint. An empty method works. */
function endpoint(decorator: string, kind: EndpointKind, path: string): MethodDecorator {
  return (prototype, method) => {
    refuseStandard(decorator, method);
    if (path !== '' && !path.startsWith('/'))
      throw new TypeError(
        `@${decorator} of ${prototype.constructor.name}.${String(method)} has the path ${JSON.stringify(path)}; begin it with a slash: ${JSON.stringify(`/${path}`)}.`,
      );
    recordEndpoint(prototype.constructor, String(method), kind, path);
    prepareOnBuild();
  };
}

/**
 * The authorization endpoint (RFC 6749 section 3.1), GET and POST. The method is called once the request is proven valid; it
 * may answer with a decision of its `@AuthRequest()`, or do nothing.
 */
export function AuthorizationEndpoint(path = '/authorize'): MethodDecorator {
  return endpoint('AuthorizationEndpoint', 'authorization', path);
}

/**
 * The token endpoint (RFC 6749 section 3.2), POST. The method itself is not called. Options are for this endpoint alone: the
 * scopes that it issues at most, its token type, its lifetimes.
 */
export function TokenEndpoint(path = '/token', options: TokenEndpointOptions = {}): MethodDecorator {
  const mark = endpoint('TokenEndpoint', 'token', path);
  return (prototype, method) => {
    mark(prototype, method, {});
    metadataOf(prototype.constructor).tokenEndpoints.set(String(method), options);
  };
}

/** The revocation endpoint (RFC 7009), POST. The method itself is not called. */
export function RevocationEndpoint(path = '/revoke'): MethodDecorator {
  return endpoint('RevocationEndpoint', 'revocation', path);
}

/**
 * The introspection endpoint (RFC 7662), POST. For a token that is active and the caller's business, the method is called: it may
 * add members to its `@Introspected()`, or do nothing.
 */
export function IntrospectionEndpoint(path = '/introspect'): MethodDecorator {
  return endpoint('IntrospectionEndpoint', 'introspection', path);
}

/**
 * The pushed authorization request endpoint (RFC 9126), POST. The method itself is not called. What it is like says the option
 * `extensions: [pushedAuthorizationRequests({ … })]`.
 */
export function PushedAuthorizationEndpoint(path = '/par'): MethodDecorator {
  return endpoint('PushedAuthorizationEndpoint', 'pushed_authorization_request', path);
}

/** The server's public keys (RFC 7517), GET. The method itself is not called. */
export function JwksEndpoint(path = '/jwks'): MethodDecorator {
  return endpoint('JwksEndpoint', 'jwks', path);
}

/**
 * A method whose answer is added to the server's metadata (RFC 8414), which is always served at the root of the issuer's origin,
 * with this decorator or without. `@ServerMetadata()` gives it the document so far. It may name further members and replace
 * lists, but neither the issuer nor an endpoint: then the metadata is refused with a server_error and the log says why.
 */
export function MetadataEndpoint(): MethodDecorator {
  return (prototype, method) => {
    refuseStandard('MetadataEndpoint', method);
    metadataOf(prototype.constructor).metadataHooks.add(String(method));
  };
}

/** A login page of your own: draw the `@CurrentInteraction()`; what its form posts to the same path is handled by the library. */
export function LoginPage(path = '/login'): MethodDecorator {
  return endpoint('LoginPage', 'login', path);
}

/** A consent page of your own: draw the `@CurrentInteraction()`; what its form posts to the same path is handled by the library. */
export function ConsentPage(path = '/consent'): MethodDecorator {
  return endpoint('ConsentPage', 'consent', path);
}
