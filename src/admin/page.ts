import type { Html } from '../core/html';
import type { OAuthResponse } from '../core/http';
import type { Params } from '../core/params';
import type { OAuthRequest } from '../core/request';
import type { User } from '../core/user';
import type { RouteName } from './routes';

/** A request of somebody who is allowed, on its way to a page. */
export interface AdminRequest {
  readonly http: OAuthRequest;
  /** Where the pages are, as the browser sees it. */
  readonly base: string;
  readonly user: User;
  /** The client or scope that the page is about; empty for none. */
  readonly id: string;
  /** The hidden inputs of a form that posts to this route about this client or scope. */
  hidden(route: RouteName, id?: string, shown?: string): Html;
}

/** What is posted has been tied to its page before, by its token; `shown` is what the page said of itself with `hidden`. */
export interface AdminPage {
  get?(asked: AdminRequest): Promise<OAuthResponse>;
  post?(asked: AdminRequest, params: Params, shown: string): Promise<OAuthResponse>;
  /** Whether its form can be sent once only. */
  readonly once?: boolean;
}
