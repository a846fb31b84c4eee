import { authenticateUser } from '../../core/authenticate-user';
import type { ServerContext } from '../../core/context';
import { asOAuthError, OAuthError } from '../../core/errors';
import { type OAuthResponse, redirect, withHeaders } from '../../core/http';
import type { Params } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import type { Scopes } from '../../core/scope';
import type { User } from '../../core/user';
import { report } from '../endpoint';
import { type AuthorizationServices, approve, endWith } from './approve';
import { InteractionError } from './interaction-error';
import { type InteractionPages, pageUrl } from './interaction-pages';
import { askedIn, foreignForm, hasCsrf, isFromPage, type OpenInteraction, openInteraction } from './interactions';
import { beginLogin, currentLogin, type Login } from './login-session';
import { offeredScopes } from './offer';
import { type PageSubject, type PendingAuthorization, pendingOf } from './pending';
import { type Validated, validate, withoutScopes } from './validate';

/** A form of a page, in the browser that began its interaction. */
interface Posted {
  readonly http: OAuthRequest;
  readonly open: OpenInteraction;
  readonly params: Params;
  readonly login: Login | undefined;
}

/** What the user does on a page: log in, allow, deny. */
export class InteractionSteps {
  constructor(
    private readonly context: ServerContext,
    private readonly pages: InteractionPages,
    private readonly services: () => AuthorizationServices,
  ) {}

  /** A form that was posted from the login or the consent page. @throws OAuthError when it is not ours */
  async post(http: OAuthRequest): Promise<OAuthResponse> {
    const params = await http.form();
    params.refuseRepetition(['scope']);
    const open = await openInteraction(this.context, http, params.need('interaction'));
    const posted = { http, open, params, login: await currentLogin(this.context, http) };
    if (params.get('decision') === 'deny') return this.deny(posted);
    return params.has('username') || params.has('password') ? this.login(posted) : this.allow(posted);
  }

  /** Cancelling is nobody's alone: it grants nothing, whoever has logged in since the page was shown. */
  private async deny({ http, open, params, login }: Posted): Promise<OAuthResponse> {
    onlyFromPage(open, params);
    const user = login && hasCsrf(open, params, login.user.id) ? login.user : undefined;
    const validated = await validate(this.context, askedIn(http, open));
    const answer = await this.end(open, validated, new OAuthError('access_denied', 'The user denied the request'));
    const facts = { client: validated.client, ip: http.ip, ...(user && { user }) };
    this.context.events.emit('consentDenied', { at: new Date(this.context.clock.now()), ...facts });
    return answer;
  }

  private end(open: OpenInteraction, validated: Validated, error: OAuthError): Promise<OAuthResponse> {
    return endWith(this.context, validated.returnTo, error, open, validated.valid ? validated.kept : open.row.kept);
  }

  private async login({ http, open, params }: Posted): Promise<OAuthResponse> {
    if (!hasCsrf(open, params, '')) throw foreignForm();
    const user = await authenticateUser(this.context, params.get('username') ?? '', params.get('password') ?? '', http.ip);
    if (!user) return this.pages.show('login', await this.subject(http, open), undefined, true);
    const cookie = await beginLogin(this.context, http, user);
    return withHeaders(decidedAgain(open), { 'set-cookie': cookie });
  }

  /** @throws InteractionError for a form that was not shown; OAuthError with 500 or 503 where the user may try again */
  private async allow({ http, open, params, login }: Posted): Promise<OAuthResponse> {
    onlyFromPage(open, params);
    if (!login) return decidedAgain(open);
    const validated = await validate(this.context, askedIn(http, open));
    try {
      if (!validated.valid) throw validated.error;
      return await this.grant(open, pendingOf(http, validated, login, open), login.user, params);
    } catch (thrown) {
      const error = asOAuthError(thrown);
      if (error.status >= 500 || error instanceof InteractionError) throw error;
      report(error, this.context);
      return this.end(open, validated, error);
    }
  }

  private async grant(open: OpenInteraction, pending: PendingAuthorization, user: User, params: Params): Promise<OAuthResponse> {
    const { request, http } = pending;
    const offered = await offeredScopes(this.context, pending);
    // Something else was asked, or of somebody else, who has logged out since: whoever is here now is asked.
    if (!offered) return decidedAgain(open);
    if (params.get('decision') !== 'allow') throw forged('The form says neither allow nor deny');
    const scopes = offered.intersect(this.chosen(request.scopes, params));
    if (scopes.size === 0) return this.pages.show('consent', pending, undefined, true);
    const response = await approve(this.context, this.services(), pending, { kind: 'approve', user, options: { scopes } }, true);
    const facts = { client: request.client, user, scopes: [...scopes], ip: http.ip };
    this.context.events.emit('consentGranted', { at: new Date(this.context.clock.now()), ...facts });
    return response;
  }

  /** The user may leave scopes out, where that is allowed. A scope that was not asked for is a forged form. */
  private chosen(requested: Scopes, params: Params): Scopes {
    if (!this.context.settings.partialConsent) return requested;
    const names = params.all('scope');
    if (!names.every(name => requested.has(name))) throw forged('The form has a scope that was not asked for');
    return requested.intersect(names);
  }

  /** The request as it was stored, be it valid or not: who is to be told of a mistake logs in first. */
  async subject(http: OAuthRequest, interaction: OpenInteraction): Promise<PageSubject> {
    const validated = await validate(this.context, askedIn(http, interaction));
    const request = validated.valid ? validated.request : withoutScopes(this.context, validated);
    return { http, asked: validated.asked, interaction, request };
  }

  /**
   * What the consent page asks: the request as it was stored, validated again, since nothing of it comes from an address.
   * @returns undefined where no decision has asked it, or can any more: what is so is decided, and told, at the endpoint
   */
  async question(http: OAuthRequest, open: OpenInteraction): Promise<PageSubject | undefined> {
    const validated = await validate(this.context, askedIn(http, open));
    if (!validated.valid) return undefined;
    const pending = pendingOf(http, validated, await currentLogin(this.context, http), open);
    try {
      return (await offeredScopes(this.context, pending)) && pending;
    } catch (thrown) {
      if (asOAuthError(thrown).status >= 500) throw thrown;
      return undefined;
    }
  }
}

/** To where it is decided, and asked, again. */
function decidedAgain({ row, id }: OpenInteraction): OAuthResponse {
  return redirect(pageUrl(row.endpoint, id));
}

/** @throws InteractionError when the post comes from no page of this interaction, to whomever it was shown */
function onlyFromPage(open: OpenInteraction, params: Params): void {
  if (!isFromPage(open, params)) throw foreignForm();
}

const forged = (description: string): InteractionError => new InteractionError('invalid_request', description);
