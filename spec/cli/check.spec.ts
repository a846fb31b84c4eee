import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { OAuthServer, UserProvider } from 'oauth-controllers';
import { Container } from 'typedi';
import { checkConfiguration, printed } from '../../src/cli/check';
import { temporaryFolder } from '../support/quick-start';
import { restoreServices } from '../support/services';
import { oauth, root } from './support';

describe('oauth check', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  const written = (text: string, name = 'oauth.config.mjs'): string => {
    const file = join(folder.path, name);
    writeFileSync(file, text);
    return file;
  };
  const check = (text: string, ...parameters: string[]) => oauth(['check', '--config', written(text), ...parameters]);
  const ids = (stdout: string): string[] => [...stdout.matchAll(/^(?:error|warning) ([\w-]+):/gm)].map(([, id]) => String(id));
  const sound = `export default { issuer: 'https://auth.example', scopes: {}, keys: { encryptWith: 'nY0c3hQmV7sTqkzR5pLwXb2dJf8uGa1Xz' } }`;

  it('says nothing of a sound configuration', async () => {
    expect(await check(sound, '--production')).to.deep.equal({ code: 0, stdout: 'nothing to say\n', stderr: '' });
  });

  it('names each finding with an id, the reason and the mend, and fails where a server would not start', async () => {
    const development = `export default {
      issuer: 'http://localhost:3000', scopes: {}, database: ':memory:',
      clients: [], users: [], limits: false, bearerMethods: ['query'], grants: ['password'], tokens: { accessToken: '2d' },
      responseTypes: ['code', 'token'], tokenTypes: ['mac'], dangerouslyAllowConfidentialClientsWithoutPkce: true,
    }`;
    const always = [
      'bearer-in-query',
      'password-grant',
      'optional-pkce',
      'mac-tokens',
      'implicit',
      'no-limits',
      'long-access-tokens',
    ];
    const here = await check(development);
    expect([here.code, ids(here.stdout)]).to.deep.equal([0, always]);
    const there = await check(development, '--production');
    expect([there.code, ids(there.stdout)]).to.deep.equal([
      1,
      ['development-users', 'development-clients', 'plain-http-issuer', 'memory-database', 'no-encryption-key', ...always],
    ]);
    expect(there.stdout).to.include(
      'error plain-http-issuer: issuer is http, so that everybody on the way reads tokens and passwords (RFC 9700 section 2.6)\n  give the https URL that clients know the server by.\n',
    );
  });

  it('finds what a server would refuse at its start, and a schema that is synchronized', async () => {
    const { code, stdout } = await check(`export default { issuer: 'https://auth.example/?x', scopes: {} }`);
    expect([code, ids(stdout)]).to.deep.equal([1, ['configuration']]);
    const options = `{ type: 'postgres', synchronize: true }`;
    const loose = `export default { issuer: 'https://auth.example', scopes: {}, sslOnly: false, database: ${options} }`;
    expect(ids((await check(loose, '--production')).stdout)).to.deep.equal([
      'synchronized-schema',
      'no-encryption-key',
      'plain-http',
    ]);
  });

  const refused: Record<string, [options: string, sentence: string]> = {
    'a key that can be guessed': ["keys: { encryptWith: 'sekret' }", 'keys.encryptWith can be guessed'],
    'an algorithm of nobody': ["keys: { algorithm: 'HS256' }", 'keys.algorithm is "HS256"'],
    'keys that change at once': ["keys: { rotate: '1m' }", 'keys.rotate is "1m"'],
    'a list of no keys': ['keys: { jwks: { keys: [] } }', 'keys.jwks'],
    'a path that is none': ["endpointPaths: { token: 'x' }", 'endpointPaths has "x" for token'],
    'a path of no endpoint': ["endpointPaths: { tokn: '/x' }", 'endpointPaths has "tokn"'],
    'a database of another kind': ["database: 'mongodb://x'", 'The option database is a mongodb: URL'],
    'proxies by address on Koa': ["framework: 'koa', trustProxy: ['10.0.0.1']", 'trustProxy has addresses'],
    'proxies in words': ["framework: 'koa', trustProxy: 'loopback'", 'trustProxy is "loopback"; give true or false'],
    'a user without a password': ["users: [{ username: 'ada' }]", 'User ada in the option users has no password; give a text'],
  };
  for (const [what, [options, sentence]] of Object.entries(refused))
    it(`finds ${what}, with which no server starts`, async () => {
      const { code, stdout } = await check(`export default { issuer: 'https://auth.example', scopes: {}, ${options} }`);
      expect([code, ids(stdout)]).to.deep.equal([1, ['configuration']]);
      expect(stdout).to.include(`error configuration: ${sentence}`);
    });

  it('warns of clients that only a database could complete', async () => {
    for (const client of ["scopes: ['a']", "scopes: ['none'], clientSecret: 'x'.repeat(40)"]) {
      const clients = `clients: [{ clientId: 'job', grantTypes: ['client_credentials'], ${client} }]`;
      const { code, stdout } = await check(`export default { issuer: 'https://auth.example', scopes: { a: 'A' }, ${clients} }`);
      expect([code, ids(stdout)]).to.deep.equal([0, ['configuration']]);
      expect(stdout).to.include('Client job').and.include('Unless the database knows it');
    }
  });

  it('seals nothing, and makes no key for it', async () => {
    const client = "{ clientId: 'job', grantTypes: ['client_credentials'], authMethod: 'client_secret_jwt', clientSecret }";
    const text = `const clientSecret = 'nY0c3hQmV7sTqkzR5pLwXb2dJf8uGa1Xz';
      export default { issuer: 'https://auth.example', scopes: {}, clients: [${client}] }`;
    const { code, stdout } = await oauth(['check', '--config', written(text)], {}, folder.path);
    expect([code, stdout]).to.deep.equal([0, 'nothing to say\n']);
    expect(readdirSync(folder.path).filter(name => name.endsWith('.key'))).to.deep.equal([]);
  });

  it('DP07: finds nonces that nothing could be sealed under', async () => {
    const config = (nonce: string, keys: string): string =>
      `export default { issuer: 'https://auth.example', scopes: {}, keys: { signer: { algorithms() {}, sign() {}, jwks() {} }, ${keys} },
        extensions: [{ name: 'dpop', nonce: '${nonce}', access: async () => undefined }] }`;
    const found = await check(config('required', ''), '--production');
    expect([found.code, ids(found.stdout)]).to.deep.equal([1, ['no-nonce-key']]);
    for (const sound of [config('off', ''), config('required', `encryptWith: 'nY0c3hQmV7sTqkzR5pLwXb2dJf8uGa1Xz'`)])
      expect((await check(sound, '--production')).stdout).to.equal('nothing to say\n');
  });

  it('PA08: finds that requests have to be pushed and cannot be, where the configuration says what is mounted', async () => {
    let configurations = 0;
    const library = pathToFileURL(join(root, 'dist/src/index.js'));
    const config = (more: string): string => `import * as library from '${library}';
      class Alone { authorize() {} }
      library.AuthorizationEndpoint()(Alone.prototype, 'authorize', Object.getOwnPropertyDescriptor(Alone.prototype, 'authorize'));
      export default { issuer: 'https://auth.example', scopes: {}, ${more},
        extensions: [library.pushedAuthorizationRequests({ required: true })] }`;
    for (const [more, found] of [
      ['controllers: [Alone]', ['unmounted-par']],
      [`endpointPaths: { authorization: '/authorize', token: '/token' }`, ['unmounted-par']],
      ['controllers: [library.OAuthController]', []],
      [`controllers: [Alone], endpointPaths: { pushed_authorization_request: '/par' }`, []],
      [`realm: 'controllers are elsewhere'`, []],
      ['controllers: [class {}]', []],
    ] as const) {
      const findings = await checkConfiguration({ config: written(config(more), `pushed-${configurations++}.mjs`) });
      expect(
        findings.map(({ id }) => id),
        more,
      ).to.deep.equal(found);
    }
  });

  it('TD11: finds what else a server would refuse, whatever its database holds', async () => {
    const config = (more: string): string => `export default { issuer: 'https://auth.example', scopes: { a: 'A' }, ${more} }`;
    let mistakes = 0;
    for (const [more, sentence] of [
      [`grants: ['authorisation_code']`, 'The option grants has "authorisation_code"'],
      ['admin: true', 'admin has no function allow'],
      [`pages: { consnet: () => '' }`, 'pages.consnet is no page'],
      ['services: [class Stranger {}]', 'The option services has Stranger that extends none of'],
      [`tokenType: ['dpop']`, 'There is no option tokenType; write tokenTypes.'],
      ['clients: [{}]', 'A client in the option clients has no clientId'],
      [
        "clients: [{ clientId: 'a', redirectURIs: [] }]",
        'Client a has the member redirectURIs, which is none; write redirectUris',
      ],
      ['extensions: [{}]', ''],
    ] as const) {
      // Not by the command, which would be a process each; under a name of its own, for a module is loaded once.
      const findings = await checkConfiguration({ config: written(config(more), `mistake-${mistakes++}.mjs`) });
      expect(findings.map(printed).join('\n'), more).to.match(
        /^error configuration: .*\n {2}The server does not start with it\.$/,
      );
      expect(findings[0]?.message).to.contain(sentence);
    }
    const scope = await check(config(`resources: { 'https://a.example': { scopes: ['b'] } }, limits: false`));
    expect([scope.code, ids(scope.stdout)]).to.deep.equal([0, ['configuration', 'no-limits']]);
    expect(scope.stdout).to.include('has the scope b, which is not declared').and.include('Unless the database knows it');
  });

  it('TD03: finds that nobody can log in, or that nobody asks the users of the options', async () => {
    let configurations = 0;
    const library = pathToFileURL(join(root, 'dist/src/index.js'));
    const config = (more: string): string => `import * as library from '${library}';
      class Accounts extends library.UserProvider {}
      const controllers = [library.OAuthController];
      export default { issuer: 'https://auth.example', scopes: {}, ${more} }`;
    for (const [more, found] of [
      ['controllers, services: []', ['no-user-provider']],
      [`endpointPaths: { token: '/token' }, services: [], grants: ['password']`, ['no-user-provider', 'password-grant']],
      [`endpointPaths: { token: '/token' }, services: []`, []],
      ['controllers, services: [Accounts]', []],
      ['controllers, services: [], users: []', []],
      ['controllers, services: [Accounts], users: []', ['users-beside-provider']],
      [`controllers, services: [], grants: ['client_credentials']`, []],
      [`controllers, realm: 'services are elsewhere'`, []],
      [`services: [], realm: 'controllers are elsewhere'`, []],
    ] as const) {
      // As the command does in a process of its own, where nothing is registered yet.
      Container.remove(UserProvider);
      const findings = await checkConfiguration({ config: written(config(more), `users-${configurations++}.mjs`) });
      expect(
        findings.map(({ id }) => id),
        more,
      ).to.deep.equal(found);
    }
    restoreServices();
  });

  it('reads oauth.config.cjs of the folder it is called in, as compiled too, and names what it cannot read', async () => {
    written(`exports.default = { issuer: 'https://auth.example', scopes: {} }`, 'oauth.config.cjs');
    const inFolder = await oauth(['check', '--config', 'oauth.config.cjs'], {}, folder.path);
    expect(inFolder).to.deep.equal({ code: 0, stdout: 'nothing to say\n', stderr: '' });
    expect((await oauth(['check', '--config', 'nowhere.js'])).stderr).to.include('There is no configuration nowhere.js');
    expect((await oauth(['check'], {}, join(folder.path, '..'))).stderr).to.include('name it with --config');
    expect((await check('export default {}')).stderr).to.include('exports no options; write export default defineOAuth(');
    expect((await check('export default }')).stderr).to.include('cannot be loaded');
  });

  it('server.check() says the same, and production does not start with an error', async () => {
    const options = { issuer: 'http://localhost', scopes: {}, database: ':memory:', limits: false } as const;
    const server = await OAuthServer.create({ ...options, logger: { debug() {}, info() {}, warn() {}, error() {} } });
    expect(server.check().map(({ id }) => id)).to.deep.equal(['no-limits']);
    await server.close();
    const { NODE_ENV } = process.env;
    process.env.NODE_ENV = 'production';
    try {
      const refused = await OAuthServer.create(options).catch((error: Error) => error);
      expect(String(refused)).to.include('TypeError: issuer is http, so that everybody on the way reads tokens');
    } finally {
      if (NODE_ENV === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = NODE_ENV;
    }
  });
});
