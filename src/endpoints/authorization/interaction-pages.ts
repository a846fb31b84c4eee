import type { ServerContext } from '../../core/context';
import { serverError } from '../../core/errors';
import { type OAuthResponse, redirect } from '../../core/http';
import { Interaction } from '../../core/interaction';
import { redirectHost } from '../../core/redirect-uri';
import type { OAuthRequest } from '../../core/request';
import { grantableScopes } from '../../core/request-scopes';
import { UserProvider } from '../../core/user';
import type { Pages } from '../../pages/pages';
import { formTarget } from '../../pages/security-headers';
import { hiddenInputs, type OpenInteraction, startInteraction } from './interactions';
import { offer } from './offer';
import type { PageSubject } from './pending';

export type PageKind = 'login' | 'consent';

export const wrongCredentials = 'The user name or the password is wrong.';

/** What can be wrong with the last attempt: the word in the address of a page, and what the page says. */
export const mistakes: Readonly<Record<PageKind, { readonly word: string; readonly text: string }>> = {
  login: { word: 'credentials', text: wrongCredentials },
  consent: { word: 'scopes', text: 'Choose at least one permission, or cancel.' },
};

/** Paths of pages that the application serves itself, with `@LoginPage` and `@ConsentPage`, as the router knows them. */
export interface PagePaths {
  login?: string;
  consent?: string;
}

/** Shows the user the page that the request waits for: the built-in one, or the application's. */
export class InteractionPages {
  readonly paths: PagePaths = {};

  constructor(
    private readonly context: ServerContext,
    private readonly pages: Pages,
  ) {}

  /** Whether a login page leads anywhere: it is the application's, or passwords are verified. */
  get anybodyLogsIn(): boolean {
    return this.paths.login !== undefined || this.context.users.verify !== UserProvider.prototype.verify;
  }

  /**
   * @param path where a decision wants the user to go instead of the usual page
   * @param mistaken whether to tell what was wrong with the last attempt
   */
  async show(kind: PageKind, subject: PageSubject, path?: string, mistaken = false): Promise<OAuthResponse> {
    if (path !== undefined) refuseForeignPath(path);
    if (!subject.interaction) return this.start(subject);
    if (kind === 'consent') await offer(this.context, subject);
    const own = path ?? this.paths[kind];
    const { word, text } = mistakes[kind];
    if (own !== undefined)
      return redirect(pageUrl(subject.http.mountPath + own, subject.interaction.id, mistaken ? word : undefined));
    return this.render(kind, subject, subject.interaction, mistaken ? text : undefined);
  }

  /** Post/redirect/get: from here on the address holds nothing of the request, and reloading it starts nothing new. */
  private async start({ http, asked, request }: PageSubject): Promise<OAuthResponse> {
    const { id, cookie } = await startInteraction(this.context, http, asked, request.client);
    return redirect(pageUrl(http.path, id), { 'set-cookie': cookie });
  }

  private async render(kind: PageKind, subject: PageSubject, open: OpenInteraction, error?: string): Promise<OAuthResponse> {
    const interaction = await this.describe(kind, subject, open, open.row.endpoint, error);
    const extras = { status: error === undefined ? 200 : 400, formTargets: [formTarget(subject.request.redirectUri)] };
    const facts = { partialConsent: this.context.settings.partialConsent, ...interaction };
    return kind === 'login' ? this.pages.login(facts, extras) : this.pages.consent(facts, extras);
  }

  /** What a page is told about the interaction. A login page learns no user, so that it cannot show the wrong one. */
  async describe(
    kind: PageKind,
    { request, login }: PageSubject,
    open: OpenInteraction,
    action: string,
    error?: string,
  ): Promise<Interaction> {
    const user = kind === 'consent' ? login?.user : undefined;
    const scopes = user ? await grantableScopes(this.context, request.client, user, request.scopes) : request.scopes;
    return new Interaction({
      id: open.id,
      kind,
      client: request.client,
      scopes,
      user,
      redirectHost: redirectHost(request.redirectUri),
      error,
      form: { action, method: 'post', hidden: hiddenInputs(open, user?.id ?? '') },
    });
  }
}

/** @param mistake the word for what was wrong with the last attempt */
export function pageUrl(path: string, interaction: string, mistake?: string): string {
  const query = new URLSearchParams({ interaction, ...(mistake === undefined ? {} : { error: mistake }) });
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}

/** To a browser, two slashes begin a host, and a backslash is a slash. A fragment would swallow the interaction. */
const pathHere = /^\/(?![/\\])[!"$-~]*$/;

/** @throws OAuthError server_error for a path that could lead to another origin */
function refuseForeignPath(path: string): void {
  if (typeof path === 'string' && pathHere.test(path)) return;
  throw serverError({
    hint: `request.login({ path: ${JSON.stringify(path)} }) is no path of this server; give one that begins with one slash, such as '/signin?lang=de', percent-encoded and without a fragment.`,
  });
}

/** The interaction that a page request is about. */
export function interactionId(request: OAuthRequest): string {
  return request.query.get('interaction') ?? '';
}
