import { after } from '../core/awaitable';
import type { ServerContext } from '../core/context';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { User } from '../core/user';
import { answered } from '../endpoints/answered';
import { AuthorizationEndpoint } from '../endpoints/authorization/authorization-endpoint';
import { InteractionPages } from '../endpoints/authorization/interaction-pages';
import { InteractionSteps } from '../endpoints/authorization/interaction-steps';
import { PageEndpoint } from '../endpoints/authorization/page-endpoint';
import type { Endpoint } from '../endpoints/endpoint';
import { IntrospectionEndpoint } from '../endpoints/introspection/introspection-endpoint';
import { JwksEndpoint } from '../endpoints/jwks-endpoint';
import { MetadataEndpoint } from '../endpoints/metadata/metadata-endpoint';
import { PushedAuthorizationEndpoint } from '../endpoints/pushed-authorization-endpoint';
import { RevocationEndpoint } from '../endpoints/revocation-endpoint';
import { TokenEndpoint, type TokenEndpointOptions } from '../endpoints/token/token-endpoint';
import { PushedAuthorizationRequests } from '../extensions/par';
import type { Pages } from '../pages/pages';
import { attemptsAMinute } from './attempts-a-minute';
import type { GrantRegistry } from './grant-registry';
import type { Services } from './services';

/** An endpoint under a name of its own. */
export interface NamedEndpoint extends Endpoint {
  readonly name: string;
}

/** These look after their own headers, or need none. */
const ownHeaders: ReadonlySet<string> = new Set(['authorization', 'token', 'introspection', 'jwks', 'metadata']);

/** The endpoints of a server, without a framework. */
export class Endpoints {
  readonly pages: InteractionPages;
  readonly authorization: AuthorizationEndpoint;
  readonly loginPage: PageEndpoint;
  readonly consentPage: PageEndpoint;
  readonly introspection: IntrospectionEndpoint;
  readonly metadata: MetadataEndpoint;
  /** Where the application serves which endpoint; of several, the first. */
  readonly paths = new Map<string, string>();
  private readonly tokenEndpoint: TokenEndpoint;
  private readonly named = new Map<string, Endpoint>();

  constructor(
    private readonly context: ServerContext,
    pages: Pages,
    grants: GrantRegistry,
    services: Services,
  ) {
    this.pages = new InteractionPages(context, pages);
    const steps = new InteractionSteps(context, this.pages, () => services);
    this.authorization = new AuthorizationEndpoint(context, pages, this.pages, steps, () => services);
    this.loginPage = new PageEndpoint('login', context, this.pages, steps, this.authorization);
    this.consentPage = new PageEndpoint('consent', context, this.pages, steps, this.authorization);
    this.tokenEndpoint = new TokenEndpoint(context, grants, () => services);
    this.introspection = new IntrospectionEndpoint(context, grants, () => services);
    this.metadata = new MetadataEndpoint(context, this.paths);
    this.named.set('metadata', this.metadata);
    this.named.set('token', { handle: request => this.token(request) });
    this.named.set('revocation', new RevocationEndpoint(context, () => services));
    this.named.set('introspection', this.introspection);
    this.named.set('jwks', new JwksEndpoint(context));
    this.named.set('authorization', { handle: request => this.authorize(request, undefined) });
    const par = context.extensions.find(one => one instanceof PushedAuthorizationRequests);
    if (par)
      this.named.set(
        'pushed_authorization_request',
        new PushedAuthorizationEndpoint(context, par, attemptsAMinute(par.limit), () => services),
      );
  }

  token(request: OAuthRequest, options?: TokenEndpointOptions): Promise<OAuthResponse> {
    return answered(this.context, request, accepted => this.tokenEndpoint.handle(accepted, options));
  }

  /** With a user, who has consented already, the answer is a code; without one, the pages ask. */
  async authorize(request: OAuthRequest, user: User | undefined): Promise<OAuthResponse> {
    return after(this.authorization.begin(request), begun =>
      'response' in begun
        ? begun.response
        : this.authorization.finish(begun.pending, () => user && begun.pending.request.approve(user)),
    );
  }

  /** @throws TypeError for a name that no endpoint has */
  handle(name: string, request: OAuthRequest): Promise<OAuthResponse> {
    const endpoint = this.named.get(name);
    if (!endpoint) throw new TypeError(`There is no endpoint ${name}; there are ${[...this.named.keys()].join(', ')}.`);
    if (ownHeaders.has(name)) return endpoint.handle(request);
    return answered(this.context, request, accepted => endpoint.handle(accepted));
  }

  /** @throws TypeError that names what is missing */
  register(endpoint: NamedEndpoint): void {
    if (typeof endpoint?.name !== 'string' || endpoint.name === '')
      throw new TypeError('An endpoint needs a name, under which it is called.');
    if (typeof endpoint.handle !== 'function')
      throw new TypeError(`The endpoint ${endpoint.name} has no method handle(request).`);
    if (this.named.has(endpoint.name)) throw new TypeError(`There is an endpoint ${endpoint.name} already.`);
    this.named.set(endpoint.name, endpoint);
  }
}
