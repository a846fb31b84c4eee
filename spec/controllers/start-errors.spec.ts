import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthController, type OAuthOptions, OAuthServer } from 'oauth-controllers';
import { startApplication } from '../support/application';
import { Browser } from '../support/browser';
import { authorizationUrl } from '../support/flow';
import { temporaryFolder } from '../support/quick-start';

const valid = { issuer: 'http://localhost:3000', database: ':memory:', scopes: { a: 'A' } } satisfies OAuthOptions;
const redirectUris = ['https://app.example/cb'];
const client = { clientId: 'app', public: true, redirectUris };
const clients = (...all: object[]) => ({ clients: all.map(one => ({ ...client, ...one })) });

/** What is wrong, and how the sentence begins that the developer reads. */
const mistakes: [string, object, string][] = [
  ['no issuer', { issuer: undefined }, 'issuer is undefined; give the URL that clients know the server by'],
  ['an issuer that is no URL', { issuer: 'auth.example' }, 'issuer is "auth.example"; give the URL'],
  ['TD10: no scopes', { scopes: undefined }, 'scopes is undefined; give an object with a sentence for each scope: {'],
  ['TD10: a list of scopes', { scopes: ['a', 'b'] }, 'scopes is a list; give an object with a sentence for each scope: {'],
  ['TD10: a framework in capitals', { framework: 'Koa' }, "framework is \"Koa\"; give 'express' or 'koa'."],
  [
    'a database of a kind in capitals',
    { database: 'MongoDB://u:pw@localhost/a' },
    'The option database is a mongodb: URL; use postgres://',
  ],
  ['TD10: one token type', { tokenTypes: 'dpop' }, 'tokenTypes is "dpop"; give a list, such as [\'…\'].'],
  ['TD10: a yes in words', { sslOnly: 'false' }, 'sslOnly is "false"; give true or false.'],
  ['TD10: tokens of words', { tokens: '10m' }, 'tokens is "10m"; give an object.'],
  ['TD10: limits of nothing', { limits: null }, 'limits is null; give an object, or false.'],
  ['TD10: limits of words', { limits: 'none' }, 'limits is "none"; give an object, or false.'],
  ['TD10: a misspelt option', { tokenType: ['dpop'] }, 'There is no option tokenType; write tokenTypes.'],
  ['TD10: an option of nobody', { toString: 1 }, 'There is no option toString; the options are issuer, realm, '],
  [
    'TD10: a misspelt lifetime',
    { tokens: { acessToken: 60 } },
    'There is no option tokens.acessToken; write tokens.accessToken.',
  ],
  ['TD10: a misspelt limit', { limits: { logins: '5/min' } }, 'There is no option limits.logins; write limits.login.'],
  ['TD10: a misspelt key', { keys: { encryptwith: 'x' } }, 'There is no option keys.encryptwith; write keys.encryptWith.'],
  [
    'TD10: a cleanup of nobody',
    { cleanup: { interval: 60 } },
    'There is no option cleanup.interval; the options are cleanup.every,',
  ],
  ['an http issuer', { issuer: 'http://auth.example' }, 'issuer is http://auth.example; use https.'],
  ['an ftp issuer', { issuer: 'ftp://localhost' }, 'issuer is ftp://localhost; use https.'],
  ['TD04: an issuer without a scheme', { issuer: 'localhost:4800' }, 'issuer is localhost:4800; use https. Plain http is for'],
  ['an issuer with a query', { issuer: 'https://a.example?' }, 'issuer is https://a.example?; it may have no query'],
  ['an issuer with a fragment', { issuer: 'https://a.example#a' }, 'issuer is https://a.example#a; it may have no query'],
  ['an issuer with credentials', { issuer: 'https://a:b@a.example' }, 'issuer is https://a:b@a.example; it may have no query'],
  [
    'an issuer that ends with a slash',
    { issuer: 'https://a.example/' },
    'issuer is https://a.example/; write it without a trailing slash, as https://a.example.',
  ],
  [
    'a path that ends with a slash',
    { issuer: 'https://a.example/b/' },
    'issuer is https://a.example/b/; write it without a trailing slash, as https://a.example/b.',
  ],
  [
    'a path with an empty part',
    { issuer: 'https://a.example//b' },
    'issuer is https://a.example//b; write it without a trailing slash, as https://a.example/b.',
  ],
  [
    'a path that goes up',
    { issuer: 'https://a.example/b/../c' },
    'issuer is https://a.example/b/../c; write it without a trailing slash, as https://a.example/c.',
  ],
  [
    'an issuer in capitals',
    { issuer: 'https://A.example' },
    'issuer is https://A.example; write it without a trailing slash, as https://a.example.',
  ],
  ['a duration of nothing', { tokens: { accessToken: 0 } }, 'tokens.accessToken is 0; give seconds'],
  ['a duration of half a second', { tokens: { accessToken: 0.5 } }, 'tokens.accessToken is 0.5; give seconds as a number of at'],
  ['a duration that is no number', { tokens: { accessToken: Number.NaN } }, 'tokens.accessToken is null; give seconds'],
  ['a duration without a unit', { tokens: { refreshToken: '30' } }, 'tokens.refreshToken is "30"; give seconds'],
  ['a duration of weeks', { tokens: { refreshTokenIdle: '2w' } }, 'tokens.refreshTokenIdle is "2w"; give seconds'],
  ['a login that is over before it began', { sessions: { login: -1 } }, 'sessions.login is -1; give seconds'],
  ['an interaction of words', { sessions: { interaction: 'long' } }, 'sessions.interaction is "long"; give seconds'],
  ['a code of eleven minutes', { tokens: { code: '11m' } }, 'tokens.code is "11m"; a code may live 10 minutes at most'],
  ['no bearer method', { bearerMethods: [] }, 'bearerMethods has []; name one or more of header, body, query.'],
  ['an unknown bearer method', { bearerMethods: ['cookie'] }, 'bearerMethods has ["cookie"]; name one or more'],
  ['a limit per hour', { limits: { login: '10/h' } }, 'limits.login is "10/h"; write for example'],
  ['a resource without a scheme', { resources: { 'api.example': {} } }, 'resources has "api.example"; name a resource by'],
  ['a resource with a fragment', { resources: { 'https://a.example/#b': {} } }, 'resources has "https://a.example/#b"; name'],
  ['a resource with a blank', { resources: { 'https://a.example/ ': {} } }, 'resources has "https://a.example/ "; name a'],
  ['a resource of XML', { resources: { 'https://a.example': { format: 'saml' } } }, 'resources has https://a.example with the'],
  [
    'a resource with an unknown scope',
    { resources: { 'https://a.example': { scopes: ['b'] } } },
    'The resource https://a.example has the scope b, which is not declared',
  ],
  ['a client with an unknown resource', clients({ resources: ['https://b'] }), 'Client app has the resource https://b, which is'],
  ['a timeout of nothing', { serviceTimeout: 0 }, 'serviceTimeout is 0; it counts milliseconds, unlike the other options: give'],
  ['TD07: a timeout in seconds', { serviceTimeout: 5 }, 'serviceTimeout is 5; it counts milliseconds, unlike the other'],
  ['a timeout of words', { serviceTimeout: '5s' }, 'serviceTimeout is "5s"; it counts milliseconds, unlike the other'],
  ['a scope with a blank', { scopes: { 'a b': 'A' } }, 'The scope "a b" has a blank, a quote'],
  ['an unknown grant', { grants: ['implicit'] }, 'The option grants has "implicit"; the built-in grants are'],
  ['a grant from the prototype', { grants: ['toString'] }, 'The option grants has "toString"; the built-in grants are'],
  ['a grant twice', { grants: ['password', 'password'] }, 'The option grants names password twice.'],
  ['a grant without a type', { grants: [{ handle() {} }] }, 'A grant in the option grants has no type'],
  ['a grant that is a class', { grants: [class {}] }, 'A grant in the option grants has no type'],
  ['a grant without a handler', { grants: [{ type: 'a' }] }, 'The grant a has no method handle(request, client).'],
  ['an unknown page', { pages: { consnet: () => '' } }, 'pages.consnet is no page; the pages are login, consent'],
  ['a template that is not there', { pages: { login: 'nowhere.eta' } }, 'pages.login names a template that does not exist'],
  ['a page that is neither', { pages: { login: 7 } }, 'pages.login must be a function or the path of a template.'],
  ['a client without an id', clients({ clientId: undefined }), 'A client in the option clients has no clientId'],
  ['a client twice', clients({}, {}), 'The option clients has app twice; a client id belongs to one client.'],
  ['a client with an unknown scope', clients({ scopes: ['b'] }), 'Client app has the scope b, which is not declared'],
  ['a client id with a line break', clients({ clientId: 'a\nb' }), 'Client a\nb has an id that is not 1 to 255 visible'],
  ['an unknown client authentication', clients({ public: false, authMethod: 'magic' }), 'Client app has the authMethod magic;'],
  ['a public client that authenticates', clients({ authMethod: 'client_secret_basic' }), 'Client app is public and cannot use'],
  ['a public client with a secret', clients({ clientSecret: 'a' }), 'Client app is public and has a secret; leave'],
  [
    'a public client for itself',
    clients({ grantTypes: ['client_credentials'] }),
    'Client app is public and cannot use client_cr',
  ],
  [
    'TD05: a public client without anything else',
    clients({ redirectUris: undefined }),
    'Client app is public and has no redirectUris; give at least one, or name its grantTypes.',
  ],
  [
    'TD05: a client whose secret nobody would know',
    clients({ public: false }),
    'Client app has no clientSecret, and nobody would be shown a random one; give it one, make it public, or call',
  ],
  ['a client of codes without a URI', clients({ redirectUris: [], grantTypes: ['authorization_code'] }), 'Client app uses auth'],
  ['a logo over http', clients({ logoUri: 'http://a.example/a.png' }), 'Client app has a logoUri that is not https.'],
  [
    'a redirect URI over http',
    clients({ redirectUris: ['http://a.example'] }),
    'Client app has a redirect URI "http://a.example" that',
  ],
  ['a redirect URI with a fragment', clients({ redirectUris: ['https://a.example/#'] }), 'Client app has a redirect URI'],
  ['a redirect URI that runs', clients({ redirectUris: ['JavaScript:alert(1)'] }), 'Client app has a redirect URI'],
  [
    'a relative redirect URI',
    clients({ redirectUris: ['/cb'] }),
    'Client app has a redirect URI "/cb" that is not an absolute URI.',
  ],
  ['a private scheme without a dot', clients({ redirectUris: ['app:/cb'] }), 'Client app has a redirect URI "app:/cb" that uses'],
];

const creating = async (options: object): Promise<Error | undefined> => {
  try {
    await (await OAuthServer.create({ ...valid, ...options })).close();
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

describe('the start-up', () => {
  it('succeeds without a mistake', async () => expect(await creating(clients({}))).to.equal(undefined));

  for (const [title, options, sentence] of mistakes) {
    it(`stops for ${title}`, async () => {
      const error = await creating(options);
      expect(error).to.be.instanceOf(TypeError);
      expect(error?.message.slice(0, sentence.length)).to.equal(sentence);
    });
  }

  describe('in production', () => {
    const { NODE_ENV } = process.env;
    before(() => {
      process.env.NODE_ENV = 'production';
    });
    after(() => {
      if (NODE_ENV === undefined) delete process.env.NODE_ENV;
      else process.env.NODE_ENV = NODE_ENV;
    });

    it('refuses users and clients that stand in the source', async () => {
      expect((await creating({ users: [] }))?.message).to.match(
        /^The option users is for development and NODE_ENV is production/,
      );
      expect((await creating(clients({})))?.message).to.match(
        /^The option clients is for development and NODE_ENV is production/,
      );
      const folder = temporaryFolder();
      const database = join(folder.path, 'production.sqlite');
      expect(await creating({ issuer: 'https://auth.example', database })).to.equal(undefined);
      folder.remove();
    });
  });

  it('TD05: takes a client without a secret that needs none, or whose secret it knows', async () => {
    const folder = temporaryFolder();
    const database = join(folder.path, 'known.sqlite');
    const device = { clientId: 'device', public: true, redirectUris: undefined, grantTypes: ['urn:example:device'] };
    const keyed = { authMethod: 'private_key_jwt', jwksUri: 'https://app.example/jwks.json' };
    const known = { clientId: 'known', public: false };
    const start = (secret: object) =>
      creating({ database, ...clients({ ...known, ...secret }, { ...keyed, public: false }, device) });
    expect(await start({ clientSecret: 'known' })).to.equal(undefined);
    expect(await start({}), 'again, without the secret').to.equal(undefined);
    expect(await start({ public: true })).to.equal(undefined);
    expect(String(await start({}))).to.contain('Client known has no clientSecret');
    folder.remove();
  });

  it('warns of each dangerous switch', async () => {
    const grants = ['authorization_code', 'password'] as const;
    const dangers = {
      limits: false,
      bearerMethods: ['header', 'query'],
      dangerouslyAllowConfidentialClientsWithoutPkce: true,
    } as const;
    const app = await startApplication({
      ...dangers,
      bearerMethods: ['header', 'query'],
      grants,
      controllers: [OAuthController],
    });
    const warnings = app.log.lines.filter(line => line.startsWith('warn'));
    expect(warnings).to.have.length(4);
    for (const word of ['limits is false', "'query'", "'password'", 'PKCE']) expect(app.log.text).to.contain(word);
    await app.close();
    const quiet = await startApplication();
    expect(quiet.log.lines.filter(line => line.startsWith('warn'))).to.be.empty;
    await quiet.close();
  });

  it('UI01: a page of the application that fails is an error page, and nobody gets in', async () => {
    const pages = {
      login: () => {
        throw new Error('the template is broken');
      },
    };
    const app = await startApplication({ pages });
    const page = await new Browser().open(authorizationUrl(app));
    expect([page.status, page.headers.get('x-frame-options')]).to.deep.equal([500, 'DENY']);
    expect(page.body).to.contain('server_error').and.not.contain('broken');
    expect(app.log.text).to.contain('the template is broken');
    await app.close();
  });
});
