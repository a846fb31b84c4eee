import type { User } from 'oauth-controllers';
import { startApplication, type TestApplication, type TestOptions } from '../support/application';
import { Browser, type Page } from '../support/browser';

/** The admin pages, with a user who may (ada) and one who may not (grace). */
export const admin = { allow: (user: User) => user.claims.role === 'admin' };

export function startAdmin(options: TestOptions = {}): Promise<TestApplication> {
  return startApplication({ admin, ...options });
}

/** Every page, with a client and a scope that are there. */
export const pages = [
  '',
  '/clients/new',
  '/clients/view?id=web',
  '/clients/change?id=web',
  '/clients/remove?id=web',
  '/scopes',
  '/scopes/change?id=photos:read',
  '/scopes/remove?id=photos:read',
] as const;

/** Every form, by the page that it stands on, with fields that would do something. */
export const forms: readonly { page: string; action: string; fields: Record<string, string> }[] = [
  { page: '/clients/new', action: '/clients/new', fields: { client_id: 'made', kind: 'public', grant_type: 'refresh_token' } },
  {
    ...{ page: '/clients/change?id=web', action: '/clients/change?id=web' },
    fields: { name: 'Changed', kind: 'confidential', grant_type: 'client_credentials' },
  },
  { page: '/clients/view?id=web', action: '/clients/secret?id=web', fields: {} },
  { page: '/clients/remove?id=web', action: '/clients/remove?id=web', fields: {} },
  { page: '/scopes', action: '/scopes', fields: { name: 'made:read', description: 'See what was made' } },
  {
    ...{ page: '/scopes/change?id=photos:read', action: '/scopes/change?id=photos:read' },
    fields: { description: 'Something else' },
  },
  { page: '/scopes/remove?id=photos:read', action: '/scopes/remove?id=photos:read', fields: {} },
];

/** A user at the admin pages, with a browser. */
export class Operator {
  constructor(
    readonly app: { readonly url: string },
    readonly browser = new Browser(),
    readonly path = '/oauth/admin',
  ) {}

  static async signedIn(app: { readonly url: string }, username = 'ada', path?: string): Promise<Operator> {
    const operator = new Operator(app, new Browser(), path);
    await operator.signIn(username, username === 'ada' ? 'lovelace' : 'hopper');
    return operator;
  }

  open(page: string): Promise<Page> {
    return this.browser.open(this.url(page));
  }

  async signIn(username: string, password: string): Promise<Page> {
    return this.browser.submit(await this.browser.request(this.url('/login')), { username, password });
  }

  /** Opens a page and sends one of its forms as it stands, with some fields instead of its own. */
  async send(page: string, action: string, fields: Record<string, string | string[]> = {}): Promise<Page> {
    return this.post(action, { csrf: csrfIn(await this.open(page), action), ...fields });
  }

  /** Sends anything. */
  async post(action: string, fields: Record<string, string | string[]>): Promise<Page> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one);
    return this.browser.follow(await this.browser.request(this.url(action), { method: 'POST', body }));
  }

  url(page: string): string {
    return `${this.app.url}${this.path}${page}`;
  }
}

/** The token of the form that posts there. */
export function csrfIn({ body, status }: Page, action: string): string {
  const [pathname = '', search = ''] = action.split('?');
  for (const [, target = '', content = ''] of body.matchAll(/<form\b[^>]*\baction="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)) {
    const [path = '', query = ''] = target.split('?');
    if (!path.endsWith(pathname) || decodeURIComponent(query) !== search) continue;
    const token = /name="csrf" value="([^"]+)"/.exec(content)?.[1];
    if (token !== undefined) return token;
  }
  throw new Error(`No form leads to ${action} (${status}): ${body.slice(body.indexOf('<main>'), 800)}`);
}

/** The secret on an answer, if there is one. */
export function secretOn({ body }: Page): string | undefined {
  return /id="client-secret">([^<]+)</.exec(body)?.[1];
}
