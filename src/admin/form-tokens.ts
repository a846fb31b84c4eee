import type { ServerContext } from '../core/context';
import { constantTimeEqual, randomValue, sha256, sha256Base64url } from '../core/crypto';
import { OAuthError } from '../core/errors';
import { type Html, html } from '../core/html';
import type { Params } from '../core/params';
import { storedReplay } from '../core/replay';
import type { RouteName } from './routes';

/** A form: where it posts to, and which client or scope it is about. */
export interface FormPlace {
  readonly route: RouteName;
  readonly id: string;
  /** What stood there when the form was shown, where it may have changed since. */
  readonly shown?: string;
}

/**
 * What ties a post to the page that was shown: each form carries a token of its own, which only the browser's session, its route
 * and its subject yield. A token for another form, another session or another subject is none.
 */
export class FormTokens {
  constructor(private readonly context: ServerContext) {}

  /** @param browser a secret that only this browser has: the value of its session cookie */
  hidden(browser: string, place: FormPlace): Html {
    const nonce = randomValue();
    return html`<input type="hidden" name="csrf" value="${nonce}.${place.shown ?? ''}.${tokenOf(nonce, browser, place)}">`;
  }

  /**
   * @returns what stood there when the form was shown
   * @throws OAuthError access_denied when the post does not come from the page that we showed
   */
  check(browser: string, place: FormPlace, params: Params): string {
    const [nonce = '', shown = '', token = ''] = (params.get('csrf') ?? '').split('.', 3);
    if (constantTimeEqual(token, tokenOf(nonce, browser, { ...place, shown }))) return shown;
    throw new OAuthError('access_denied', 'This form does not belong to the page that was shown. Open the page again.');
  }

  /**
   * For a form that makes a secret: reloading the answer makes no other one.
   * @throws OAuthError invalid_request when the form was sent before
   */
  async spend(params: Params): Promise<void> {
    const { storage, clock, settings } = this.context;
    const expiresAt = clock.now() + settings.lifetimes.login * 1000;
    if (await storedReplay(storage).spend(sha256(`admin form\n${params.get('csrf')}`), expiresAt)) return;
    throw new OAuthError('invalid_request', 'This form was sent before. Open the page again.', { status: 409 });
  }
}

function tokenOf(nonce: string, browser: string, { route, id, shown = '' }: FormPlace): string {
  return sha256Base64url(JSON.stringify(['admin form', nonce, browser, route, id, shown]));
}
