import { asOAuthError, invalidRequest } from '../core/errors';
import { type OAuthResponse, redirect } from '../core/http';
import type { OAuthRequest } from '../core/request';
import { onlyMethods, onlyTls, report } from '../endpoints/endpoint';
import type { OwnContext } from '../server/server-context';
import { clientPages } from './client-pages';
import { type FormPlace, FormTokens } from './form-tokens';
import { Gate, type Visitor } from './gate';
import type { AdminSettings } from './options';
import type { AdminPage, AdminRequest } from './page';
import { address, type RouteName } from './routes';
import { scopePages } from './scope-pages';
import { SignIn } from './sign-in';
import { errorView, refusedView } from './views/frame';

type Known = Exclude<Visitor, { kind: 'anonymous' }>;
type Guarded = Exclude<RouteName, 'login' | 'logout'>;

/** Fields that a form may hold several times. */
const lists = ['scope', 'grant_type'];

/** The admin pages, without a framework: who asks is decided here, before any page is. */
export class Admin {
  private readonly gate: Gate;
  private readonly tokens: FormTokens;
  private readonly signIn: SignIn;
  private readonly pages: Readonly<Record<Guarded, AdminPage>>;

  /** @param grantTypes that the server offers at the moment */
  constructor(
    private readonly context: OwnContext,
    readonly settings: AdminSettings,
    grantTypes: () => readonly string[],
  ) {
    this.gate = new Gate(context, settings.allow);
    this.tokens = new FormTokens(context);
    this.signIn = new SignIn(context, this.tokens);
    this.pages = { ...clientPages(context, grantTypes), ...scopePages(context) };
  }

  /** @param base where the pages are, as the browser sees it. Never throws */
  async handle(route: RouteName, http: OAuthRequest, base: string): Promise<OAuthResponse> {
    try {
      onlyMethods(http, 'GET', 'POST');
      onlyTls(http, this.context);
      const visitor = await this.gate.visitor(http);
      if (route === 'login') return await this.signIn.login(http, base, visitor);
      if (visitor.kind === 'anonymous') return redirect(address(base, 'login'));
      if (route === 'logout') return await this.signIn.logout(http, base, visitor.session);
      if (visitor.kind !== 'admitted') return this.refused(base, visitor);
      return await this.answer(route, http, base, visitor);
    } catch (thrown) {
      const error = asOAuthError(thrown);
      report(error, this.context);
      return errorView(base, error);
    }
  }

  private async answer(route: Guarded, http: OAuthRequest, base: string, visitor: Known): Promise<OAuthResponse> {
    const page = this.pages[route];
    const id = http.query.get('id') ?? '';
    const asked: AdminRequest = {
      ...{ http, base, id, user: visitor.user },
      hidden: (to, about = '', shown = '') => this.tokens.hidden(visitor.session, { route: to, id: about, shown }),
    };
    if (http.method === 'GET' && page.get) return page.get(asked);
    if (http.method === 'POST' && page.post) return this.posted(page, page.post, asked, { route, id }, visitor.session);
    const method = page.get ? 'GET' : 'POST';
    throw invalidRequest(`Use ${method}`, { status: 405, headers: { allow: method } });
  }

  private async posted(
    page: AdminPage,
    post: NonNullable<AdminPage['post']>,
    asked: AdminRequest,
    place: FormPlace,
    session: string,
  ): Promise<OAuthResponse> {
    const params = await asked.http.form();
    params.refuseRepetition(lists);
    const shown = this.tokens.check(session, place, params);
    if (page.once) await this.tokens.spend(params);
    const response = await post(asked, params, shown);
    const facts = { user: asked.user.id, page: place.route, id: place.id, status: response.status };
    this.context.logger.info('oauth-controllers: a form of the admin pages was sent.', facts);
    return response;
  }

  private refused(base: string, { user, session }: Known): OAuthResponse {
    const logout = this.tokens.hidden(session, { route: 'logout', id: '' });
    return refusedView(base, user, logout);
  }
}
