// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import type { Mutant } from './mutant';

const authorization = 'src/endpoints/authorization';
const checks = 'src/endpoints/checks';

export const mutants: Mutant[] = [
  {
    id: 'AZ01',
    file: `${authorization}/authorization-endpoint.ts`,
    find: "http.method === 'POST' ? await http.form() : http.query",
    replace: 'http.query',
  },
  { id: 'AZ01', file: `${authorization}/authorization-endpoint.ts`, find: "onlyMethods(http, 'GET', 'POST');", replace: '' },
  {
    id: 'AZ02',
    file: `${checks}/no-objects.ts`,
    find: 'nested.test(name)',
    replace: "name !== 'interaction' && /^(extra|utm)/.test(name)",
  },
  { id: 'AZ03', file: `${checks}/no-repetition.ts`, find: "params.refuseRepetition(['resource'])", replace: 'void params' },
  { id: 'AZ04', file: 'src/core/params.ts', find: "if (value === '') continue;", replace: '' },
  {
    id: 'AZ05',
    file: `${checks}/response-type.ts`,
    find: "params.need('response_type')",
    replace: "(params.get('response_type') ?? 'code')",
  },
  {
    id: 'AZ06',
    file: `${checks}/response-type.ts`,
    find: 'offered.includes(wanted)',
    replace: "offered.includes(wanted) || wanted.includes('o')",
  },
  {
    id: 'AZ07',
    file: `${authorization}/authorization-endpoint.ts`,
    find: 'return { response: await this.errorPage(thrown) };',
    replace:
      "return { response: redirect(http.query.get('redirect_uri') ?? '/') };\n      function redirect(location: string) { return { status: 303, headers: { location }, body: '' }; }",
  },
  { id: 'AZ08', file: `${authorization}/answers.ts`, find: '{ state }', replace: '{ state: state.trim().slice(0, 1000) }' },
  {
    id: 'AZ08',
    file: 'src/core/redirect-uri.ts',
    find: "pair !== '' && !responseParameters.has(nameOf(pair))",
    replace: "pair !== ''",
  },
  {
    id: 'AZ09',
    file: `${authorization}/answers.ts`,
    find: 'state === undefined ? {}',
    replace: "state === undefined ? { state: '' }",
  },
  {
    id: 'AZ10',
    file: `${authorization}/authorization-endpoint.ts`,
    find: 'if (!login && !validated.silent)',
    replace: 'if (false as boolean)',
  },
  { id: 'AZ10', file: 'src/core/request.ts', find: "target.replace(foreignAuthority, '/')", replace: 'target' },
  {
    id: 'AZ11',
    file: `${authorization}/interaction-steps.ts`,
    find: 'await commit(this.context, completion(this.context, open, open.row.kept));',
    replace: '',
  },
  {
    id: 'AZ12',
    file: 'src/core/request-scopes.ts',
    find: "if (!context.scopes.has(name)) throw invalidScope('A requested scope is unknown');\n    if (!client.scopes.some(registered => registered === name))",
    replace: 'if (false as boolean)',
  },
  { id: 'AZ12', file: `${authorization}/validate.ts`, find: 'noObjects(params);', replace: '' },
  {
    id: 'AZ13',
    file: 'src/core/request-scopes.ts',
    find: 'client.scopes.filter(name => context.scopes.has(name))',
    replace: '[]',
  },
  {
    id: 'AZ14',
    file: `${checks}/client-may-ask.ts`,
    find: "!client.hasGrantType('authorization_code')",
    replace: 'false as boolean',
  },
  {
    id: 'AZ15',
    file: `${checks}/proven-redirect-uri.ts`,
    find: 'if (client.redirectUris.some(registered => matchesRedirectUri(registered, requested)))',
    replace: "if (client.redirectUris.some(registered => matchesRedirectUri(registered, requested)) || params.has('prompt'))",
  },
  { id: 'AZ16', file: 'src/core/http.ts', find: 'status: 303', replace: 'status: 307' },
  {
    id: 'AZ17',
    file: `${authorization}/interactions.ts`,
    find: 'browser === undefined || !constantTimeEqual(sha256(browser), row.browserHash)',
    replace: 'browser === undefined',
  },
  { id: 'AZ18', file: `${authorization}/interaction-steps.ts`, find: "checkCsrf(open, params, user?.id ?? '');", replace: '' },
  { id: 'AZ18', file: `${authorization}/interactions.ts`, find: '${browser}\\n${userId}', replace: '${browser}' },
  { id: 'AZ18', file: `${authorization}/interactions.ts`, find: 'csrf\\n${id}\\n', replace: 'csrf\\n' },
  { id: 'AZ18', file: `${authorization}/interaction-steps.ts`, find: "checkCsrf(open, params, '');", replace: '' },
  {
    id: 'AZ19',
    file: `${authorization}/interaction-steps.ts`,
    find: '|| !(await wasOffered(this.context, pending))',
    replace: '',
  },
  {
    id: 'AZ19',
    file: `${authorization}/page-endpoint.ts`,
    find: '!(await wasOffered(this.context, pending))',
    replace: '!pending.login',
  },
  {
    id: 'AZ19',
    file: `${authorization}/interaction-steps.ts`,
    find: "if (!names.every(name => requested.has(name))) throw invalidRequest('The form has a scope that was not asked for');",
    replace: '',
  },
  { id: 'AZ19', file: `${authorization}/approve.ts`, find: '...ending, ', replace: '' },
  { id: 'AZ19', file: 'src/core/authenticate-user.ts', find: 'user.id === id', replace: 'true', grep: '\\bSE06\\b' },
  {
    id: 'AZ20',
    file: `${authorization}/consents.ts`,
    find: "!client.public || redirectUri.startsWith('https://')",
    replace: 'true || client.public || redirectUri',
  },
  { id: 'AZ20', file: `${authorization}/default-decision.ts`, find: '&& isAssured(request)', replace: '' },
  {
    id: 'AZ20',
    file: `${authorization}/consents.ts`,
    find: 'return [...scopes].every(name => granted.has(name));',
    replace: 'return granted.size > 0;',
  },
  {
    id: 'AZ23',
    file: `${authorization}/authorization-endpoint.ts`,
    find: "if (silent) throw facts.kind === 'login' ? loginRequired() : consentRequired();",
    replace: '',
  },
  {
    id: 'AZ23',
    file: `${authorization}/authorization-endpoint.ts`,
    find: '(error.status >= 500 && !silent)',
    replace: 'error.status >= 500',
  },
  { id: 'AZ24', file: `${checks}/prompt.ts`, find: 'prompts.length > 1', replace: 'prompts.length > 9' },
  { id: 'AZ25', file: `${checks}/parameter-length.ts`, find: 'const maxLength = 8192', replace: 'const maxLength = 81920' },
  {
    id: 'AZ25',
    file: 'src/core/params.ts',
    find: "const unreadable = ['\\0', '\\uFFFD']",
    replace: 'const unreadable: string[] = []',
  },
];
