import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type ClientInput, type Grant, OAuthServer } from 'oauth-controllers';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { embedded } from '../support/databases';

const granting = (type: string): Grant => ({ type, handle: async ({ context }) => ({ scopes: context.scopes.of([]) }) });
const client = (...grantTypes: string[]): ClientInput & { clientId: string } => ({
  clientId: 'app',
  redirectUris: ['https://app.example/callback'],
  grantTypes,
});

describe('the grant types of a client', () => {
  let storage: TypeormStorage;
  let server: OAuthServer | undefined;
  beforeEach(async () => {
    storage = await TypeormStorage.open(embedded);
  });
  afterEach(async () => {
    await (server ?? storage).close();
    server = undefined;
  });

  const start = async (options: Partial<Parameters<typeof OAuthServer.create>[0]> = {}): Promise<OAuthServer> => {
    server = await OAuthServer.create({ issuer: 'http://localhost', scopes: {}, storage, ...options });
    return server;
  };
  const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', String);

  for (const [written, meant] of [
    ['authorisation_code', 'authorization_code'],
    ['autorisation_code', 'authorization_code'],
    ['authorizationCode', 'authorization_code'],
    ['Authorization-Code', 'authorization_code'],
    ['AUTHORIZATION_CODE', 'authorization_code'],
    ['authorization', 'authorization_code'],
    ['code', 'authorization_code'],
    ['refresh-token', 'refresh_token'],
    ['refesh_token', 'refresh_token'],
    ['refresh', 'refresh_token'],
    ['client_credential', 'client_credentials'],
    ['client_credetnials', 'client_credentials'],
    ['client - credentials', 'client_credentials'],
    ['implicite', 'implicit'],
    ['kisok', 'kiosk'],
  ] as const)
    it(`stop the start where one is written ${written}`, async () => {
      const started = start({
        clients: [client('client_credentials', written)],
        grants: ['client_credentials', 'authorization_code', 'refresh_token', granting('kiosk')],
      });
      expect(await refusal(started)).to.equal(
        `TypeError: Client app has the grant type ${JSON.stringify(written)}, which is none; write "${meant}".`,
      );
    });

  it('stop the start where one is written wrongly that is not offered either, and the sentence says both', async () => {
    expect(await refusal(start({ clients: [client('pasword')] }))).to.contain(
      'has the grant type "pasword", which is none; write "password", and add it to the option grants.',
    );
  });

  it('may be any that is offered, built in, an URI, or unlike all others and perhaps registered later', async () => {
    const types = [
      'passwort',
      'password',
      'implicit',
      'urn:example:code',
      'refresh:token',
      'https://example.com/refresh_token',
      'passcode',
      'ticket',
      'co',
    ];
    const { clients } = await start({ clients: [{ ...client(...types), public: true }], grants: [granting('passwort')] });
    expect((await clients.find('app'))?.grantTypes).to.deep.equal(types);
  });

  it('are looked at as well where a client is registered, put or changed while the server runs', async () => {
    const { clients } = await start();
    const sentence = 'Client app has the grant type "authorisation_code", which is none; write "authorization_code".';
    const input = client('authorisation_code');
    expect(await refusal(clients.register(input))).to.contain(sentence);
    expect(await refusal(clients.put(input))).to.contain(sentence);
    expect(await clients.find('app')).to.equal(undefined);
    await clients.register(client('authorization_code'));
    expect(await refusal(clients.update('app', { grantTypes: ['authorisation_code'] }))).to.contain(sentence);
    expect((await clients.find('app'))?.grantTypes).to.deep.equal(['authorization_code']);
  });

  it('that are stored stop nothing, whatever they have become', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oauth-spec-'));
    const database = join(folder, 'oauth.sqlite');
    try {
      const before = await OAuthServer.create({
        issuer: 'http://localhost',
        scopes: {},
        database,
        grants: [granting('passwort')],
      });
      await before.clients.register(client('passwort'));
      await before.close();
      const after = await OAuthServer.create({ issuer: 'http://localhost', scopes: {}, database });
      const changed = await refusal(after.clients.update('app', { name: 'App', grantTypes: ['passwort', 'authorization_code'] }));
      const found = await after.clients.find('app');
      await after.close();
      expect([changed, found?.name, found?.grantTypes]).to.deep.equal(['accepted', 'App', ['passwort', 'authorization_code']]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
