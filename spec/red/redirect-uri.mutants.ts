// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import { type Mutant, watchedBy } from './mutant';

const authorization = 'src/endpoints/authorization';
const checks = 'src/endpoints/checks';

export const mutants: Mutant[] = [
  {
    id: 'RU01',
    file: 'src/core/redirect-uri.ts',
    find: 'if (registered === requested) return true;',
    replace: 'if (registered === requested || requested.startsWith(registered)) return true;',
  },
  {
    id: 'RU02',
    file: 'src/core/redirect-uri.ts',
    find: 'if (registered === requested) return true;',
    replace: 'if (registered === requested || new URL(requested).href.startsWith(registered)) return true;',
  },
  {
    id: 'RU03',
    file: 'src/core/redirect-uri.ts',
    find: "if (uri.includes('#'))",
    replace: 'if (URL.canParse(uri) && new URL(uri).hash)',
  },
  {
    id: 'RU04',
    file: 'src/core/redirect-uri.ts',
    find: "url.hostname === 'localhost' || loopbackIp.test(uri)",
    replace: "url.hostname === 'localhost' || url.hostname.startsWith('127.')",
  },
  { id: 'RU05', file: 'src/core/redirect-uri.ts', find: '&& known[3] === asked[3]', replace: '' },
  { id: 'RU05', file: 'src/core/redirect-uri.ts', find: '&& known[1] === asked[1]', replace: '' },
  {
    id: 'RU05',
    file: 'src/core/redirect-uri.ts',
    find: 'if (!asked) return false;',
    replace: 'if (!asked) return new URL(registered).host === (URL.canParse(requested) ? new URL(requested).host : undefined);',
  },
  {
    id: 'RU06',
    file: `${checks}/proven-redirect-uri.ts`,
    find: 'only !== undefined && second === undefined',
    replace: 'only !== undefined || second !== undefined',
  },
  { id: 'RU07', file: 'src/core/redirect-uri.ts', find: '?.toLowerCase()', replace: '' },
  {
    id: 'RU07',
    file: 'src/core/redirect-uri.ts',
    find: "if (!printable.test(uri)) return 'has a character that a URI cannot have';",
    replace: '',
  },
  { id: 'RU08', file: 'src/core/redirect-uri.ts', find: "name.includes('.')", replace: "name.includes('')" },
  {
    id: 'RU09',
    file: `${checks}/proven-redirect-uri.ts`,
    find: "throw new UnprovenRedirectUriError('The redirect_uri is not registered for this client');",
    replace: 'throw new UnprovenRedirectUriError(`The redirect_uri is not one of ${registered}`);',
  },
  ...watchedBy('spec/**/*.spec.ts', [
    ['RU09', `${checks}/proven-redirect-uri.ts`, "lines.isNew(clientId, context.clock.now()) ? 'warn' : 'debug'", "'warn'"],
    ['RU09', `${checks}/proven-redirect-uri.ts`, 'lines.isNew(clientId,', "lines.isNew('',"],
    ['RU09', `${checks}/proven-redirect-uri.ts`, 'asked.length > longest', 'asked.length > 9999'],
    ['RU09', 'src/core/once-a-minute.ts', 'Math.abs(now - this.begun)', '(now - this.begun)'],
    ['RU09', 'src/core/once-a-minute.ts', '      this.said.clear();\n', ''],
    ['RU09', 'src/core/once-a-minute.ts', ' || this.said.size >= most', ''],
  ]),
  {
    id: 'RU10',
    file: 'src/core/redirect-uri.ts',
    find: "pair !== '' && !responseParameters.has(nameOf(pair))",
    replace: "!responseParameters.has(pair.split('=')[0] ?? '')",
  },
  { id: 'RU11', file: 'src/core/redirect-uri.ts', find: '#_`', replace: '`' },
  {
    id: 'RU12',
    file: 'src/core/redirect-uri.ts',
    find: 'if (registered === requested) return true;',
    replace: 'if (registered === requested || decodeURI(registered) === decodeURI(requested)) return true;',
  },
  {
    id: 'RU13',
    file: 'src/core/redirect-uri.ts',
    find: 'name === undefined || !parseUrl(uri)',
    replace: 'name === undefined',
  },
  {
    id: 'IS01',
    file: 'src/extensions/issuer-identification.ts',
    find: '({ iss: issuer })',
    replace: '({ iss: `${issuer}/` })',
  },
  {
    id: 'IS01',
    file: `${authorization}/answers.ts`,
    find: 'answerMembers(context));',
    replace: "'code' in parameters ? answerMembers(context) : {});",
  },
  { id: 'UI01', file: 'src/pages/security-headers.ts', find: '"frame-ancestors \'none\'",', replace: '' },
  { id: 'UI01', file: 'src/pages/security-headers.ts', find: "'x-frame-options': 'DENY',", replace: '' },
  { id: 'UI02', file: 'src/pages/security-headers.ts', find: "'referrer-policy': 'no-referrer',", replace: '' },
  {
    id: 'UI03',
    file: 'src/core/html.ts',
    find: "entities[character] ?? ''",
    replace: 'character',
    spec: 'spec/attacks/*.spec.ts',
  },
  {
    id: 'UI04',
    file: `${authorization}/login-session.ts`,
    find: 'const value = randomValue();',
    replace: "const value = readCookie(request, 'session', context.settings) ?? randomValue();",
  },
  { id: 'UI04', file: `${authorization}/login-session.ts`, find: '[endSession.with({ hash: sha256(previous) })]', replace: '[]' },
  { id: 'UI04', file: 'src/core/cookies.ts', find: "'__Host-'", replace: "''" },
  { id: 'UI04', file: 'src/core/cookies.ts', find: '; HttpOnly', replace: '' },
  {
    id: 'UI05',
    file: 'src/pages/identity.ts',
    find: 'return plainText(client.name) ||',
    replace: "return plainText(client.name).replace(/7\\*7/, '49') ||",
    spec: 'spec/attacks/*.spec.ts',
  },
  {
    id: 'CA16',
    file: 'src/core/authenticate-user.ts',
    find: 'await context.logins.attempt(tried);',
    replace: '',
    spec: 'spec/attacks/*.spec.ts',
  },
  {
    id: 'SE05',
    file: 'src/core/plain-http.ts',
    find: 'if (!context.settings.sslOnly || request.secure) return;',
    replace: 'return;',
    spec: 'spec/attacks/*.spec.ts',
  },
];
