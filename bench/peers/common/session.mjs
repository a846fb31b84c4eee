import { randomBytes } from 'node:crypto';
import { user } from './fixture.mjs';

/** The login of an application whose OAuth library leaves it to the application: a cookie and a Map. */
export class Sessions {
  #known = new Map();

  /** @returns the user of a request, if there is one */
  find(headers) {
    const [, id] = /(?:^|; )sid=([^;]+)/.exec(headers.cookie ?? '') ?? [];
    return this.#known.get(id);
  }

  /** @returns the value of a Set-Cookie header; nothing for a wrong password */
  logIn({ username, password }) {
    if (username !== user.username || password !== user.password) return undefined;
    const id = randomBytes(32).toString('base64url');
    this.#known.set(id, { id: username, username });
    return `sid=${id}; HttpOnly; Path=/`;
  }

  /** @param next where the form leads when it is right */
  form(next) {
    const value = next.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return `<form method="post" action="/login"><input name="next" value="${value}"><input name="username"><input name="password"></form>`;
  }
}
