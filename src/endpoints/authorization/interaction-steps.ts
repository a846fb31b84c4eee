import { authenticateUser } from '../../core/authenticate-user';
import type { ServerContext } from '../../core/context';
import { invalidRequest, OAuthError } from '../../core/errors';
import { type OAuthResponse, redirect, withHeaders } from '../../core/http';
import type { Params } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import type { Scopes } from '../../core/scope';
import { errorToClient } from './answers';
import { type AuthorizationServices, approve, commit, completion } from './approve';
import { type InteractionPages, type PageKind, pageUrl } from './interaction-pages';
import { askedIn, checkCsrf, hasCsrf, type OpenInteraction, openInteraction } from './interactions';
import { beginLogin, currentLogin } from './login-session';
import { offeredScopes } from './offer';
import type { PageSubject, PendingAuthorization } from './pending';
import { validate, withoutScopes } from './validate';

export const wrongCredentials = 'The user name or the password is wrong.';
const nothingChosen = 'Choose at least one permission, or cancel.';

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
    const kind: PageKind = params.has('username') || params.has('password') ? 'login' : 'consent';
    const login = await currentLogin(this.context, http);
    if (params.get('decision') === 'deny') return this.deny(http, open, params, login?.user.id ?? '');
    return kind === 'login' ? this.login(http, open, params) : this.allow(http, open, params);
  }

  private async deny(http: OAuthRequest, open: OpenInteraction, params: Params, userId: string): Promise<OAuthResponse> {
    this.checkDenial(open, params, userId);
    const validated = await validate(this.context, askedIn(http, open));
    const { client, returnTo } = validated;
    const answer = errorToClient(this.context, returnTo, new OAuthError('access_denied', 'The user denied the request'));
    const at = new Date(this.context.clock.now());
    await commit(this.context, completion(this.context, open, validated.valid ? validated.kept : open.row.kept));
    this.context.events.emit('consentDenied', { at, client, ip: http.ip });
    return answer;
  }

  /** Cancelling on the login page posts no user, whoever is logged in in another tab; on the consent page it does. */
  private checkDenial(open: OpenInteraction, params: Params, userId: string): void {
    if (hasCsrf(open, params, '') || hasCsrf(open, params, userId)) return;
    checkCsrf(open, params, userId);
  }

  private async login(http: OAuthRequest, open: OpenInteraction, params: Params): Promise<OAuthResponse> {
    checkCsrf(open, params, '');
    const user = await authenticateUser(this.context, params.get('username') ?? '', params.get('password') ?? '', http.ip);
    if (!user) return this.pages.show('login', await this.subject(http, open), undefined, wrongCredentials);
    const cookie = await beginLogin(this.context, http, user);
    return withHeaders(redirect(pageUrl(open.row.endpoint, open.id)), { 'set-cookie': cookie });
  }

  private async allow(http: OAuthRequest, open: OpenInteraction, params: Params): Promise<OAuthResponse> {
    const pending = await this.pending(http, open);
    const user = pending.login?.user;
    checkCsrf(open, params, user?.id ?? '');
    // Back to where it is decided, and asked, again.
    const offered = await offeredScopes(this.context, pending);
    if (!user || !offered) return redirect(pageUrl(open.row.endpoint, open.id));
    if (params.get('decision') !== 'allow') throw invalidRequest('The form says neither allow nor deny');
    const scopes = offered.intersect(this.chosen(pending.request.scopes, params));
    if (scopes.size === 0) return this.pages.show('consent', pending, undefined, nothingChosen);
    const response = await approve(this.context, this.services(), pending, { kind: 'approve', user, options: { scopes } }, true);
    const facts = { client: pending.request.client, user, scopes: [...scopes], ip: http.ip };
    this.context.events.emit('consentGranted', { at: new Date(this.context.clock.now()), ...facts });
    return response;
  }

  /** The user may leave scopes out, where that is allowed. A scope that was not asked for is a forged form. */
  private chosen(requested: Scopes, params: Params): Scopes {
    if (!this.context.settings.partialConsent) return requested;
    const names = params.all('scope');
    if (!names.every(name => requested.has(name))) throw invalidRequest('The form has a scope that was not asked for');
    return requested.intersect(names);
  }

  /** The request as it was stored, be it valid or not: who is to be told of a mistake logs in first. */
  async subject(http: OAuthRequest, interaction: OpenInteraction): Promise<PageSubject> {
    const validated = await validate(this.context, askedIn(http, interaction));
    const request = validated.valid ? validated.request : withoutScopes(this.context, validated);
    return { http, asked: validated.asked, interaction, request };
  }

  /** The request as it was stored, validated again: nothing of it comes from the form. */
  async pending(http: OAuthRequest, open: OpenInteraction): Promise<PendingAuthorization> {
    const validated = await validate(this.context, askedIn(http, open));
    if (!validated.valid) throw validated.error;
    const { asked, request, kept } = validated;
    return { http, asked, request, kept, login: await currentLogin(this.context, http), interaction: open };
  }
}
