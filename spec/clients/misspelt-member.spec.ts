import { expect } from 'chai';
import { type ClientInput, OAuthServer } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { embedded } from '../support/databases';
import { issuerKey } from '../support/issuer';

const good = { clientId: 'new', public: true, redirectUris: ['https://new.example/cb'], scopes: ['photos:read'] };

/** What is given, and the end of the sentence. */
const wrong: [given: object, told: string][] = [
  [{ redirectURIs: ['https://new.example/'] }, 'has the member redirectURIs, which is none; write redirectUris.'],
  [{ redirect_uris: ['https://new.example/'] }, 'has the member redirect_uris, which is none; write redirectUris.'],
  [{ redirectUri: 'https://new.example/' }, 'has the member redirectUri, which is none; write redirectUris.'],
  [{ scope: ['photos:read'] }, 'has the member scope, which is none; write scopes.'],
  [{ somethingElse: 1 }, 'has the member somethingElse, which is none; the members are name, description, owner, public,'],
  [{ constructor: 1 }, 'has the member constructor, which is none; the members are'],
  [{ scopes: 'photos:read' }, `has scopes: "photos:read"; give a list of texts: ['…'].`],
  [{ scopes: [1] }, 'has scopes: a list of something else; give a list of texts'],
  [{ redirectUris: 'https://new.example/' }, 'has redirectUris: "https://new.example/"; give a list of texts'],
  [{ redirectUris: { uri: 'a secret' } }, 'has redirectUris: an object; give a list of texts'],
  [{ grantTypes: 'refresh_token' }, 'has grantTypes: "refresh_token"; give a list of texts'],
  [{ tokens: '10m' }, `has tokens: "10m"; give an object: { accessToken: '10m' }.`],
  [{ tokens: { accesToken: '10m' } }, 'has the member tokens.accesToken, which is none; write tokens.accessToken.'],
];

const ofRegistrations: typeof wrong = [
  [
    { tokens: { lifetime: '10m' } },
    'has the member tokens.lifetime, which is none; the members are tokens.accessToken, tokens.refreshToken, tokens.type,',
  ],
  [{ dpopBoundAccessToken: true }, 'has the member dpopBoundAccessToken, which is none; write dpopBoundAccessTokens.'],
  [{ secret: 'x' }, 'has the member secret, which is none; write clientSecret.'],
  [{ client_secret: 'x' }, 'has the member client_secret, which is none; write clientSecret.'],
  [{ clientSecret: 987654321 }, 'has clientSecret: a number; give a text, or leave it out.'],
  [{ clientSecret: null }, 'has clientSecret: null; give a text'],
  [{ clientSecret: ['x'] }, 'has clientSecret: a list; give a text'],
  [{ resources: 'https://api.example' }, 'has resources: "https://api.example"; give a list of texts'],
];

const ofChanges: typeof wrong = [
  [{ logoUri: 'https://new.example/a.png' }, 'has the member logoUri, which is none; the members are name,'],
  [{ clientSecret: 'x' }, 'has the member clientSecret, which is none; the members are name,'],
  ...['type', 'format', 'lifetime'].map((name): [object, string] => [
    { tokens: { [name]: 'mac' } },
    `has the member tokens.${name}, which is none; the members are tokens.accessToken, tokens.refreshToken.`,
  ]),
];

const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', String);

describe('the members of a client', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ resources: { 'https://api.example': {} }, tokenTypes: ['bearer', 'dpop'] });
  });
  after(() => app.close());

  for (const [given, told] of [...wrong, ...ofRegistrations])
    it(`TD14: are told apart from ${JSON.stringify(given)} at a registration`, async () => {
      const { clients } = app.server;
      const input = { ...good, ...given } as ClientInput & { clientId: string };
      for (const work of [clients.register(input), clients.put(input)])
        expect(await refusal(work)).to.include(`TypeError: Client new ${told}`);
      expect(await clients.find('new')).to.equal(undefined);
    });

  for (const [given, told] of [...wrong, ...ofChanges])
    it(`TD14: are told apart from ${JSON.stringify(given)} at a change`, async () => {
      const before = await app.server.clients.find('app');
      const text = await refusal(app.server.clients.update('app', given));
      const words = text
        .replace('update() does not change; it changes', 'is none; the members are')
        .replace('update() does not change', 'is none');
      expect(words).to.include(`TypeError: Client app ${told}`);
      expect(await app.server.clients.find('app')).to.deep.equal(before);
    });

  for (const [given, told] of [...wrong, ...ofRegistrations])
    it(`TD14: are told apart from ${JSON.stringify(given)} at the start`, async () => {
      const client = { ...good, ...given } as ClientInput;
      const options = { issuer: 'http://localhost', scopes: { 'photos:read': 'a' }, database: embedded };
      expect(await refusal(OAuthServer.create({ ...options, clients: [client] }))).to.include(`TypeError: Client new ${told}`);
    });

  it('TD14: are told apart from what is no client at all', async () => {
    for (const [given, told] of [
      [undefined, 'is described by undefined; give an object.'],
      ['new', 'is described by a text; give an object.'],
      [[], 'is described by a list; give an object.'],
    ] as const)
      expect(await refusal(app.server.clients.register(given as never))).to.equal(`TypeError: Client (new) ${told}`);
  });

  it('are taken, all of them, and so is one that is undefined', async () => {
    const { publicJwk } = await issuerKey('ES256', 'one');
    const all: Required<Omit<ClientInput, 'clientSecret' | 'jwksUri' | 'public'>> = {
      ...{ clientId: 'all', name: 'All', description: 'All of them', owner: 'ada', logoUri: 'https://a.example/a.png' },
      ...{ redirectUris: ['https://a.example/'], scopes: ['photos:read'], grantTypes: ['authorization_code'] },
      ...{ authMethod: 'private_key_jwt', trusted: true, metadata: { any: 'thing' } },
      tokens: { accessToken: '5m', refreshToken: '1d', type: 'dpop', format: 'opaque' },
      ...{ jwks: { keys: [publicJwk] }, signingAlgorithm: 'ES256', introspects: ['https://api.example'] },
      ...{ requirePushedAuthorizationRequests: true, dpopBoundAccessTokens: true, resources: ['https://api.example'] },
    };
    const more = { clientSecret: undefined, jwksUri: undefined, public: undefined, misspelt: undefined };
    await app.server.clients.register({ ...all, ...more });
    await app.server.clients.put({ ...all, ...more });
    const { name, description, owner, redirectUris, scopes, grantTypes, trusted } = all;
    const changes = { name, description, owner, redirectUris, scopes, grantTypes, trusted, public: false, misspelt: undefined };
    const { client } = await app.server.clients.update('all', {
      ...changes,
      tokens: { accessToken: 60, refreshToken: undefined },
    });
    expect(client.tokens).to.deep.equal({ accessToken: 60, type: 'dpop', format: 'opaque' });
  });
});
