import { type Action, type ActionMetadata, getMetadataArgsStorage } from 'routing-controllers';
import type { Awaitable } from '../core/awaitable';
import { within } from '../core/deadline';
import type { Decision } from '../core/decision';
import { serverError } from '../core/errors';
import { Html } from '../core/html';
import { json, type OAuthResponse } from '../core/http';
import type { TokenEndpointOptions } from '../endpoints/token/token-endpoint';
import type { AuthorizationServer } from '../server';
import type { Exchange } from './exchange';
import { exchangeOf, exchangeOfAction } from './exchange-of';
import { keepAnswer } from './keep-answer';
import { mayPass } from './may-pass';
import { type Class, type EndpointKind, metadataOf, type NamedEndpointKind, nearest } from './metadata';
import { putInFront } from './own-middleware';
import { serverOf, stateOf } from './state';
import { refuseFraming } from './unframed';

/**
 * What an endpoint does before its method is called. An answer ends the request; nothing means that the method is called.
 * It runs as middleware, ahead of the framework's body parser and parameters.
 */
type Begin = (
  server: AuthorizationServer,
  exchange: Exchange,
  options?: TokenEndpointOptions,
) => Promise<OAuthResponse | undefined>;

const begins: Readonly<Record<Exclude<EndpointKind, NamedEndpointKind>, Begin>> = {
  token: (server, exchange, options) => server.token(requestOf(server, exchange), options),
  async authorization(server, exchange) {
    const begun = await server.endpoints.authorization.begin(requestOf(server, exchange));
    if ('response' in begun) return begun.response;
    stateOf(exchange.raw).pending = begun.pending;
    return undefined;
  },
  async introspection(server, exchange) {
    const begun = await server.endpoints.introspection.begin(requestOf(server, exchange));
    if ('response' in begun) return begun.response;
    stateOf(exchange.raw).introspection = begun.pending;
    return undefined;
  },
  login: (server, exchange) => beginPage(server, exchange, pageOf('login')),
  consent: (server, exchange) => beginPage(server, exchange, pageOf('consent')),
};

const beginsHere = (kind: EndpointKind): kind is keyof typeof begins => Object.hasOwn(begins, kind);

const pageOf = (kind: 'login' | 'consent') => (kind === 'login' ? 'loginPage' : 'consentPage');

async function beginPage(
  server: AuthorizationServer,
  exchange: Exchange,
  page: 'loginPage' | 'consentPage',
): Promise<OAuthResponse | undefined> {
  const begun = await server.endpoints[page].begin(requestOf(server, exchange));
  if ('response' in begun) return begun.response;
  stateOf(exchange.raw).interaction = begun.interaction;
  exchange.setHeader('cache-control', 'no-store');
  exchange.setHeader('referrer-policy', 'no-referrer');
  if (!exchange.response.headersSent) refuseFraming(exchange.response);
  return undefined;
}

/** Records a method as an endpoint: the route belongs to routing-controllers, the answer to us. */
export function recordEndpoint(target: Class, method: string, kind: EndpointKind, route: string): void {
  metadataOf(target).endpoints.set(method, kind);
  const methodOverride = async (metadata: ActionMetadata, action: Action, params: unknown[]): Promise<unknown> => {
    const exchange = exchangeOfAction(action);
    const call = (): unknown => metadata.callMethod(params, action);
    if (kind === 'authorization') return keep(exchange, await decide(exchange, call));
    if (kind === 'introspection') return keep(exchange, await introspect(exchange, call));
    return kind === 'login' || kind === 'consent' ? draw(exchange, pageOf(kind), call, metadata) : call();
  };
  const options = { transformResponse: false };
  getMetadataArgsStorage().actions.push({ type: 'all', target, method, route, options, methodOverride });
}

/** Puts an endpoint in front of its method, on the class that declares it or on one that inherits it. */
export function mountEndpoint(target: Class, method: string, kind: EndpointKind): void {
  putInFront(target, method, 'endpoint', async (...args: unknown[]): Promise<unknown> => {
    const exchange = exchangeOf(args);
    const options = nearest(target, metadata => metadata.tokenEndpoints.get(method));
    const begun = () => beginOrFail(exchange, kind, `${target.name}.${method}`, options);
    return (await mayPass(exchange, begun)) ? exchange.next() : undefined;
  });
  keepAnswer(target, method);
}

async function beginOrFail(
  exchange: Exchange,
  kind: EndpointKind,
  handler: string,
  options?: TokenEndpointOptions,
): Promise<OAuthResponse | undefined> {
  try {
    const server = serverOf(exchange.raw, handler);
    return beginsHere(kind)
      ? await begins[kind](server, exchange, options)
      : await server.endpoint(kind, requestOf(server, exchange));
  } catch (error) {
    // On Express 4 a rejection that nobody handles would end the process.
    const { server } = stateOf(exchange.raw);
    (server?.context.logger ?? console).error(`oauth-controllers: ${handler} failed`, error);
    return json(500, serverError());
  }
}

/** The second half of the authorization endpoint: the method has decided, or has left the decision to the library. */
async function decide(exchange: Exchange, call: () => unknown): Promise<OAuthResponse> {
  const { server, pending } = stateOf(exchange.raw);
  if (!server || !pending) return json(500, serverError());
  const decision = () => inTime(server, 'The method under @AuthorizationEndpoint', call) as Awaitable<Decision | undefined>;
  return server.endpoints.authorization.finish(pending, decision);
}

/** The second half of the introspection endpoint: the method has added to what is told of the token. */
async function introspect(exchange: Exchange, call: () => unknown): Promise<OAuthResponse> {
  const { server, introspection } = stateOf(exchange.raw);
  if (!server || !introspection) return json(500, serverError());
  return server.endpoints.introspection.finish(introspection, call);
}

/** A page of the application's. When it fails, the user sees the error page. */
async function draw(
  exchange: Exchange,
  page: 'loginPage' | 'consentPage',
  call: () => unknown,
  metadata: ActionMetadata,
): Promise<unknown> {
  const { server, interaction } = stateOf(exchange.raw);
  if (!server || !interaction) return keep(exchange, json(500, serverError()));
  const decorator = page === 'loginPage' ? '@LoginPage' : '@ConsentPage';
  try {
    const drawn = await inTime(server, `The method under ${decorator}`, call);
    // routing-controllers would make JSON of it.
    if (drawn instanceof Html) return keep(exchange, { status: 200, headers: asHtml, body: drawn.toString() });
    if (drawn === undefined && isEmpty(exchange, metadata))
      server.context.logger.error(
        `oauth-controllers: ${metadata.target.name}.${metadata.method} under ${decorator}() returned nothing, so there is no page; return html\`…\`, or what a page of yours draws.`,
      );
    return drawn;
  } catch (error) {
    return keep(exchange, await server.endpoints[page].failed(error));
  }
}

const asHtml = { 'content-type': 'text/html; charset=utf-8' };

/** Whether the framework says 404: the method has not answered by itself, nor does a decorator of routing-controllers. */
function isEmpty({ response }: Exchange, { renderedTemplate, redirect, undefinedResultCode }: ActionMetadata): boolean {
  return !response.headersSent && [renderedTemplate, redirect, undefinedResultCode].every(one => one === undefined);
}

function inTime(server: AuthorizationServer, what: string, call: () => unknown): Awaitable<unknown> {
  return within(server.context.settings.serviceTimeout, what, call());
}

/** For the last interceptor, which writes it. */
function keep(exchange: Exchange, response: OAuthResponse): undefined {
  stateOf(exchange.raw).answer = response;
  return undefined;
}

function requestOf(server: AuthorizationServer, exchange: Exchange) {
  return server.accept(exchange.request(server.context.settings.origin));
}
