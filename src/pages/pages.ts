import { randomBytes } from 'node:crypto';
import { within } from '../core/deadline';
import { Html } from '../core/html';
import { OAuthResponse } from '../core/http';
import { consentPage } from './consent';
import { errorPage } from './error';
import { safeLogo } from './identity';
import { layout } from './layout';
import { loginPage } from './login';
import { checkNames, PagesOptions, Renderer, renderer } from './options';
import { ErrorPageContext, LayoutContext, PageClient, PageContext, PageView } from './page-context';
import { pageHeaders } from './security-headers';

/** What the caller knows about the response besides the page itself. */
export interface PageExtras {
  /** 200 for login and consent, 400 for an error. */
  status?: number;
  /** CSP sources that the form may be redirected to, each made by `formTarget`. */
  formTargets?: readonly string[];
  /** Headers to add, as set-cookie. */
  headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** One kind of page: how to make it, and what to make when the application has none of its own. */
interface Kind<Context> {
  own: Renderer<Context>;
  builtIn: PageView<Context>;
}

type Csp = Pick<PageContext, 'csp'>;

/** Shown when a page of the application fails: which page, and why, is for the log only. */
const failure: Omit<ErrorPageContext, 'csp'> = {
  title: 'Something went wrong',
  message: 'The page could not be shown. Please try again later.',
  code: 'server_error',
};

/** Renders the pages and their headers; checks the application's own pages when it is made, so that mistakes stop the start-up. */
export class Pages {
  readonly #login: Kind<PageContext>;
  readonly #consent: Kind<PageContext>;
  readonly #error: Kind<ErrorPageContext>;
  readonly #layout: Renderer<LayoutContext>;
  readonly #failed: (error: unknown) => void;
  readonly #timeout: number;

  /**
   * @param failed told the error of an application's own page; the browser gets the built-in error page
   * @param timeout how long an own page may take, in milliseconds
   * @throws TypeError for an unknown page or a template that is not there
   */
  constructor(options: PagesOptions = {}, failed: (error: unknown) => void = () => {}, timeout = 5000) {
    checkNames(options);
    this.#login = { own: renderer('login', options.login), builtIn: loginPage };
    this.#consent = { own: renderer('consent', options.consent), builtIn: consentPage };
    this.#error = { own: renderer('error', options.error), builtIn: errorPage };
    this.#layout = renderer('layout', options.layout);
    this.#failed = failed;
    this.#timeout = timeout;
  }

  login(context: Omit<PageContext, 'csp'>, extras: PageExtras = {}): Promise<OAuthResponse> {
    return this.#respond(this.#login, context, imageSources(context.client), { status: 200, ...extras });
  }

  consent(context: Omit<PageContext, 'csp'>, extras: PageExtras = {}): Promise<OAuthResponse> {
    return this.#respond(this.#consent, context, imageSources(context.client), { status: 200, ...extras });
  }

  error(context: Omit<ErrorPageContext, 'csp'>, extras: PageExtras = {}): Promise<OAuthResponse> {
    return this.#respond(this.#error, context, [], { status: 400, ...extras });
  }

  async #respond<Context extends Csp>(
    kind: Kind<Context>,
    facts: Omit<Context, 'csp'>,
    imageSources: readonly string[],
    extras: PageExtras & { status: number },
  ): Promise<OAuthResponse> {
    const nonce = randomBytes(16).toString('base64');
    const context = { csp: { nonce }, ...facts } as Context;
    const headers = { ...pageHeaders({ nonce, formTargets: extras.formTargets, imageSources }), ...extras.headers };
    try {
      const document = await within(this.#timeout, 'A page of the option pages', this.#document(kind, context));
      return { status: extras.status, headers, body: String(document) };
    } catch (error) {
      this.#failed(error);
      return { status: 500, headers: pageHeaders({ nonce }), body: builtInFailure(nonce) };
    }
  }

  /** The page whole: rendered completely before a byte is sent, so that a failure never leaves half a page. */
  async #document<Context extends Csp>(kind: Kind<Context>, context: Context): Promise<Html> {
    const content = await (kind.own ?? kind.builtIn.content)(context);
    if (isDocument(content)) return content;
    return (this.#layout ?? layout)({ title: kind.builtIn.title(context), content, csp: context.csp });
  }
}

/** Made without anything of the application's, which has just failed. */
function builtInFailure(nonce: string): string {
  const context: ErrorPageContext = { ...failure, csp: { nonce } };
  return String(layout({ title: failure.title, content: errorPage.content(context), csp: context.csp }));
}

function isDocument(page: Html): boolean {
  return /^\s*<(?:!doctype|html)\b/i.test(page.toString().slice(0, 200));
}

/** The logo's origin only: a client may not widen the policy to anybody else's images. */
function imageSources(client: PageClient): string[] {
  const logo = safeLogo(client);
  if (!logo) return [];
  return [logo.startsWith('https:') ? new URL(logo).origin : 'data:'];
}
