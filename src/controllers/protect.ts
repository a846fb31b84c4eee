import type { IncomingMessage } from 'node:http';
import type { AccessToken } from '../core/access-token';
import { scopeNames } from '../core/scope';
import type { ProtectedApplication } from '../resource/protected-application';
import type { Rule } from '../resource/rule';
import { exchangeOf } from './exchange-of';
import { giveHeaders } from './give-headers';
import { mayPass } from './may-pass';
import { stateOf } from './state';

/** For Express it is called with (request, response, next), for Koa with (context, next). */
export type Middleware = (requestOrContext: object, responseOrNext: object, next?: object) => Promise<void>;

/**
 * Guards a route that is no controller's. The user of the token is put where templates and other middleware look for it,
 * `request.user` on Express and `context.state.user` on Koa, unless the application has signed somebody in there already.
 */
export function protection(application: ProtectedApplication, rule: Rule): Middleware {
  const unknown = rule.scopes.flatMap(scopeNames).find(name => !application.context.scopes.has(name));
  if (unknown !== undefined)
    throw new TypeError(
      `protect() asks for the scope ${JSON.stringify(unknown)}, which is not declared; add it to the option scopes.`,
    );
  return async (...args: unknown[]) => {
    const exchange = exchangeOf(args);
    const state = stateOf(exchange.raw);
    const { resource } = application;
    const isAdmitted = await mayPass(exchange, async () => {
      const request = exchange.request(application.context.settings.origin);
      const admission = await application.admit(request, rule, resource);
      giveHeaders(exchange, request, admission);
      if (!admission.admitted) return admission.response;
      state.application = application;
      state.resource = resource;
      state.token = admission.token;
      if (admission.token?.user) exchange.offerUser(admission.token.user);
      return undefined;
    });
    if (isAdmitted) await exchange.next();
  };
}

/** The token that a request was admitted with; undefined for one that no guard has admitted. */
export function tokenOf(request: IncomingMessage | { readonly req: IncomingMessage }): AccessToken | undefined {
  const raw = 'req' in request ? request.req : request;
  return stateOf(raw as IncomingMessage).token;
}
