// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import type { Mutant } from './mutant';

const par = 'src/extensions/par.ts';
const endpoint = 'src/endpoints/pushed-authorization-endpoint.ts';
const spec = 'spec/extensions/par/*.spec.ts';
const breaks = (id: string, file: string, find: string, replace: string): Mutant => ({ id, file, find, replace, spec });

export const mutants: Mutant[] = [
  breaks('PA01', endpoint, 'return json(201, {', 'return json(200, {'),
  breaks('PA01', endpoint, 'expires_in: this.par.lifetime', 'expires_in: 90'),
  breaks('PA01', par, 'if (this.lifetime < 5 || this.lifetime > 600)', 'if (this.lifetime > 3600)'),
  breaks(
    'PA02',
    endpoint,
    'await authenticateClient(this.context, this.services().clientAuthenticator, http);',
    "await this.context.clients.find(params.need('client_id'));\n    if (!client) throw invalidRequest('');\n    void authenticateClient;",
  ),
  breaks('PA02', endpoint, "if (params.need('client_id') !== client.clientId)", 'if (false as boolean)'),
  breaks('PA03', endpoint, "params.has('request_uri') || ", ''),
  breaks('PA03', endpoint, " || http.query.has('request_uri')", ''),
  breaks('PA04', endpoint, 'if (!validated.valid) throw validated.error;', ''),
  breaks('PA05', par, ' || row.usableUntil <= clock.now()', ''),
  breaks('PA05', par, '!client?.owns(row)', '!client'),
  breaks(
    'PA06',
    par,
    'return [spendPushedRequest.with({ spentAt: at }, { hash: (kept as Pushed).hash })];',
    'return kept && at ? [] : [];',
  ),
  breaks('PA06', par, ' || row.spentAt !== null', ''),
  breaks('PA06', par, 'usableUntil + settings.lifetimes.interaction * 1000', 'usableUntil'),
  breaks(
    'PA06',
    par,
    'const keep: Pushed = { hash };',
    'const keep: Pushed = { hash };\n    await storage.commit([spendPushedRequest.with({ spentAt: clock.now() }, { hash })]);',
  ),
  breaks(
    'PA06',
    'src/core/statements/pushed-requests.ts',
    "spentAt: 'isNull' },\n  affects: 1,",
    "spentAt: 'isNull' },\n  affects: 'any',",
  ),
  breaks('PA07', par, 'parseForm(row.parameters)', 'parseForm(`${row.parameters}&${params}`)'),
  breaks('PA08', par, 'this.required || client.protocol', 'client.protocol'),
  breaks('PA08', par, 'this.required || client.protocol.require_pushed_authorization_requests === true', 'this.required'),
  breaks('PA09', endpoint, "onlyMethods(http, 'POST');", ''),
  breaks(
    'PA09',
    'src/endpoints/checks/parameter-length.ts',
    'params.toString().length > most',
    'params.toString().length > Infinity',
  ),
  breaks('PA09', endpoint, 'await this.limiter.attempt({ ip: http.ip, name: client.clientId });', ''),
  breaks('PA10', par, 'urn + randomValue()', "urn + randomValue(8).padEnd(43, 'A')"),
  breaks('PA10', par, 'hash: sha256(requestUri),', 'hash: requestUri,'),
  breaks(
    'PA11',
    'src/endpoints/authorization/interaction-pages.ts',
    'return redirect(pageUrl(http.path, id), ',
    'return redirect(`${pageUrl(http.path, id)}&${asked.params}`, ',
  ),
  breaks('SE01', endpoint, "const credentials = ['client_secret', ", 'const credentials = ['),
];
