import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { assertionType, keyPair, postAssertion, Signer } from '../support/assertions';
import { onEachDatabase } from '../support/databases';
import { post } from '../support/flow';
import { expectRefusal } from '../support/refusal';

const keys = keyPair('ES256');
const issuer = 'http://localhost:3000';

describe('the jti of a client assertion', () => {
  onEachDatabase(database => {
    let folder: string;
    let apps: TestApplication[];
    let signer: Signer;

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'oauth-replay-'));
      const { options } = database();
      // In memory, each of the two would have a database of its own.
      const shared = options.type === 'better-sqlite3' ? join(folder, 'oauth.sqlite') : options;
      apps = [];
      for (let n = 0; n < 2; n++) {
        const clients = ['signer', 'other'].map(clientId => ({
          ...{ clientId, authMethod: 'private_key_jwt' as const, jwks: { keys: [keys.publicJwk] } },
          scopes: ['photos:read' as const],
        }));
        apps.push(await startApplication({ issuer, database: shared, limits: false, clients }));
      }
      signer = new Signer('signer', 'ES256', keys.privateKey, { issuer, clock: first().clock });
    });
    after(async () => {
      for (const app of apps) await app.close();
      rmSync(folder, { recursive: true });
    });

    const first = (): TestApplication => apps[0] as TestApplication;
    const second = (): TestApplication => apps[1] as TestApplication;

    it('CA12: of 50 requests at once, to two servers, one succeeds', async () => {
      for (let round = 0; round < 3; round++) {
        const assertion = signer.sign();
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, n) => postAssertion(n % 2 ? first() : second(), assertion)),
        );
        expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
        for (const answer of answers) if (answer.status !== 200) expectRefusal(answer, 'invalid_client', 401);
      }
    });

    it('CA12: is spent at one server for the other, and at one endpoint for all', async () => {
      const assertion = signer.sign();
      const credentials = { client_assertion_type: assertionType, client_assertion: assertion };
      expect((await post(first(), { token: 'unknown', ...credentials }, { path: '/oauth/revoke' })).status).to.equal(200);
      for (const app of apps) expectRefusal(await postAssertion(app, assertion), 'invalid_client', 401);
      const again = { token: 'unknown', ...credentials };
      expectRefusal(await post(second(), again, { path: '/oauth/revoke' }), 'invalid_client', 401);
    });

    it('CA12: is refused in another assertion too, and until the first one has expired', async () => {
      const jti = 'the same';
      const signed = (): string => signer.sign({ claims: { jti } });
      expect((await postAssertion(first(), signed())).status).to.equal(200);
      first().clock.advance(59);
      second().clock.advance(59);
      expectRefusal(await postAssertion(second(), signed()), 'invalid_client', 401);
    });

    it('CA12: belongs to one client: the same one of another is another', async () => {
      const jti = 'shared';
      expect((await postAssertion(first(), signer.sign({ claims: { jti } }))).status).to.equal(200);
      const claims = { jti, iss: 'other', sub: 'other' };
      expect((await postAssertion(first(), signer.sign({ claims }))).status).to.equal(200);
    });

    it('CA12: is not spent by who cannot sign, nor by an assertion that is refused', async () => {
      const jti = 'not yet';
      const forger = new Signer('signer', 'ES256', keyPair('ES256').privateKey, { issuer, clock: first().clock });
      expectRefusal(await postAssertion(first(), forger.sign({ claims: { jti } })), 'invalid_client', 401);
      for (const claims of [
        { jti, aud: 'https://other.example' },
        { jti, exp: 1 },
      ])
        expectRefusal(await postAssertion(first(), signer.sign({ claims })), 'invalid_client', 401);
      expect((await postAssertion(first(), signer.sign({ claims: { jti } }))).status).to.equal(200);
    });

    it('CA12: may be as long as the assertion allows, and of any characters', async () => {
      for (const jti of ['x'.repeat(5000), 'é\u{1F600}\n\0', "'; DROP TABLE oauth_replay; --", ' '])
        expect((await postAssertion(first(), signer.sign({ claims: { jti } }))).status, jti).to.equal(200);
      for (const [one, other] of [
        ['Case', 'case'],
        ['blank', 'blank '],
      ]) {
        expect((await postAssertion(first(), signer.sign({ claims: { jti: one } }))).status).to.equal(200);
        expect((await postAssertion(first(), signer.sign({ claims: { jti: other } }))).status).to.equal(200);
      }
    });
  });
});
