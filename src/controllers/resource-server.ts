import 'reflect-metadata';
import type { RoutingControllersOptions } from 'routing-controllers';
import type { AccessToken } from '../core/access-token';
import { OAuthError } from '../core/errors';
import type { OAuthEvents } from '../core/events';
import type { ReplayMemory } from '../core/replay';
import { OAuthRequest } from '../core/request';
import type { Scope } from '../core/scope';
import type { ResourceApplicationOptions } from '../server/resource-server/options';
import { ResourceApplication } from '../server/resource-server/resource-application';
import { forgetBinder } from './binder';
import { TypediServices } from './container';
import type { Class } from './metadata';
import { type Middleware, protection } from './protect';
import { routingOptions } from './routing-options';
import { type Discovery, type WellKnownDocument, wellKnown } from './well-known';

export { type CallbackApplication, createHttpsServer, createServer, type ServedApplication } from './create-server';
export type { ReplayMemory };

export interface ResourceServerOptions extends ResourceApplicationOptions {
  /** Classes that replace Authenticator or BearerTokens. */
  services?: Class[];
}

/** The guards of protected resources, apart from the authorization server: the very same controllers, without a database. */
export class ResourceServer {
  private readonly binders: Class[] = [];
  private readonly documents: WellKnownDocument[] = [];

  private constructor(
    private readonly core: ResourceApplication,
    private readonly services: TypediServices,
  ) {}

  /** @throws TypeError for a mistake of the developer's; the sentence says which and how to mend it */
  static async create(options: ResourceServerOptions): Promise<ResourceServer> {
    const services = new TypediServices(options.services);
    const core = new ResourceApplication(options, services);
    await core.prepare();
    return new ResourceServer(core, services);
  }

  get events(): OAuthEvents {
    return this.core.context.events;
  }

  /**
   * Options for `useExpressServer(app, api.options({ controllers }))`, or `useKoaServer` alike.
   * @throws TypeError when a handler asks for a scope that is not declared, or is an endpoint of an authorization server
   */
  options(mine: RoutingControllersOptions = {}): RoutingControllersOptions {
    this.services.start();
    const { binder, documents, options } = routingOptions({ application: this.core, endpoint: noEndpoint }, mine);
    this.binders.push(binder);
    this.documents.push(...documents);
    return options;
  }

  /**
   * The access token of an Authorization header, for what is no HTTP request: a WebSocket, a message.
   * @throws OAuthError invalid_token, or temporarily_unavailable when nobody can say
   */
  async authenticate(authorization: string): Promise<AccessToken> {
    this.services.start();
    const { origin } = this.core.context.settings;
    const request = new OAuthRequest({ method: 'GET', target: '/', origin, headers: { authorization }, secure: true });
    const admission = await this.core.admit(request, { scopes: [] });
    if (admission.admitted && admission.token) return admission.token;
    const error = admission.admitted ? undefined : admission.error;
    throw error ?? new OAuthError('invalid_token', 'There is no access token');
  }

  /**
   * Middleware for a plain Express or Koa route: `app.get('/photos', api.protect('photos:read'), handler)`. The handler finds
   * the token with `tokenOf(request)`.
   * @throws TypeError for a scope that is not declared
   */
  protect(...scopes: Scope[]): Middleware {
    this.services.start();
    return protection(this.core, { scopes });
  }

  /**
   * Middleware for Express or Koa that answers with the metadata of the resources (RFC 9728) and leaves every other request alone.
   * An application that is mounted below a path sees nothing of `/.well-known` above it; the one around it then uses this.
   */
  discovery(): Discovery {
    return wellKnown(() => this.documents);
  }

  /** Ends what was opened. */
  async close(): Promise<void> {
    this.services.stop();
    for (const binder of this.binders.splice(0)) forgetBinder(binder);
    await this.core.close();
  }
}

function noEndpoint(kind: string, _path: string, handler: string): never {
  throw new TypeError(
    `${handler} is the ${kind} endpoint of an authorization server, which a resource server is not; leave its controller out.`,
  );
}

/** A resource server for the tokens of an authorization server elsewhere. */
export function createResourceServer(options: ResourceServerOptions): Promise<ResourceServer> {
  return ResourceServer.create(options);
}
