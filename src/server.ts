import type { Awaitable } from './core/awaitable';
import { bindContext } from './core/context';
import type { OAuthResponse } from './core/http';
import type { OAuthRequest } from './core/request';
import { declareResource, type ResourceOptions } from './core/resources';
import type { Scope } from './core/scope';
import type { Storage } from './core/storage';
import type { User } from './core/user';
import type { MetadataDocument } from './endpoints/metadata/document';
import type { TokenEndpointOptions } from './endpoints/token/token-endpoint';
import { Pages } from './pages/pages';
import { AuthenticationResult } from './resource/authentication-result';
import { type Admission, admit } from './resource/guard';
import type { ProtectedApplication } from './resource/protected-application';
import type { ProtectedResource } from './resource/protected-resource';
import type { ProtectOptions, Rule } from './resource/rule';
import { Cleaner } from './server/cleaner';
import { Endpoints } from './server/endpoints';
import type { GrantRegistry } from './server/grant-registry';
import { GuardedStorage } from './server/guarded-storage';
import type { AuthorizationServerOptions } from './server/options';
import { type OwnContext, serverContext } from './server/server-context';
import type { Services } from './server/services';
import { settled } from './server/settled';
import { checkedParts, refuseInProduction, refuseUnknownScopes, signsTokens, warnOfDangers } from './server/start-checks';
import { TypeormStorage } from './typeorm/typeorm-storage';

/** Everything but a web framework: the composition root. Options become stores, services and endpoints here and nowhere else. */
export class AuthorizationServer implements ProtectedApplication {
  readonly issuers: readonly string[];
  readonly endpoints: Endpoints;
  readonly cleaner: Cleaner;
  private timer?: NodeJS.Timeout;

  private constructor(
    readonly context: OwnContext,
    readonly services: Services,
    readonly grants: GrantRegistry,
    pages: Pages,
    /** As it was given or opened. */
    readonly storage: Storage,
  ) {
    this.issuers = [context.settings.issuer];
    this.cleaner = new Cleaner(context);
    this.endpoints = new Endpoints(context, pages, grants, services);
  }

  /** @throws TypeError for a mistake in the options; the sentence says which and how to mend it */
  static async open(options: AuthorizationServerOptions, services: Services): Promise<AuthorizationServer> {
    refuseInProduction(options);
    const { grants, scopes } = checkedParts(options);
    const opened = options.storage ?? (await TypeormStorage.open(options.database ?? 'oauth.sqlite'));
    const storage = new GuardedStorage(opened, opened instanceof TypeormStorage && opened.isEmbedded);
    try {
      await settled(() => scopes.synchronize(storage));
      refuseUnknownScopes(options, scopes);
      const context = serverContext(options, services, storage, scopes, grants);
      const pages = new Pages(
        options.pages,
        error => context.logger.error('oauth-controllers: a page of the application failed; the error page was shown.', error),
        context.settings.serviceTimeout,
      );
      const server = new AuthorizationServer(context, services, grants, pages, opened);
      server.endpoints.metadata.place(options.endpointPaths ?? {});
      for (const client of options.clients ?? [])
        await settled(() => context.clients.put({ ...client, clientId: client.clientId ?? '' }));
      if (signsTokens(context.settings)) await settled(() => context.keys.open());
      warnOfDangers(options, context.logger);
      server.cleaner.start();
      server.learnScopes();
      return server;
    } catch (error) {
      await storage.close();
      throw error;
    }
  }

  /** What another process adds is known here within this time, in milliseconds. */
  private learnScopes(every = 30_000): void {
    const failed = (error: unknown): void =>
      this.context.logger.error('oauth-controllers: the scopes could not be read anew.', error);
    this.timer = setInterval(() => void this.context.scopes.learn().catch(failed), every).unref();
  }

  /** Makes a request this server's own, so that services which are given it find their way here. */
  accept(request: OAuthRequest): OAuthRequest {
    return bindContext(request, this.context);
  }

  token(request: OAuthRequest, options?: TokenEndpointOptions): Promise<OAuthResponse> {
    return this.endpoints.token(this.accept(request), options);
  }

  authorize(request: OAuthRequest, user?: User): Promise<OAuthResponse> {
    return this.endpoints.authorize(this.accept(request), user);
  }

  endpoint(name: string, request: OAuthRequest): Promise<OAuthResponse> {
    return this.endpoints.handle(name, this.accept(request));
  }

  metadata(mountPath = ''): Promise<MetadataDocument> {
    return this.endpoints.metadata.document(mountPath);
  }

  /** Whether a request may reach what a rule protects. */
  admit(request: OAuthRequest, rule: Rule, resource?: ProtectedResource): Awaitable<Admission> {
    const { context, services } = this;
    return admit(this.accept(request), rule, { context, resource, services });
  }

  declareResource(identifier: string, options: ResourceOptions): void {
    declareResource(this.context.settings.resources, identifier, options);
  }

  async authenticate(request: OAuthRequest, scope?: Scope, options: ProtectOptions = {}): Promise<AuthenticationResult> {
    const admission = await this.admit(request, { ...options, scopes: scope === undefined ? [] : [scope] });
    if (!admission.admitted) return new AuthenticationResult({ error: admission.error, response: admission.response });
    if (admission.token) return new AuthenticationResult({ token: admission.token });
    throw new TypeError('A rule that needs a token admitted a request without one.');
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.cleaner.stop();
    await this.storage.close();
  }
}
