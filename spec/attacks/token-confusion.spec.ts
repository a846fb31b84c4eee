import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import express from 'express';
import { createResourceServer, type ResourceServer } from 'oauth-controllers/resource';
import { useExpressServer } from 'routing-controllers';
import { push } from '../extensions/par/push';
import { defaults, redirectUri, startApplication, type TestApplication } from '../support/application';
import { assertionType, keyPair, Signer } from '../support/assertions';
import { Browser } from '../support/browser';
import { portOf } from '../support/controllers';
import { DpopKey } from '../support/dpop';
import { authorizationUrl, basic, form, loggedIn, obtainCode, tokens } from '../support/flow';
import { photosApi } from '../support/introspection';
import { PhotoController } from '../support/photos';

/** Everything that is a token of some kind, made good for its own place. */
type Kind =
  | 'opaque access token'
  | 'JWT access token'
  | 'DPoP-bound access token'
  | 'refresh token'
  | 'code'
  | 'request_uri'
  | 'client assertion'
  | 'DPoP proof'
  | 'introspection response';

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A place where a token is expected: what belongs there, and what a refusal looks like. */
interface Place {
  readonly name: string;
  readonly belongs: readonly Kind[];
  present(value: string): Promise<Answer>;
  refused(answer: Answer): boolean;
}

const signing = keyPair('ES256');

describe('a token of one kind where another is expected', () => {
  let app: TestApplication;
  let api: ResourceServer;
  let http: Server;
  let dpop: DpopKey;
  let signer: Signer;
  before(async () => {
    app = await startApplication({
      tokenTypes: ['bearer', 'dpop'],
      resources: { [photosApi]: { scopes: ['photos:read'], format: 'jwt' } },
      clients: [
        ...defaults.clients,
        { clientId: 'every-api', clientSecret: 's', introspects: true },
        {
          ...{ clientId: 'signer', authMethod: 'private_key_jwt', jwks: { keys: [signing.publicJwk] } },
          ...{ redirectUris: [redirectUri], scopes: ['photos:read'] },
          grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
        },
      ],
    });
    const options = { issuer: app.url, resource: photosApi, sslOnly: false, clock: app.clock, dpop: 'allowed' } as const;
    api = await createResourceServer({ ...options, logger: app.log });
    const listener = express();
    useExpressServer(listener, api.options({ controllers: [PhotoController] }));
    http = createServer(listener).listen(0, '127.0.0.1');
    dpop = await DpopKey.create();
    signer = new Signer('signer', 'ES256', signing.privateKey, { issuer: app.url, clock: app.clock, kid: 'ES256-1' });
  });
  after(async () => {
    await new Promise(resolve => http.close(resolve));
    await api.close();
    await app.close();
  });

  const post = async (path: string, body: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(app.url + path, { method: 'POST', body: form(body), headers, redirect: 'manual' });
  const answerOf = async (response: Response): Promise<Answer> => ({ status: response.status, text: await response.text() });
  const tokenOf = async (body: Record<string, string>, headers: Record<string, string>): Promise<string> =>
    ((await (await post('/oauth/token', body, headers)).json()) as { access_token: string }).access_token;
  const service = { authorization: basic('service') };
  const everyApi = { authorization: basic('every-api', 's') };

  /** A fresh one each time, because some are good once. */
  const makes: Readonly<Record<Kind, () => Promise<string>>> = {
    'opaque access token': () => tokenOf({ grant_type: 'client_credentials', scope: 'photos:read' }, service),
    'JWT access token': () => tokenOf({ grant_type: 'client_credentials', scope: 'photos:read', resource: photosApi }, service),
    'DPoP-bound access token': async () =>
      tokenOf({ grant_type: 'client_credentials', scope: 'photos:read' }, { ...service, dpop: await dpop.proof(app) }),
    'refresh token': async () => (await tokens(app)).refresh_token,
    code: () => obtainCode(app),
    request_uri: async () => String((await push(app)).body.request_uri),
    'client assertion': async () => signer.sign(),
    'DPoP proof': () => dpop.proof(app),
    'introspection response': async () => {
      const token = await makes['JWT access token']();
      const accept = 'application/token-introspection+jwt';
      return (await post('/oauth/introspect', { token }, { ...everyApi, accept })).text();
    },
  };

  const unauthorized = ({ status }: Answer): boolean => status === 401 || status === 400;
  const bearing = (url: string) => async (value: string) =>
    answerOf(await fetch(`${url}/photos`, { headers: { authorization: `Bearer ${value}` } }));
  const error =
    (...codes: string[]) =>
    ({ status, text }: Answer): boolean =>
      (status === 400 || status === 401) && codes.includes((JSON.parse(text) as { error: string }).error);

  const places: readonly Place[] = [
    {
      name: 'a bearer token at the authorization server’s own resource',
      belongs: ['opaque access token'],
      present: value => bearing(app.url)(value),
      refused: unauthorized,
    },
    {
      name: 'a bearer token at a resource server that stands apart',
      belongs: ['JWT access token'],
      present: value => bearing(`http://localhost:${portOf(http)}`)(value),
      refused: unauthorized,
    },
    {
      name: 'a DPoP-bound token',
      belongs: ['DPoP-bound access token'],
      present: async value => answerOf(await fetch(`${app.url}/photos`, { headers: await dpop.headers(app, value) })),
      refused: unauthorized,
    },
    {
      name: 'a code',
      belongs: ['code'],
      present: async code => {
        const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
        const more = { client_id: 'app', redirect_uri: redirectUri, code_verifier: verifier };
        return answerOf(await post('/oauth/token', { grant_type: 'authorization_code', code, ...more }));
      },
      refused: error('invalid_grant'),
    },
    {
      name: 'a refresh token',
      belongs: ['refresh token'],
      present: async value =>
        answerOf(await post('/oauth/token', { grant_type: 'refresh_token', refresh_token: value, client_id: 'app' })),
      refused: error('invalid_grant'),
    },
    {
      name: 'a client assertion',
      belongs: ['client assertion'],
      present: async value => {
        const credentials = { client_assertion_type: assertionType, client_assertion: value };
        return answerOf(await post('/oauth/token', { grant_type: 'client_credentials', scope: 'photos:read', ...credentials }));
      },
      refused: error('invalid_client'),
    },
    {
      name: 'a DPoP proof',
      belongs: ['DPoP proof'],
      present: async value =>
        answerOf(await post('/oauth/token', { grant_type: 'client_credentials' }, { ...service, dpop: value })),
      refused: error('invalid_dpop_proof'),
    },
    {
      name: 'a request_uri',
      belongs: ['request_uri'],
      present: async value => {
        const browser: Browser = await loggedIn(app);
        const page = await browser.request(`${app.url}/oauth/authorize?${form({ client_id: 'app', request_uri: value })}`);
        return { status: page.status, text: page.location?.href ?? page.body };
      },
      refused: ({ status, text }) => status === 400 || /[?&]error=/.test(text),
    },
    {
      name: 'an authorization request’s request object',
      belongs: [],
      present: async value => {
        const page = await (await loggedIn(app)).request(authorizationUrl(app, { request: value }));
        return { status: page.status, text: page.location?.href ?? page.body };
      },
      refused: ({ text }) => text.includes('error=request_not_supported'),
    },
    {
      // A refresh token is nobody's business but its client's.
      name: 'a token to introspect',
      belongs: ['opaque access token', 'JWT access token', 'DPoP-bound access token'],
      present: async token => answerOf(await post('/oauth/introspect', { token }, everyApi)),
      refused: ({ status, text }) => status === 200 && text === '{"active":false}',
    },
    {
      name: 'the secret of a client',
      belongs: [],
      present: async client_secret =>
        answerOf(await post('/oauth/token', { grant_type: 'client_credentials', client_id: 'poster', client_secret })),
      refused: error('invalid_client'),
    },
  ];

  for (const place of places) {
    for (const kind of Object.keys(makes) as Kind[]) {
      const right = place.belongs.includes(kind);
      it(`${right ? 'opens' : 'is refused'}: ${/^[aeiou]/i.test(kind) ? 'an' : 'a'} ${kind} as ${place.name}`, async () => {
        const value = await makes[kind]();
        expect(value, 'was made').to.match(/.{20}/);
        const answer = await place.present(value);
        expect(answer.status, answer.text).to.be.below(500);
        expect(place.refused(answer), `${answer.status} ${answer.text}`).to.equal(!right);
      });
    }
  }

  it('is revoked where it is presented to be revoked, and nothing else comes to harm', async () => {
    for (const kind of Object.keys(makes) as Kind[]) {
      const { status } = await post('/oauth/revoke', { token: await makes[kind]() }, service);
      expect(status, kind).to.equal(200);
    }
    const code = await makes.code();
    await post('/oauth/revoke', { token: code, client_id: 'app' });
    expect((await places.find(({ name }) => name === 'a code')?.present(code))?.status).to.equal(200);
  });
});
