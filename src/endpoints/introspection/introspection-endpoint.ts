import type { ClientAuthenticator } from '../../clients/client-authenticator';
import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { within } from '../../core/deadline';
import { serverError } from '../../core/errors';
import { json, type OAuthResponse } from '../../core/http';
import type { OAuthRequest } from '../../core/request';
import { yesOrNo } from '../../core/yes-or-no';
import type { IntrospectionPolicy } from '../../tokens/introspection-policy';
import type { IntrospectionResponse } from '../../tokens/introspection-response';
import { answered } from '../answered';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from '../endpoint';
import { authenticateClient, type GrantTypes } from '../token/token-endpoint';
import { type Introspected, introspected } from './introspected';
import { signedAnswer, wantsJwt } from './signed-answer';

export interface IntrospectionServices {
  readonly clientAuthenticator: ClientAuthenticator;
  readonly introspectionPolicy: IntrospectionPolicy;
}

/** The answer about a living token, to which the application may add. */
export interface PendingIntrospection {
  readonly request: OAuthRequest;
  readonly caller: Client;
  readonly response: IntrospectionResponse;
}

export type BegunIntrospection = { readonly response: OAuthResponse } | { readonly pending: PendingIntrospection };

/** RFC 7662 section 2.2: one answer, with nothing else in it, whatever the reason. */
const inactive = Object.freeze({ active: false });

/** The introspection endpoint (RFC 7662), with signed answers for who asks for them (RFC 9701). */
export class IntrospectionEndpoint implements Endpoint {
  constructor(
    private readonly context: ServerContext,
    private readonly grants: Pick<GrantTypes, 'has'>,
    private readonly services: () => IntrospectionServices,
  ) {}

  async handle(request: OAuthRequest): Promise<OAuthResponse> {
    const begun = await this.begin(request);
    return 'response' in begun ? begun.response : this.finish(begun.pending, () => undefined);
  }

  /** @returns the answer, where the application has no say in it: an error, or that the token is not active */
  async begin(request: OAuthRequest): Promise<BegunIntrospection> {
    const asked = await this.ask(request).catch((thrown: unknown) => ({ thrown }));
    if ('caller' in asked && asked.found) return { pending: { request, caller: asked.caller, response: asked.found.response } };
    const response = await this.answering(request, async () => {
      if ('thrown' in asked) throw asked.thrown;
      return this.answer(request, asked.caller, inactive);
    });
    return { response };
  }

  /** @param call lets the application add to `pending.response`; when it fails, nothing is told of the token */
  finish({ request, caller, response }: PendingIntrospection, call: () => unknown): Promise<OAuthResponse> {
    return this.answering(request, async () => {
      const what = 'The method of the introspection endpoint';
      const returned = await within(this.context.settings.serviceTimeout, what, call());
      if (returned !== undefined && returned !== null && returned !== response)
        throw serverError({ hint: `${what} answered something; add to its @Introspected() instead.` });
      return this.answer(request, caller, response.active === true ? response : inactive);
    });
  }

  private async ask(request: OAuthRequest): Promise<{ caller: Client; found?: Introspected }> {
    onlyMethods(request, 'POST');
    onlyTls(request, this.context);
    const params = await request.form();
    params.refuseRepetition();
    const { clientAuthenticator, introspectionPolicy } = this.services();
    const caller = await authenticateClient(this.context, clientAuthenticator, request);
    const found = await introspected(this.context, params.need('token'), request);
    if (!found || !this.isUsable(found)) return { caller };
    const what = 'IntrospectionPolicy.maySee';
    const { serviceTimeout } = this.context.settings;
    const seen = await yesOrNo(serviceTimeout, what, introspectionPolicy.maySee(caller, found.token, request));
    return { caller, found: seen ? found : undefined };
  }

  /** A refresh token is good for nothing where nothing is refreshed. */
  private isUsable({ token }: Introspected): boolean {
    return token.kind === 'access_token' || this.grants.has('refresh_token');
  }

  private async answer(
    request: OAuthRequest,
    caller: Client,
    response: Pick<IntrospectionResponse, 'active'>,
  ): Promise<OAuthResponse> {
    // Who cannot be given what it likes best is given JSON (RFC 9110 section 12.5.1).
    const signs = wantsJwt(request) && (await this.context.signer.algorithms()).length > 0;
    return signs ? signedAnswer(this.context, caller, response) : json(200, response);
  }

  private answering(request: OAuthRequest, work: () => Promise<OAuthResponse>): Promise<OAuthResponse> {
    return answered(this.context, request, async () => {
      try {
        return await work();
      } catch (thrown) {
        return errorResponse(thrown, this.context);
      }
    });
  }
}
