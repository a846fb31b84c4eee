/**
 * Markup that is known to be safe. It is made by the `html` tag, so a plain string can never be taken for markup by mistake.
 */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /**
   * Takes the text as markup without escaping anything. Dangerous with any part that came from a request, a client or a user:
   * use the `html` tag for those.
   */
  static dangerouslyTrust(text: string): Html {
    return new Html(text);
  }

  toString(): string {
    return this.#text;
  }

  /** In JSON, for the form of a single-page application, it is its text. */
  toJSON(): string {
    return this.#text;
  }
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * The text of any value as it may stand in an element or a quoted attribute. Html passes as it is, arrays are joined, and
 * null, undefined and false print nothing. One pass over the text, so its time grows with its length only.
 * @throws TypeError for a function, a symbol or a promise: printing those is always a slip
 */
export function escapeHtml(value: unknown): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(escapeHtml).join('');
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(`A ${typeof value} cannot stand in html\`\`.`);
  if (value instanceof Promise) throw new TypeError('A promise cannot stand in html``: await it first.');
  return String(value).replace(/[&<>"'`]/g, character => entities[character] ?? '');
}

/** Templates already looked at: the literal parts of a template are one object for the life of the program. */
const checked = new WeakSet<TemplateStringsArray>();

/** Escaping does not help in an attribute without quotes, where a blank begins the next attribute. */
function refuseUnquoted(strings: TemplateStringsArray): void {
  let before = '';
  for (const part of strings.slice(0, -1)) {
    before += part;
    const insideTag = before.lastIndexOf('<') > before.lastIndexOf('>');
    if (insideTag && /=\s*$/.test(part.slice(-20))) {
      throw new TypeError(`Put quotes around the value after ${JSON.stringify(part.slice(-20))} in html\`\`.`);
    }
  }
  checked.add(strings);
}

/**
 * Tagged template for markup: every value is escaped, nested Html and arrays of Html or strings are joined.
 *
 *     html`<p title="${title}">Hello ${user?.username}</p>`
 *
 * Escaping does not judge a URL: check the scheme of an untrusted one before it becomes an href or src.
 * @throws TypeError for a value in an attribute without quotes
 */
export function html(strings: TemplateStringsArray, ...values: unknown[]): Html {
  if (!checked.has(strings)) refuseUnquoted(strings);
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    text += escapeHtml(value) + (strings[index + 1] ?? '');
  });
  return Html.dangerouslyTrust(text);
}
