import { CookieJar } from 'tough-cookie';

/** A form on a page, as a browser would send it. */
export interface Form {
  readonly action: string;
  readonly method: string;
  /** Every input as it stands: hidden ones, texts, and the checkboxes that are ticked. */
  readonly fields: [name: string, value: string][];
}

/** An answer, not followed anywhere yet. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** The absolute address of a redirect. */
  readonly location?: URL;
  readonly form?: Form;
}

/** HTTP with cookies and forms and without JavaScript: the least that a user agent can be. */
export class Browser {
  readonly jar = new CookieJar();

  /** @param headers sent with every request */
  constructor(private readonly headers: Record<string, string> = {}) {}

  async request(url: string | URL, init: RequestInit = {}): Promise<Page> {
    const address = String(url);
    const cookie = await this.jar.getCookieString(
      address.replace(/^http:/, this.headers['x-forwarded-proto'] ? 'https:' : 'http:'),
    );
    const headers = new Headers({ ...this.headers, ...(cookie ? { cookie } : {}) });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    const response = await fetch(address, { ...init, headers, redirect: 'manual' });
    const body = await response.text();
    for (const one of response.headers.getSetCookie()) {
      await this.jar.setCookie(one, address.replace(/^http:/, this.headers['x-forwarded-proto'] ? 'https:' : 'http:'));
    }
    const location = response.headers.get('location');
    return {
      url: address,
      status: response.status,
      headers: response.headers,
      body,
      location: location === null ? undefined : new URL(location, address),
      form: formIn(body, address),
    };
  }

  /** A GET that follows redirects as long as they stay on the same origin. */
  async open(url: string | URL): Promise<Page> {
    return this.follow(await this.request(url));
  }

  async follow(page: Page): Promise<Page> {
    let current = page;
    for (let hops = 0; hops < 10 && current.location?.origin === new URL(page.url).origin; hops++)
      current = await this.request(current.location);
    return current;
  }

  /**
   * Sends a page's form; the answer is followed on the same origin.
   * @param values replace the form's own; null leaves a field out, a list sends it several times
   */
  async submit(page: Page, values: Record<string, string | string[] | null> = {}): Promise<Page> {
    if (!page.form) throw new Error(`There is no form on ${page.url} (${page.status}): ${page.body.slice(0, 300)}`);
    const body = new URLSearchParams(page.form.fields.filter(([name]) => !(name in values)));
    for (const [name, value] of Object.entries(values))
      for (const one of value === null ? [] : [value].flat()) body.append(name, one);
    return this.follow(await this.request(page.form.action, { method: 'POST', body }));
  }

  logIn(page: Page, username = 'ada', password = 'lovelace'): Promise<Page> {
    return this.submit(page, { username, password });
  }

  allow(page: Page, scopes?: string[]): Promise<Page> {
    return this.submit(page, { decision: 'allow', ...(scopes ? { scope: scopes } : {}) });
  }

  deny(page: Page): Promise<Page> {
    return this.submit(page, { decision: 'deny' });
  }
}

function formIn(body: string, url: string): Form | undefined {
  const [, attributes, content] = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(body) ?? [];
  if (attributes === undefined || content === undefined) return undefined;
  const fields: [string, string][] = [];
  for (const [, input = ''] of content.matchAll(/<input\b([^>]*)>/gi)) {
    const name = attribute(input, 'name');
    const unticked = /type="?(checkbox|radio)/i.test(input) && !/\bchecked\b/i.test(input);
    if (name !== undefined && !unticked) fields.push([name, attribute(input, 'value') ?? '']);
  }
  return {
    action: new URL(attribute(attributes, 'action') ?? url, url).href,
    method: attribute(attributes, 'method') ?? 'get',
    fields,
  };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value?.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_all, entity: string) => entities[entity] ?? '');
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' };
