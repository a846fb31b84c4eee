import { type Awaitable, after, inTurn } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { within } from '../../core/deadline';
import { invalidRequest } from '../../core/errors';
import type { AskedAuthorization, AskedRequest, ClientRequest, Extension } from '../../core/extension';
import { having } from '../../core/hooks';
import type { Kept } from '../../core/model';
import type { Params } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import type { Write } from '../../core/statement';
import { plainRequestSize } from '../checks/parameter-length';

/**
 * The request with the parameters that it really has. Of two places for them none can be believed.
 * @throws OAuthError invalid_request, with status 413 where they are more than a link can carry and stand nowhere else
 */
export function asked(context: ServerContext, http: OAuthRequest, params: Params): Awaitable<AskedRequest> {
  const request: AskedRequest = { http, params, kept: {} };
  let found: AskedRequest | undefined;
  const all = inTurn(having(context.extensions, 'parameters'), extension => {
    const { name } = extension;
    const answer = within(context.settings.serviceTimeout, `${name}.parameters`, extension.parameters(request));
    return after(answer, replaced => {
      if (!replaced) return;
      if (found) throw invalidRequest('The parameters of the request stand in two places');
      found = { http, params: replaced.params, kept: replaced.keep === undefined ? {} : { [name]: replaced.keep } };
    });
  });
  return after(all, () => {
    if (!found) plainRequestSize(params);
    return found ?? request;
  });
}

/** The checks of all extensions. @returns what is kept from now on */
export function checked(context: ServerContext, request: AskedAuthorization): Awaitable<Kept> {
  const kept: Record<string, unknown> = { ...request.kept };
  const all = inTurn(having(context.extensions, 'authorizationRequest'), extension => {
    const { name } = extension;
    const work = extension.authorizationRequest(request);
    return after(within(context.settings.serviceTimeout, `${name}.authorizationRequest`, work), keep => {
      if (keep !== undefined) kept[name] = keep;
    });
  });
  return after(all, () => kept);
}

/** What has to be written when an authorization ends. */
export function endings(extensions: readonly Extension[], kept: Kept, at: number): Write[] {
  return having(extensions, 'completion').flatMap(extension => {
    const keep = kept[extension.name];
    return keep === undefined ? [] : [...extension.completion(keep, at)];
  });
}

export function answerMembers(context: ServerContext): Record<string, string> {
  const { issuer } = context.settings;
  const members = having(context.extensions, 'authorizationResponse').map(one => one.authorizationResponse({ issuer }));
  return Object.assign({}, ...members);
}

/** More parameters of a request that is being pushed. One that the client has sent differently is refused. */
export async function pushedMembers(context: ServerContext, request: ClientRequest): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const extension of having(context.extensions, 'pushedRequest')) {
    const what = `${extension.name}.pushedRequest`;
    const members = await within(context.settings.serviceTimeout, what, extension.pushedRequest(request));
    for (const [parameter, value] of Object.entries(members)) {
      const sent = request.params.get(parameter) ?? all[parameter] ?? value;
      if (sent !== value) throw invalidRequest(`The parameter ${parameter} does not fit the request`);
      all[parameter] = value;
    }
  }
  return all;
}
