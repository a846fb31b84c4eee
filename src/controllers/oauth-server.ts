import type { Server } from 'node:http';
import type { RoutingControllersOptions } from 'routing-controllers';
import type { DataSource } from 'typeorm';
import type { OAuthEvents } from '../core/events';
import type { Extension } from '../core/extension';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { Scope } from '../core/scope';
import type { User } from '../core/user';
import type { MetadataDocument } from '../endpoints/metadata/document';
import type { TokenEndpointOptions } from '../endpoints/token/token-endpoint';
import type { Grant } from '../grants/grant';
import type { AuthenticationResult } from '../resource/authentication-result';
import type { ProtectOptions } from '../resource/rule';
import { AuthorizationServer } from '../server';
import type { Clients } from '../server/clients';
import { Codes } from '../server/codes';
import type { DeclaredScopes } from '../server/declared-scopes';
import type { NamedEndpoint } from '../server/endpoints';
import { type Facts, type Finding, findingsOf } from '../server/findings';
import type { Keys } from '../server/keys';
import { warnOfUsers } from '../server/start-checks';
import { TypeormStorage } from '../typeorm/typeorm-storage';
import { AdminControllers } from './admin-controllers';
import { forgetBinder } from './binder';
import { checkOptions } from './check-options';
import { TypediServices } from './container';
import { application, closeServer, listenOn } from './listen';
import type { Class, EndpointKind } from './metadata';
import { OAuthController } from './oauth-controller';
import type { OAuthOptions } from './options';
import { type Middleware, protection } from './protect';
import { routingOptions } from './routing-options';
import { servedEndpoints } from './served-endpoints';
import { type Discovery, type WellKnownDocument, wellKnown } from './well-known';
import { serverDocument } from './well-known-documents';

/** An authorization server and the guard of protected resources, on routing-controllers. */
export class OAuthServer {
  private readonly binders: Class[] = [];
  private readonly documents: WellKnownDocument[] = [];
  private readonly said = new Set<string>();
  private http?: Server;

  private constructor(
    private readonly core: AuthorizationServer,
    private readonly services: TypediServices,
    private readonly given: OAuthOptions,
    private readonly admin: AdminControllers,
  ) {}

  /**
   * Opens the database and checks the options.
   * @throws TypeError for a mistake of the developer's; the sentence says which and how to mend it
   */
  static async create(options: OAuthOptions): Promise<OAuthServer> {
    checkOptions(options);
    const admin = new AdminControllers(options.admin);
    const services = new TypediServices(options.services);
    return new OAuthServer(await AuthorizationServer.open(options, services), services, options, admin);
  }

  get issuer(): string {
    return this.core.context.settings.issuer;
  }
  /** @throws TypeError when the option storage was given, which may be no TypeORM at all */
  get dataSource(): DataSource {
    const { storage } = this.core;
    if (storage instanceof TypeormStorage) return storage.dataSource;
    throw new TypeError('server.dataSource is there for the option database only; the option storage was given instead.');
  }
  get clients(): Clients {
    return this.core.context.clients;
  }
  /** The signing keys that the server makes. */
  get keys(): Keys {
    return this.core.context.keys;
  }
  get events(): OAuthEvents {
    return this.core.context.events;
  }

  /** The authorization codes that were issued. */
  get codes(): Codes {
    return new Codes(this.core.context);
  }

  /** The declared scopes; more can be added while the server runs. */
  get scopes(): DeclaredScopes {
    return this.core.context.scopes;
  }

  /**
   * Adds a grant type before the start.
   * @param extensions whose hooks `tokenRequest` and `issue` run for this grant alone
   * @throws TypeError when something is missing in it, or its type is taken
   */
  registerGrant(grant: Grant, extensions: readonly Extension[] = []): this {
    this.core.grants.register(grant, extensions);
    return this;
  }

  /** Adds an endpoint that `endpoint(name, request)` calls. @throws TypeError when something is missing in it */
  registerEndpoint(endpoint: NamedEndpoint): this {
    this.core.endpoints.register(endpoint);
    return this;
  }

  /** The token endpoint, without a framework (RFC 6749 section 3.2). */
  token(request: OAuthRequest, options?: TokenEndpointOptions): Promise<OAuthResponse> {
    return this.core.token(request, options);
  }

  /**
   * The authorization endpoint, without a framework (RFC 6749 section 3.1).
   * @param user who has logged in and consented already; without one, the answer is the login page
   */
  authorize(request: OAuthRequest, user?: User): Promise<OAuthResponse> {
    return this.core.authorize(request, user);
  }

  /**
   * authorization, token, revocation, introspection, pushed_authorization_request, jwks, metadata, or one of your own.
   * @throws TypeError for an unknown name
   */
  endpoint(name: string, request: OAuthRequest): Promise<OAuthResponse> {
    return this.core.endpoint(name, request);
  }

  /**
   * The server's metadata (RFC 8414 section 2): what the applications that were made from `options()` serve.
   * @param mountPath the path below which such an application is mounted, for example '/api'
   * @throws TypeError for a method under `@MetadataEndpoint()` that changes the issuer or an endpoint
   */
  metadata(mountPath?: string): Promise<MetadataDocument> {
    return this.core.metadata(mountPath);
  }

  /** Who sent a request, and whether it may: for code that answers by itself. Never throws for what the request holds. */
  authenticate(request: OAuthRequest, scope?: Scope, options?: ProtectOptions): Promise<AuthenticationResult> {
    return this.core.authenticate(request, scope, options);
  }

  /**
   * Middleware for a plain Express or Koa route: `app.get('/photos', oauth.protect('photos:read'), handler)`. The handler finds
   * the token with `tokenOf(request)`.
   * @throws TypeError for a scope that is not declared
   */
  protect(...scopes: Scope[]): Middleware {
    this.services.start();
    return protection(this.core, { scopes });
  }

  /**
   * Middleware for Express or Koa that answers with the metadata, of resources too, and leaves every other request alone: `app.use(oauth.discovery('/api'))`.
   * An application that is mounted below a path sees nothing of `/.well-known` above it; the one around it then uses this.
   * @param mountPath the path below which the application of `options()` is mounted
   */
  discovery(mountPath = ''): Discovery {
    const server = serverDocument(this.core, mountPath);
    return wellKnown(() => [server, ...this.documents]);
  }

  /**
   * Options for the application's own `useExpressServer(app, server.options({ controllers }))`, or `useKoaServer` alike.
   * @throws TypeError when a handler asks for a scope that is not declared, or a service was replaced too late
   */
  options(mine: RoutingControllersOptions = {}): RoutingControllersOptions {
    this.services.start();
    const endpoint = this.place.bind(this);
    const admin = (routePrefix: string) => this.admin.mount(this.core, routePrefix);
    const routing = { application: this.core, server: this.core, endpoint, admin };
    const { binder, documents, options } = routingOptions(routing, mine);
    this.binders.push(binder);
    this.documents.push(...documents);
    warnOfUsers(this.given, this.facts(), this.core.context.logger, this.said);
    return options;
  }

  private facts(): Facts {
    return { served: servedEndpoints(this.given, this.core.endpoints.paths.keys()), ownUsers: this.services.ownUsers };
  }

  /** Where an endpoint is; of several, the first counts. */
  private place(kind: EndpointKind, path: string): void {
    const { pages, paths } = this.core.endpoints;
    if (kind === 'login' || kind === 'consent') pages.paths[kind] = path;
    if (!paths.has(kind)) paths.set(kind, path);
  }

  /**
   * Serves the option `controllers` on a port of its own, below the issuer's path where it has one.
   * @param host default: 127.0.0.1 for a loopback issuer, every address otherwise
   */
  async listen(port: number, host?: string): Promise<this> {
    if (this.http) throw new TypeError('listen() was called before; one server listens once.');
    const { framework = 'express', trustProxy = false, controllers = [OAuthController] } = this.given;
    const routePrefix = this.core.context.settings.path;
    const listener = application({ framework, trustProxy, controllers: this.options({ controllers, routePrefix }) });
    this.http = await listenOn(listener, port, host ?? (this.core.context.settings.tls ? undefined : '127.0.0.1'));
    return this;
  }

  /** Deletes what has expired, now. @returns how many rows; none while another process is at it */
  cleanUp(): Promise<number> {
    return this.core.cleaner.run();
  }

  /** What its operator should know of this server's configuration; `oauth check` prints the same. */
  check(): Finding[] {
    return findingsOf(this.given, process.env.NODE_ENV === 'production', this.facts());
  }

  /** The port that `listen()` was given, or that it found when it was given 0. */
  get port(): number | undefined {
    const address = this.http?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  /** Ends the answers under way, then the database, unless that is the application's own. */
  async close(): Promise<void> {
    if (this.http) await closeServer(this.http);
    this.http = undefined;
    this.services.stop();
    for (const binder of this.binders.splice(0)) forgetBinder(binder);
    this.admin.forget();
    await this.core.close();
  }
}

/** An authorization server on an application of its own: `await server.listen(3000)`. */
export function createOAuthServer(options: OAuthOptions): Promise<OAuthServer> {
  return OAuthServer.create(options);
}

/** Types an options object that stands in a file of its own. */
export function defineOAuth(options: OAuthOptions): OAuthOptions {
  return options;
}
