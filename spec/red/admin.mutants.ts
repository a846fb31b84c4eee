import type { Mutant } from './mutant';

type Broken = [id: string, file: string, find: string, replace: string];

const broken: Broken[] = [
  ['AD01', 'admin.ts', "if (visitor.kind === 'anonymous') return", "if (visitor.kind === ('nobody' as string)) return"],
  ['AD02', 'admin.ts', "if (visitor.kind !== 'admitted') return", "if (visitor.kind === ('nobody' as string)) return"],
  ['AD03', 'gate.ts', 'return answer === true;', 'return Boolean(answer);'],
  ['AD03', 'gate.ts', "refused.', error);\n      return false;", "refused.', error);\n      return true;"],
  ['AD03', 'gate.ts', 'await within(this.context.settings.serviceTimeout,', 'await within(3_600_000,'],
  ['AD04', 'admin.ts', 'const shown = this.tokens.check(session, place, params);', "const shown = '';"],
  ['AD04', 'form-tokens.ts', 'nonce, browser, route, id, shown]', 'nonce, route, id, shown]'],
  ['AD04', 'form-tokens.ts', 'nonce, browser, route, id, shown]', 'nonce, browser, id, shown]'],
  ['AD04', 'form-tokens.ts', 'nonce, browser, route, id, shown]', 'nonce, browser, route, shown]'],
  ['AD06', 'client-pages.ts', 'if (shown !== fingerprint(known))', 'if (!shown)'],
  ['AD04', 'sign-in.ts', "    this.tokens.check(session, { route: 'logout', id: '' }, await http.form());\n", ''],
  [
    'AD04',
    'sign-in.ts',
    "    this.tokens.check(readCookie(http, 'browser', this.context.settings) ?? randomValue(), form, params);\n",
    '',
  ],
  ['AD05', '../core/html.ts', "'<': '&lt;'", "'<': '<'"],
  ['AD05', '../core/html.ts', "'\"': '&quot;'", "'\"': '\"'"],
  ['AD06', 'admin.ts', 'if (page.once) await', 'if (page.once && !asked) await'],
  [
    'AD06',
    'client-pages.ts',
    'if (secret !== undefined) return secretView(asked, client, secret);',
    'this.context.logger.info(String(secret));\n    if (secret !== undefined) return secretView(asked, client, secret);',
  ],
  ['AD08', '../server/client-changes.ts', "authMethod: 'none', secrets: [], protocol }", "authMethod: 'none', protocol }"],
  ['AD07', 'views/client.ts', 'hasSecret(client.authMethod) ?', 'client ?'],
  ['AD07', '../server/clients.ts', 'if (!hasSecret(row.authMethod))', "if (row.authMethod === '')"],
  [
    'AD08',
    '../server/clients.ts',
    'const clientSecret = switched && !changes.public ?',
    'const clientSecret = switched && changes.public ?',
  ],
  [
    'AD09',
    '../pages/built-in-page.ts',
    '{ ...pageHeaders({ nonce }), ...headers }',
    "{ 'content-type': 'text/html', ...headers }",
  ],
  ['AD10', 'options.ts', 'if (option === undefined || option === false) return', 'if (option === undefined) return'],
  ['AD10', 'options.ts', "if (typeof allow !== 'function')", 'if (allow === undefined && path === undefined)'],
  ['AD11', '../server/client-changes.ts', '  checkClient(changed);\n', ''],
  ['AD11', 'client-form.ts', 'if (strange !== undefined) throw', "if (strange === 'never') throw"],
  [
    'AD12',
    '../endpoints/authorization/login-session.ts',
    'if (value !== undefined) await context.storage.commit([endSession',
    "if (value === '') await context.storage.commit([endSession",
  ],
  ['AD13', 'admin.ts', '      onlyTls(http, this.context);\n', ''],
  ['AD14', 'admin.ts', "      onlyMethods(http, 'GET', 'POST');\n", ''],
  ['AD14', 'client-pages.ts', 'get: asked => pages.confirm(asked)', 'get: asked => pages.remove(asked)'],
];

/** Rules of the admin pages, in the order of their ids. */
export const mutants: Mutant[] = broken.map(([id, file, find, replace]) => ({
  ...{ id, find, replace, spec: 'spec/admin/*.spec.ts' },
  file: file.startsWith('../') ? `src/${file.slice(3)}` : `src/admin/${file}`,
}));
