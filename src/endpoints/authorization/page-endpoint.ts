import type { ServerContext } from '../../core/context';
import { OAuthError } from '../../core/errors';
import { type OAuthResponse, redirect } from '../../core/http';
import type { Interaction } from '../../core/interaction';
import type { OAuthRequest } from '../../core/request';
import { onlyMethods, onlyTls } from '../endpoint';
import type { AuthorizationEndpoint } from './authorization-endpoint';
import { type InteractionPages, interactionId, mistakes, type PageKind, pageUrl } from './interaction-pages';
import type { InteractionSteps } from './interaction-steps';
import { openInteraction } from './interactions';

export type PageBegun = { readonly response: OAuthResponse } | { readonly interaction: Interaction };

/** A login or consent page that the application draws itself; what is posted to it is handled here. */
export class PageEndpoint {
  constructor(
    private readonly kind: PageKind,
    private readonly context: ServerContext,
    private readonly pages: InteractionPages,
    private readonly steps: InteractionSteps,
    private readonly authorization: AuthorizationEndpoint,
  ) {}

  async begin(http: OAuthRequest): Promise<PageBegun> {
    try {
      onlyMethods(http, 'GET', 'POST');
      onlyTls(http, this.context);
      if (http.method === 'POST') return { response: await this.steps.post(http) };
      const open = await openInteraction(this.context, http, interactionId(http));
      const subject = this.kind === 'login' ? await this.steps.subject(http, open) : await this.steps.question(http, open);
      if (!subject) return { response: redirect(pageUrl(open.row.endpoint, open.id)) };
      const { word, text } = mistakes[this.kind];
      const error = http.query.all('error').includes(word) ? text : undefined;
      return { interaction: await this.pages.describe(this.kind, subject, open, http.path, error) };
    } catch (thrown) {
      return { response: await this.authorization.errorPage(thrown) };
    }
  }

  /** When the application's page fails, the user sees an error page and nobody is let in. */
  failed(thrown: unknown): Promise<OAuthResponse> {
    return this.authorization.errorPage(
      thrown instanceof OAuthError ? thrown : new OAuthError('server_error', 'The page could not be shown', { cause: thrown }),
    );
  }
}
