import { authenticateUser } from '../core/authenticate-user';
import type { ServerContext } from '../core/context';
import { readCookie, setCookie } from '../core/cookies';
import { randomValue } from '../core/crypto';
import { type OAuthResponse, redirect, withHeaders } from '../core/http';
import type { OAuthRequest } from '../core/request';
import { wrongCredentials } from '../endpoints/authorization/interaction-pages';
import { beginLogin, endLogin } from '../endpoints/authorization/login-session';
import { onlyMethods } from '../endpoints/endpoint';
import type { FormTokens } from './form-tokens';
import type { Visitor } from './gate';
import { address } from './routes';
import { signInView } from './views/sign-in';

const form = { route: 'login', id: '' } as const;

/** A login without an authorization request. It begins the same session as any other login, under the same limit of wrong passwords. */
export class SignIn {
  constructor(
    private readonly context: ServerContext,
    private readonly tokens: FormTokens,
  ) {}

  async login(http: OAuthRequest, base: string, visitor: Visitor): Promise<OAuthResponse> {
    if (http.method === 'POST') return this.posted(http, base);
    return visitor.kind === 'admitted' ? redirect(address(base, 'clients')) : this.page(http, base);
  }

  async logout(http: OAuthRequest, base: string, session: string): Promise<OAuthResponse> {
    onlyMethods(http, 'POST');
    this.tokens.check(session, { route: 'logout', id: '' }, await http.form());
    return redirect(address(base, 'login'), { 'set-cookie': await endLogin(this.context, http) });
  }

  private async posted(http: OAuthRequest, base: string): Promise<OAuthResponse> {
    const params = await http.form();
    params.refuseRepetition();
    // A stranger cannot log our user in as somebody else: the form belongs to the browser that was shown it.
    this.tokens.check(readCookie(http, 'browser', this.context.settings) ?? randomValue(), form, params);
    const user = await authenticateUser(this.context, params.get('username') ?? '', params.get('password') ?? '', http.ip);
    if (!user) return this.page(http, base, wrongCredentials);
    return redirect(address(base, 'clients'), { 'set-cookie': await beginLogin(this.context, http, user) });
  }

  private page(http: OAuthRequest, base: string, error?: string): OAuthResponse {
    const { settings } = this.context;
    const browser = readCookie(http, 'browser', settings) ?? randomValue();
    const response = signInView(address(base, 'login'), this.tokens.hidden(browser, form), error);
    return withHeaders(response, { 'set-cookie': setCookie('browser', browser, settings.lifetimes.login, settings) });
  }
}
