import { Html } from '../core/html';

/** The client as a page sees it. Its name and logo are what the client says of itself: untrusted. */
export interface PageClient {
  readonly clientId: string;
  readonly name: string;
  readonly logoUri?: string;
}

/** The requested scopes, each with the sentence that the server's options give it. */
export interface PageScopes {
  describe(): { name: string; description: string }[];
}

/** Where a page posts to; `hidden` holds the inputs that tie the answer to this interaction and this browser. */
export interface PageForm {
  readonly action: string;
  readonly method: 'post';
  readonly hidden: Html;
}

/** What the login and the consent page are made from. */
export interface PageContext {
  readonly client: PageClient;
  readonly scopes: PageScopes;
  readonly user?: { readonly username: string };
  /** The host that the browser goes to next, for the user to recognise. */
  readonly redirectHost: string;
  readonly form: PageForm;
  /** One sentence to show above the form, as after a wrong password. */
  readonly error?: string;
  /** Put it on each `<style>`: nothing without it is applied. */
  readonly csp: { readonly nonce: string };
  /** Whether the user may grant some of the scopes only. */
  readonly partialConsent: boolean;
}

/** What the error page is made from: texts that are safe to show to anybody. */
export interface ErrorPageContext {
  readonly title: string;
  readonly message: string;
  readonly code: string;
  readonly csp: { readonly nonce: string };
}

/** What a layout is made from: the frame of every page whose content is not a whole document. */
export interface LayoutContext {
  readonly title: string;
  readonly content: Html;
  readonly csp: { readonly nonce: string };
}

/** One built-in page: its content stands in a layout, under its title. */
export interface PageView<Context> {
  title(context: Context): string;
  content(context: Context): Html;
}
