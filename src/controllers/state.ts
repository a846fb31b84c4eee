import type { IncomingMessage } from 'node:http';
import type { AccessToken } from '../core/access-token';
import type { OAuthResponse } from '../core/http';
import type { Interaction } from '../core/interaction';
import type { OAuthRequest } from '../core/request';
import type { PendingAuthorization } from '../endpoints/authorization/pending';
import type { PendingIntrospection } from '../endpoints/introspection/introspection-endpoint';
import type { ProtectedApplication } from '../resource/protected-application';
import type { ProtectedResource } from '../resource/protected-resource';
import type { Rule } from '../resource/rule';
import type { AuthorizationServer } from '../server';
import { type Class, nearest } from './metadata';

/** What the stages of one request hand on to each other. routing-controllers makes a new Action for each stage. */
export class RequestState {
  /** Whose guards protect the handlers: the server, or a resource server. */
  application?: ProtectedApplication = undefined;
  /** Whose endpoints there are; a resource server has none. */
  server?: AuthorizationServer = undefined;
  /** The request as data, one for all stages, so that its body is read once. */
  request?: OAuthRequest = undefined;
  /** The rule that the request was admitted under. */
  admitted?: Rule = undefined;
  /** The resources that classes of the application are, as @OAuthResource says. */
  resources?: ReadonlyMap<Class, ProtectedResource | undefined> = undefined;
  /** The one that the handler belongs to. */
  resource?: ProtectedResource = undefined;
  token?: AccessToken = undefined;
  pending?: PendingAuthorization = undefined;
  interaction?: Interaction = undefined;
  introspection?: PendingIntrospection = undefined;
  /** An answer of ours that a handler ended with; no interceptor may replace it. */
  answer?: OAuthResponse = undefined;
  /** What the handler has given or thrown, where it was called before the framework was entered. */
  outcome?: () => unknown = undefined;
}

class Onto {
  constructor(raw: IncomingMessage) {
    // biome-ignore lint/correctness/noConstructorReturn: what a class extends may answer with the object that gets its private fields
    return raw;
  }
}

/**
 * Puts the state into a private field of the request: nobody else can reach it, and it appears in no log that shows the request.
 * A WeakMap would do the same for a microsecond of each request.
 */
class Stateful extends Onto {
  readonly #state = new RequestState();

  static stateOf(raw: IncomingMessage): RequestState {
    if (!(#state in raw)) new Stateful(raw);
    return (raw as unknown as Stateful).#state;
  }
}

export function stateOf(raw: IncomingMessage): RequestState {
  return Stateful.stateOf(raw);
}

/**
 * The server that the request came in by.
 * @throws TypeError when there is none: then nothing may be let through
 */
export function serverOf(raw: IncomingMessage, handler: string): AuthorizationServer {
  const { server } = stateOf(raw);
  if (server) return server;
  throw pastTheServer(handler);
}

/** Whose guards the request came in by. @throws TypeError when there is nobody: then nothing may be let through */
export function applicationIn({ application }: RequestState, target: Class, method: string): ProtectedApplication {
  if (application) return application;
  throw pastTheServer(`${target.name}.${method}`);
}

/**
 * What a token has to be for at this class.
 * @throws TypeError for a resource of its own that `options()` was not told of: the token of any other would open it
 */
export function resourceAt(target: Class, { application, resources }: RequestState): ProtectedResource | undefined {
  const own = resources?.get(target);
  if (own || resources?.has(target) || !nearest(target, metadata => metadata.resource)) return own ?? application?.resource;
  throw pastTheServer(`${target.name}, which has @OAuthResource,`);
}

const pastTheServer = (handler: string): TypeError =>
  new TypeError(
    `${handler} was reached past the OAuth server, so it stays closed; start the application with useExpressServer(app, server.options({ controllers })) or useKoaServer alike.`,
  );
