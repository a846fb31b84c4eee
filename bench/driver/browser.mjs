/** Logs in and consents once, with forms and cookies as a person would. */
export class Browser {
  #cookies = new Map();

  constructor(connection, port) {
    this.connection = connection;
    this.origin = `http://127.0.0.1:${port}`;
  }

  get cookie() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /**
   * Goes on through redirects and forms until the client is reached.
   * @returns the address that the client is called back at
   */
  async authorize(path, credentials) {
    let answer = await this.#send({ method: 'GET', path });
    for (let step = 0; step < 20; step++) {
      const { location } = answer.headers;
      if (location !== undefined) {
        const target = new URL(location, this.origin);
        if (target.origin !== this.origin) return target;
        answer = await this.#send({ method: 'GET', path: target.pathname + target.search });
      } else answer = await this.#submit(answer, credentials);
    }
    throw new Error('the login does not come to an end');
  }

  #submit(page, { username, password }) {
    const [, attributes, content] = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(page.text) ?? [];
    if (content === undefined) throw new Error(`no form in an answer with ${page.status}: ${page.text.slice(0, 300)}`);
    const body = new URLSearchParams();
    for (const [tag] of content.matchAll(/<(?:input|button)\b[^>]*>/gi))
      field(body, tag, { username, login: username, password });
    const action = new URL(attribute(attributes, 'action') ?? '', new URL(page.path, this.origin));
    return this.#send({ method: 'POST', path: action.pathname + action.search, body: String(body) });
  }

  async #send({ method, path, body }) {
    const headers = { cookie: this.cookie, origin: this.origin };
    if (body !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    const answer = await this.connection.send({ method, path, body, headers });
    for (const one of [answer.headers['set-cookie'] ?? []].flat()) this.#keep(one);
    return Object.assign(answer, { path });
  }

  #keep(setCookie) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(setCookie);
    if (value === '' || /max-age=0|expires=Thu, 01 Jan 1970/i.test(setCookie)) this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}

/** What a browser sends for it. Of the buttons that say yes or no, the one that allows. */
function field(body, tag, typed) {
  const name = attribute(tag, 'name');
  if (name === undefined) return;
  const value = attribute(tag, 'value') ?? '';
  if (/^<button/i.test(tag) && value !== 'allow') return;
  if (/type="?(checkbox|radio)/i.test(tag) && !/\bchecked\b/i.test(tag)) return;
  body.append(name, typed[name] ?? value);
}

function attribute(tag, name) {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value?.replace(/&(amp|lt|gt|quot|#39);/g, (_all, entity) => entities[entity]);
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
