import type { ClientAuthenticator } from '../../clients/client-authenticator';
import { type Awaitable, after, recovering } from '../../core/awaitable';
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

/** Who asks, and what it may be told. */
interface Asked {
  readonly caller: Client;
  readonly found?: Introspected;
}

interface Failed {
  readonly thrown: unknown;
}

type Told = Pick<IntrospectionResponse, 'active'>;

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
    return after(this.begin(request), begun =>
      'response' in begun ? begun.response : this.finish(begun.pending, () => undefined),
    );
  }

  /** @returns the answer, where the application has no say in it: an error, or that the token is not active */
  begin(request: OAuthRequest): Awaitable<BegunIntrospection> {
    const asked = recovering<Asked | Failed>(
      () => this.ask(request),
      thrown => ({ thrown }),
    );
    return after(asked, known => this.begun(request, known));
  }

  private begun(request: OAuthRequest, asked: Asked | Failed): Awaitable<BegunIntrospection> {
    if ('caller' in asked && asked.found) return { pending: { request, caller: asked.caller, response: asked.found.response } };
    const answer = this.answering(request, () => {
      if ('thrown' in asked) throw asked.thrown;
      return this.answer(request, asked.caller, inactive);
    });
    return after(answer, response => ({ response }));
  }

  /** @param call lets the application add to `pending.response`; when it fails, nothing is told of the token */
  finish({ request, caller, response }: PendingIntrospection, call: () => unknown): Awaitable<OAuthResponse> {
    return this.answering(request, () => {
      const what = 'The method of the introspection endpoint';
      return after(within(this.context.settings.serviceTimeout, what, call()), returned => {
        if (returned !== undefined && returned !== null && returned !== response)
          throw serverError({ hint: `${what} answered something; add to its @Introspected() instead.` });
        return this.answer(request, caller, response.active === true ? response : inactive);
      });
    });
  }

  private ask(request: OAuthRequest): Awaitable<Asked> {
    onlyMethods(request, 'POST');
    onlyTls(request, this.context);
    return after(request.readForm(), params => {
      params.refuseRepetition();
      const { clientAuthenticator, introspectionPolicy } = this.services();
      return after(authenticateClient(this.context, clientAuthenticator, request), caller =>
        after(introspected(this.context, params.need('token'), request), found =>
          this.visible(found, introspectionPolicy, { caller, request }),
        ),
      );
    });
  }

  /** The token, where this caller may see it. */
  private visible(
    found: Introspected | undefined,
    policy: IntrospectionPolicy,
    { caller, request }: Pick<PendingIntrospection, 'caller' | 'request'>,
  ): Awaitable<Asked> {
    if (!found || !this.isUsable(found)) return { caller };
    const { serviceTimeout } = this.context.settings;
    const answer = yesOrNo(serviceTimeout, 'IntrospectionPolicy.maySee', policy.maySee(caller, found.token, request));
    return after(answer, seen => ({ caller, found: seen ? found : undefined }));
  }

  /** A refresh token is good for nothing where nothing is refreshed. */
  private isUsable({ token }: Introspected): boolean {
    return token.kind === 'access_token' || this.grants.has('refresh_token');
  }

  private answer(request: OAuthRequest, caller: Client, response: Told): Awaitable<OAuthResponse> {
    return wantsJwt(request) ? this.signed(caller, response) : json(200, response);
  }

  /** Who cannot be given what it likes best is given JSON (RFC 9110 section 12.5.1). */
  private async signed(caller: Client, response: Told): Promise<OAuthResponse> {
    const algorithms = await this.context.signer.algorithms();
    return algorithms.length > 0 ? signedAnswer(this.context, caller, response) : json(200, response);
  }

  private answering(request: OAuthRequest, work: () => Awaitable<OAuthResponse>): Awaitable<OAuthResponse> {
    return answered(this.context, request, () => recovering(work, thrown => errorResponse(thrown, this.context)));
  }
}
