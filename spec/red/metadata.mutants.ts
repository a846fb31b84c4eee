// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import type { Mutant } from './mutant';

const metadata = 'src/endpoints/metadata';
const spec = 'spec/metadata/*.spec.ts';

const promises = 'spec/metadata/promises/*.spec.ts';

export const mutants: Mutant[] = [
  // The metadata below the routePrefix, where no client looks.
  {
    id: 'MD01',
    file: 'src/controllers/well-known.ts',
    find: '.use(answer);',
    replace: '.use((options.routePrefix || answer) as Discovery, answer);',
    spec,
  },
  {
    id: 'MD01',
    file: `${metadata}/well-known.ts`,
    find: '`${issuerPath}/.well-known/openid-configuration`',
    replace: "''",
    spec,
  },
  {
    id: 'MD01',
    file: `${metadata}/well-known.ts`,
    find: '`/.well-known/oauth-authorization-server${issuerPath}`',
    replace: '`${issuerPath}/.well-known/oauth-authorization-server`',
    spec,
  },
  // The issuer as its origin alone.
  {
    id: 'MD02',
    file: `${metadata}/document.ts`,
    find: 'issuer: facts.issuer',
    replace: 'issuer: facts.origin',
    spec,
  },
  { id: 'MD02', file: `${metadata}/added-members.ts`, find: 'if (changed)', replace: 'if (changed && changed.length > 2)', spec },
  { id: 'MD02', file: `${metadata}/metadata-endpoint.ts`, find: 'onlyTls(request, this.context);', replace: '', spec },
  {
    id: 'MD03',
    file: `${metadata}/added-members.ts`,
    find: '!Array.isArray(value) || value.length > 0',
    replace: 'value !== undefined',
    spec,
  },
  {
    id: 'MD03',
    file: `${metadata}/document.ts`,
    find: 'if (responseTypes.length === 0) for',
    replace: 'if (responseTypes.length > 9) for',
    spec,
  },
  {
    id: 'MD04',
    file: `${metadata}/document.ts`,
    find: "type !== 'authorization_code' || withCodes",
    replace: 'type.length > 0 || withCodes',
    spec: promises,
  },
  { id: 'MD04', file: `${metadata}/document.ts`, find: "forCode ? ['S256'] : []", replace: "['S256', 'plain']", spec: promises },
  {
    id: 'MD04',
    file: `${metadata}/document.ts`,
    find: "publicClients ? [] : ['none']",
    replace: "publicClients ? [] : ['nobody']",
    spec: promises,
  },
  { id: 'MD04', file: `${metadata}/document.ts`, find: "? ['fragment'] : []", replace: "? ['query'] : []", spec: promises },
  // A code that no grant takes.
  {
    id: 'MD04',
    file: 'src/endpoints/checks/response-type.ts',
    find: '!isForCode(type) || grantTypes',
    replace: 'type !== undefined || grantTypes',
    spec: promises,
  },
  // Servers of one origin, or of one host, that take each other's cookies for their own.
  { id: 'port-cookies', file: 'src/core/cookies.ts', find: 'port + path', replace: 'path', grep: 'two ports of one host' },
  {
    id: 'path-cookies',
    file: 'src/core/cookies.ts',
    find: "place === '' ? ''",
    replace: "place !== undefined ? ''",
    grep: 'logged in at both at once|its cookies say whose they are',
    spec,
  },
  {
    id: 'MD05',
    file: `${metadata}/metadata-endpoint.ts`,
    find: 'await this.current(mountPath)',
    replace: "JSON.parse(JSON.stringify(await this.current(mountPath)).replaceAll('auth.example', request.header('host') ?? ''))",
    spec,
  },
  { id: 'MD06', file: 'src/endpoints/cors.ts', find: "'access-control-allow-origin': '*'", replace: "'x-nobody': '*'", spec },
  {
    id: 'MD06',
    file: 'src/endpoints/cors.ts',
    find: "if (request.method === 'OPTIONS') return withHeaders(withHeaders(empty(204), anybody)",
    replace: "if (request.method === 'OPTION') return withHeaders(withHeaders(empty(204), anybody)",
    spec,
  },
  {
    id: 'MD06',
    file: 'src/endpoints/public-document.ts',
    find: "'cache-control': `public, max-age=${this.maxAge}`",
    replace: "'cache-control': 'no-store'",
    spec,
  },
];
