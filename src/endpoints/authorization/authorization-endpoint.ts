import { type Awaitable, after, recovering } from '../../core/awaitable';
import type { ServerContext } from '../../core/context';
import { Decision } from '../../core/decision';
import { asOAuthError, OAuthError, serverError } from '../../core/errors';
import type { AskedRequest } from '../../core/extension';
import { type OAuthResponse, redirect } from '../../core/http';
import type { Params } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import type { User } from '../../core/user';
import type { Pages } from '../../pages/pages';
import { UnprovenRedirectUriError } from '../checks/proven-redirect-uri';
import { onlyMethods, onlyTls, report } from '../endpoint';
import { errorToClient } from './answers';
import { type AuthorizationServices, approve, endWith } from './approve';
import { defaultDecision, isFreshEnough } from './default-decision';
import { asked } from './hooks';
import { InteractionError } from './interaction-error';
import { type InteractionPages, interactionId } from './interaction-pages';
import type { InteractionSteps } from './interaction-steps';
import { askedIn, type OpenInteraction, openInteraction } from './interactions';
import { currentLogin, type Login } from './login-session';
import { type PendingAuthorization, pendingOf } from './pending';
import { type Invalid, type Proven, type ReturnAddress, validate, withoutScopes } from './validate';

/** Either the answer, or a valid request that waits for a decision. */
export type Begun = { readonly response: OAuthResponse } | { readonly pending: PendingAuthorization };

/** What is over once the client has heard. */
type Ends = Pick<PendingAuthorization, 'interaction' | 'kept'>;

const endsOf = ({ asked }: Proven, interaction: OpenInteraction | undefined): Ends => ({ interaction, kept: asked.kept });

/** The authorization endpoint (RFC 6749 section 3.1), in two halves: what is decided in between may be the application's. */
export class AuthorizationEndpoint {
  constructor(
    private readonly context: ServerContext,
    private readonly pages: Pages,
    private readonly interactions: InteractionPages,
    private readonly steps: InteractionSteps,
    private readonly services: () => AuthorizationServices,
  ) {}

  /** The first half: proves the request, or answers. */
  begin(http: OAuthRequest): Awaitable<Begun> {
    return recovering<Begun>(
      () => {
        onlyMethods(http, 'GET', 'POST');
        onlyTls(http, this.context);
        return after(http.method === 'POST' ? http.readForm() : http.query, params => this.proceed(http, params));
      },
      async thrown => ({ response: await this.errorPage(thrown) }),
    );
  }

  /** The second half. @param decide answers with undefined where the library is to decide */
  async finish(pending: PendingAuthorization, decide: () => Awaitable<Decision | undefined>): Promise<OAuthResponse> {
    try {
      const decided = after(decide(), decision => decision ?? defaultDecision(this.context, pending));
      return await after(decided, one => this.carryOut(pending, one));
    } catch (thrown) {
      return this.failed(thrown, pending.request, pending.request.prompt.includes('none'), pending);
    }
  }

  /** @param returnTo proven */
  private failed(thrown: unknown, returnTo: ReturnAddress, silent: boolean, ends: Ends): Awaitable<OAuthResponse> {
    const error = asOAuthError(thrown);
    report(error, this.context);
    // Something is wrong with a page, or it is over: the client may have heard already, and must not hear twice.
    const over = error instanceof InteractionError;
    // Nobody sees a page with prompt=none, so its client is told of our failures too (OpenID Connect Core section 3.1.2.6).
    if (over || (error.status >= 500 && !silent)) return this.errorPage(error, false);
    // What failed of ours may go well the next time: that ends nothing, and has no need of a storage that may be what failed.
    const answer = () => (error.status >= 500 ? errorToClient(this.context, returnTo, error) : this.tell(returnTo, error, ends));
    return recovering(answer, again => this.errorPage(again));
  }

  private proceed(http: OAuthRequest, params: Params): Awaitable<Begun> {
    if (!params.has('interaction')) return after(asked(this.context, http, params), from => this.prove(http, from));
    return http.method === 'POST' ? this.posted(http) : this.resumed(http);
  }

  private async posted(http: OAuthRequest): Promise<Begun> {
    return { response: await this.steps.post(http) };
  }

  private async resumed(http: OAuthRequest): Promise<Begun> {
    const open = await openInteraction(this.context, http, interactionId(http));
    return this.prove(http, askedIn(http, open), open);
  }

  private prove(http: OAuthRequest, from: AskedRequest, open?: OpenInteraction): Awaitable<Begun> {
    return after(validate(this.context, from), validated =>
      recovering<Begun>(
        () =>
          after(currentLogin(this.context, http), login =>
            validated.valid ? { pending: pendingOf(http, validated, login, open) } : this.refused(http, validated, login, open),
          ),
        async thrown => {
          if (!validated.silent) throw thrown;
          return { response: await this.failed(thrown, validated.returnTo, true, endsOf(validated, open)) };
        },
      ),
    );
  }

  /** RFC 9700 section 4.11.2: before anybody is redirected, even with an error, the user logs in. */
  private async refused(
    http: OAuthRequest,
    validated: Invalid,
    login: Login | undefined,
    open?: OpenInteraction,
  ): Promise<Begun> {
    if (!login && !validated.silent) {
      // Where nobody can, the form would be a dead end: the user sees the error, and is redirected nowhere.
      if (!this.interactions.anybodyLogsIn) throw validated.error;
      const request = withoutScopes(this.context, validated);
      const page = this.interactions.show('login', { http, asked: validated.asked, interaction: open, request });
      return { response: await page };
    }
    report(validated.error, this.context);
    return { response: await this.tell(validated.returnTo, validated.error, endsOf(validated, open)) };
  }

  private tell(returnTo: ReturnAddress, error: OAuthError, { interaction, kept }: Ends): Promise<OAuthResponse> {
    return endWith(this.context, returnTo, error, interaction, kept);
  }

  private carryOut(pending: PendingAuthorization, decision: Decision): Awaitable<OAuthResponse> {
    if (!(decision instanceof Decision)) throw serverError({ hint: notADecision });
    const { facts } = decision;
    const silent = pending.request.prompt.includes('none');
    if (facts.kind === 'deny') return this.deny(pending, facts.reason);
    if (facts.kind === 'login' || this.hasToLogInAgain(pending, facts.user)) {
      if (silent) throw loginRequired();
      return this.interactions.show('login', pending, facts.kind === 'login' ? facts.path : undefined);
    }
    if (facts.kind === 'approve') return approve(this.context, this.services(), pending, facts);
    // The page is for who has logged in here, and whoever that is gets what is allowed on it.
    if (!pending.login || facts.user?.id !== pending.login.user.id) throw serverError({ hint: notTheirs });
    if (silent) throw consentRequired();
    return this.interactions.show('consent', pending);
  }

  /** prompt=login, of a login of the library's own; one of the application's is for the application to look after. */
  private hasToLogInAgain(pending: PendingAuthorization, user: User | undefined): boolean {
    return pending.login !== undefined && user?.id === pending.login.user.id && !isFreshEnough(this.context, pending);
  }

  private async deny(pending: PendingAuthorization, reason = 'The request was denied'): Promise<OAuthResponse> {
    const answer = await this.tell(pending.request, new OAuthError('access_denied', reason), pending);
    this.context.events.emit('consentDenied', {
      at: new Date(this.context.clock.now()),
      client: pending.request.client,
      ip: pending.http.ip,
    });
    return answer;
  }

  /** For what must not be redirected: RFC 6749 section 4.1.2.1, RFC 9700 section 4.11. */
  async errorPage(thrown: unknown, log = true): Promise<OAuthResponse> {
    const error = asOAuthError(thrown);
    if (log) report(error, this.context);
    const { missingRedirectUri } = this.context.settings;
    // The operator's own page, and nothing of the request goes there.
    if (error instanceof UnprovenRedirectUriError && missingRedirectUri !== undefined) return redirect(missingRedirectUri);
    const title = error.status >= 500 ? 'Something went wrong' : 'This request cannot be completed';
    return this.pages.error(
      { title, message: error.description, code: error.code },
      { status: error.status, headers: error.headers },
    );
  }
}

const notADecision =
  'The method under @AuthorizationEndpoint has to return what request.login(), consent(), approve() or deny() gives, or nothing at all.';
const notTheirs =
  'request.consent(user) asks the user who has logged in on a page of the library; this is another one, or nobody has. Return request.login(), or approve() or deny() for a user of the application’s own sessions.';
const loginRequired = (): OAuthError => new OAuthError('login_required', 'The user has to log in');
const consentRequired = (): OAuthError => new OAuthError('consent_required', 'The user has to consent');
