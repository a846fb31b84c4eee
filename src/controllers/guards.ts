import { type Action, type ActionMetadata, getMetadataArgsStorage } from 'routing-controllers';
import { OAuthError, serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import { hasQueryToken } from '../resource/bearer';
import { acceptedTypes } from '../resource/challenges';
import { refusal } from '../resource/guard';
import type { ProtectedApplication } from '../resource/protected-application';
import { type Exchange, exchangeOf, exchangeOfAction } from './exchange';
import { giveHeaders } from './give-headers';
import { keepAnswer } from './keep-answer';
import { mayPass } from './may-pass';
import { type Class, lineage } from './metadata';
import { putInFront } from './own-middleware';
import { ruleOf } from './rules';
import { applicationOf, resourceAt, stateOf } from './state';

type ActionArgs = ReturnType<typeof getMetadataArgsStorage>['actions'][number];

const enforced = new WeakSet<ActionArgs>();

/**
 * Puts the guard in front of a handler, before the body is parsed. Inherited handlers lose their middleware in
 * routing-controllers, so each class that serves the handler gets a guard of its own. Behind it, where inheritance loses
 * nothing, the call itself is enforced: a handler that no guard stood before is not called.
 */
export function guard(target: Class, method: string): void {
  putInFront(target, method, 'guard', (...args: unknown[]) => admitFirst(exchangeOf(args), target, method));
  enforce(target, method);
  keepAnswer(target, method);
}

function enforce(target: Class, method: string): void {
  for (const one of lineage(target)) {
    const actions = getMetadataArgsStorage().actions.filter(action => action.target === one && action.method === method);
    for (const action of actions) if (!enforced.has(action)) enforceAction(action);
    if (actions.length > 0) return;
  }
}

function enforceAction(action: ActionArgs): void {
  enforced.add(action);
  const inner = action.methodOverride;
  const call = inner ?? ((metadata: ActionMetadata, current: Action, params: unknown[]) => metadata.callMethod(params, current));
  action.methodOverride = async (metadata: ActionMetadata, current: Action, params: unknown[]): Promise<unknown> => {
    const exchange = exchangeOfAction(current);
    const refused = await refusalOf(exchange, metadata.target, metadata.method);
    if (refused) return keep(exchange, refused);
    return answeringOAuthErrors(exchange, () => call(metadata, current, params));
  };
}

/** Written by us and not thrown through the framework, whose error handler would close the connection. */
async function admitFirst(exchange: Exchange, target: Class, method: string): Promise<unknown> {
  return (await mayPass(exchange, () => refusalOf(exchange, target, method))) ? exchange.next() : undefined;
}

/** Undefined when the handler may be called. */
async function refusalOf(exchange: Exchange, target: Class, method: string): Promise<OAuthResponse | undefined> {
  const rule = ruleOf(target, method);
  const state = stateOf(exchange.raw);
  if (!rule || rule.open || state.admitted === rule) return undefined;
  const application = applicationOrNone(exchange, target, method);
  if (!application) return json(500, serverError());
  exchange.vary('Authorization');
  const request = exchange.request(application.context.settings.origin);
  const admission = await application.admit(request, rule, state.resource);
  giveHeaders(exchange, admission);
  if (!admission.admitted) return admission.response;
  if (hasQueryToken(request)) exchange.setHeader('cache-control', 'private');
  state.admitted = rule;
  state.token = admission.token;
  return undefined;
}

/** Without a server, or without the resource that a class says it is, nothing is let through; the developer reads why, the client does not. */
function applicationOrNone({ raw }: Exchange, target: Class, method: string): ProtectedApplication | undefined {
  const state = stateOf(raw);
  try {
    const application = applicationOf(raw, `${target.name}.${method}`);
    state.resource = resourceAt(target, state);
    return application;
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

/** A refusal from inside a handler, such as a missing scope that only it can know, is answered with its challenge. */
async function answeringOAuthErrors(exchange: Exchange, call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    const { application, token, resource, admitted } = stateOf(exchange.raw);
    if (!application || !(error instanceof OAuthError)) throw error;
    const types = acceptedTypes(application.context.settings, admitted?.tokenTypes);
    return keep(exchange, refusal(error, application.context, token, resource, types));
  }
}

/** For the last interceptor, which writes it. */
function keep(exchange: Exchange, response: OAuthResponse): undefined {
  stateOf(exchange.raw).answer = response;
  return undefined;
}
