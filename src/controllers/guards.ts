import type { IncomingMessage } from 'node:http';
import { type Action, type ActionMetadata, getMetadataArgsStorage } from 'routing-controllers';
import { type Awaitable, after, recovering } from '../core/awaitable';
import { OAuthError, serverError } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import { acceptedTypes } from '../resource/challenges';
import { refusalInHandler } from '../resource/guard';
import type { ProtectedApplication } from '../resource/protected-application';
import type { Rule } from '../resource/rule';
import type { Exchange } from './exchange';
import { exchangeOf, exchangeOfAction, rawOf } from './exchange-of';
import { giveHeaders } from './give-headers';
import { keepAnswer } from './keep-answer';
import { mayPass } from './may-pass';
import { type Class, lineage } from './metadata';
import { putInFront } from './own-middleware';
import { ruleOf } from './rules';
import { applicationIn, type RequestState, resourceAt, stateOf } from './state';

type ActionArgs = ReturnType<typeof getMetadataArgsStorage>['actions'][number];

const enforced = new WeakSet<ActionArgs>();
const enforcing = new WeakSet<object>();

/** Whether a handler is called by way of the guard. */
export function isGuarded({ methodOverride }: ActionMetadata): boolean {
  return methodOverride !== undefined && enforcing.has(methodOverride);
}

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
  const methodOverride = (metadata: ActionMetadata, current: Action, params: unknown[]): unknown => {
    const raw = rawOf(current);
    const state = stateOf(raw);
    const proceed = () => answeringOAuthErrors(raw, state.outcome ?? (() => call(metadata, current, params)));
    return ruleToAskFor(state, metadata.target, metadata.method)
      ? admitLate(exchangeOfAction(current), metadata, proceed)
      : proceed();
  };
  enforcing.add(methodOverride);
  action.methodOverride = methodOverride;
}

/** Written by us and not thrown through the framework, whose error handler would close the connection. */
export function admitFirst(exchange: Exchange, target: Class, method: string): Awaitable<unknown> {
  const passing = mayPass(exchange, () => refusalOf(exchange, target, method));
  return after(passing, passes => (passes ? exchange.next() : undefined));
}

/** No guard has stood before the handler. */
function admitLate(exchange: Exchange, { target, method }: ActionMetadata, proceed: () => unknown): Awaitable<unknown> {
  return after(refusalOf(exchange, target, method), refused => (refused ? keep(exchange.raw, refused) : proceed()));
}

/** Undefined when the handler may be called by everybody, or the request was admitted under its rule. */
function ruleToAskFor({ admitted }: RequestState, target: Class, method: string): Rule | undefined {
  const rule = ruleOf(target, method);
  return !rule || rule.open || admitted === rule ? undefined : rule;
}

/** Undefined when the handler may be called. */
function refusalOf(exchange: Exchange, target: Class, method: string): Awaitable<OAuthResponse | undefined> {
  const state = stateOf(exchange.raw);
  const rule = ruleToAskFor(state, target, method);
  if (!rule) return undefined;
  const application = applicationOrNone(state, target, method);
  if (!application) return json(500, serverError());
  const request = exchange.request(application.context.settings.origin);
  return after(application.admit(request, rule, state.resource), admission => {
    giveHeaders(exchange, request, admission);
    if (!admission.admitted) return admission.response;
    state.admitted = rule;
    state.token = admission.token;
    return undefined;
  });
}

/** Without a server, or without the resource that a class says it is, nothing is let through; the developer reads why, the client does not. */
function applicationOrNone(state: RequestState, target: Class, method: string): ProtectedApplication | undefined {
  try {
    const application = applicationIn(state, target, method);
    state.resource = resourceAt(target, state);
    return application;
  } catch (error) {
    console.error(error);
    return undefined;
  }
}

/** A refusal from inside a handler, such as a missing scope that only it can know, is answered with its challenge. */
function answeringOAuthErrors(raw: IncomingMessage, call: () => unknown): unknown {
  return recovering(call, error => answered(raw, error));
}

function answered(raw: IncomingMessage, error: unknown): undefined {
  const { application, token, resource, admitted } = stateOf(raw);
  if (!application || !(error instanceof OAuthError)) throw error;
  const types = acceptedTypes(application.context.settings, admitted?.tokenTypes);
  return keep(raw, refusalInHandler(error, application.context, token, resource, types));
}

/** For the last interceptor, which writes it. */
function keep(raw: IncomingMessage, response: OAuthResponse): undefined {
  stateOf(raw).answer = response;
  return undefined;
}
