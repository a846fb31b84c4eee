import { join } from 'node:path';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { onEachDatabase } from '../../support/databases';
import { exchange, obtainCode, post, refresh } from '../../support/flow';
import { temporaryFolder } from '../../support/quick-start';
import {
  albums,
  audienceOf,
  codeFor,
  errorOf,
  invalidTarget,
  photos,
  plain,
  redeem,
  renew,
  startWithResources,
} from './resources';

describe('resources in a token request', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startWithResources({ database: database().options });
    });
    after(() => app.close());

    it('RI02: may be fewer than were granted, and the scopes are those that mean something there', async () => {
      const one = await redeem(app, await codeFor(app, [photos, albums]), [albums]);
      expect([await audienceOf(app, one), one.body.scope]).to.deep.equal([[albums], 'albums:read']);
      const all = await redeem(app, await codeFor(app, [photos, albums]));
      expect([await audienceOf(app, all), all.body.scope]).to.deep.equal([[photos, albums], 'photos:read albums:read']);
      const any = await redeem(app, await codeFor(app, [photos, plain]));
      expect([await audienceOf(app, any), any.body.scope]).to.deep.equal([[photos, plain], 'photos:read albums:read']);
    });

    it('RI02: more than was granted is refused, and the code is not consumed', async () => {
      const code = await codeFor(app, [photos]);
      for (const more of [[albums], [photos, albums], ['https://evil.example/'], [`${photos}#x`]])
        expect(errorOf(await redeem(app, code, more)), String(more)).to.deep.equal(invalidTarget);
      expect(await audienceOf(app, await redeem(app, code, [photos]))).to.deep.equal([photos]);
    });

    it('RI02: where none was granted, none can be asked for', async () => {
      const code = await codeFor(app, []);
      expect(errorOf(await redeem(app, code, [photos]))).to.deep.equal(invalidTarget);
      const tokens = await redeem(app, code);
      expect(await audienceOf(app, tokens)).to.equal(undefined);
      expect(errorOf(await renew(app, tokens.body.refresh_token, [photos]))).to.deep.equal(invalidTarget);
    });

    it('RI02: a resource without any of the granted scopes is refused, and the code is not consumed', async () => {
      const code = await codeFor(app, [photos, albums], { scope: 'photos:read' });
      expect(errorOf(await redeem(app, code, [albums]))).to.deep.equal([400, 'invalid_scope']);
      expect((await redeem(app, code, [photos])).status).to.equal(200);
    });

    it('RI04: a refresh narrows what it gives and not what is kept', async () => {
      const first = await redeem(app, await codeFor(app, [photos, albums]), [photos]);
      const second = await renew(app, first.body.refresh_token, [albums]);
      expect([await audienceOf(app, second), second.body.scope]).to.deep.equal([[albums], 'albums:read']);
      const third = await renew(app, second.body.refresh_token);
      expect([await audienceOf(app, third), third.body.scope]).to.deep.equal([[photos, albums], 'photos:read albums:read']);
      expect(errorOf(await renew(app, third.body.refresh_token, [plain]))).to.deep.equal(invalidTarget);
      expect((await renew(app, third.body.refresh_token, [photos])).status, 'the refusal spent nothing').to.equal(200);
    });

    it('RI03: a refresh that is repeated gets its answer for the same resource only', async () => {
      const first = await redeem(app, await codeFor(app, [photos, albums]));
      const second = await renew(app, first.body.refresh_token, [photos]);
      for (const other of [[albums], [], [photos, albums]])
        expect(errorOf(await renew(app, first.body.refresh_token, other)), String(other)).to.deep.equal(invalidTarget);
      const again = await renew(app, first.body.refresh_token, [photos]);
      expect(again.body.access_token).to.equal(second.body.access_token);
      expect((await renew(app, second.body.refresh_token, [albums])).status, 'the family lives').to.equal(200);
    });

    it('RI03: a refresh that is repeated for less gets no token for more', async () => {
      const first = await redeem(app, await codeFor(app, [photos, albums]));
      const second = await renew(app, first.body.refresh_token);
      expect(errorOf(await renew(app, first.body.refresh_token, [photos]))).to.deep.equal(invalidTarget);
      const again = await renew(app, first.body.refresh_token, [albums, photos]);
      expect(again.body.access_token, 'in any order').to.equal(second.body.access_token);
    });

    it('RI03: of refreshes at once for two resources, each is answered for its own or refused', async () => {
      for (let round = 0; round < 5; round++) {
        const first = await redeem(app, await codeFor(app, [photos, albums]));
        const wanted = Array.from({ length: 10 }, (_, index) => (index % 2 ? photos : albums));
        const answers = await Promise.all(wanted.map(one => renew(app, first.body.refresh_token, [one])));
        const good = answers.filter(({ status }) => status === 200);
        expect(new Set(good.map(({ body }) => body.access_token)).size).to.equal(1);
        const [audience] = (await audienceOf(app, good[0] as never)) as string[];
        answers.forEach((answer, index) => {
          if (wanted[index] === audience) expect(answer.status).to.equal(200);
          else expect(errorOf(answer)).to.deep.equal(invalidTarget);
        });
      }
    });

    it('RI03: a client that acts for itself names its resources', async () => {
      const call = (resource: string[], basic = 'all') =>
        post(app, { grant_type: 'client_credentials', resource }, { basic, secret: undefined });
      const one = await call([photos]);
      expect([await audienceOf(app, one), one.body.scope]).to.deep.equal([[photos], 'photos:read']);
      expect(await audienceOf(app, await call([photos, albums]))).to.deep.equal([photos, albums]);
      expect(await audienceOf(app, await call([]))).to.equal(undefined);
      expect(errorOf(await call(['https://evil.example/']))).to.deep.equal(invalidTarget);
      expect(errorOf(await call([`${photos}#x`]))).to.deep.equal(invalidTarget);
    });

    it('RI04: what a password was exchanged for is what its refresh may ask for', async () => {
      const ada = { grant_type: 'password', username: 'ada', password: 'lovelace' };
      const first = await post(app, { ...ada, resource: [photos] }, { basic: 'all' });
      expect(await audienceOf(app, first)).to.deep.equal([photos]);
      expect(errorOf(await renew(app, first.body.refresh_token, [albums]))).to.deep.equal(invalidTarget);
      expect(await audienceOf(app, await renew(app, first.body.refresh_token))).to.deep.equal([photos]);
    });

    it('RI04: a client that may no longer ask for a resource gets no more tokens for it', async () => {
      const both = await redeem(app, await codeFor(app, [photos, albums]));
      const alone = await redeem(app, await codeFor(app, [albums]));
      const client = await app.server.clients.find('all');
      const input = {
        clientId: 'all',
        clientSecret: 'a secret with a colon : a percent % and é',
        redirectUris: [...(client?.redirectUris ?? [])],
        scopes: [...(client?.scopes ?? [])],
        grantTypes: [...(client?.grantTypes ?? [])],
      };
      await app.server.clients.put({ ...input, resources: [photos] });
      expect(await audienceOf(app, await renew(app, both.body.refresh_token))).to.deep.equal([photos]);
      expect(errorOf(await renew(app, alone.body.refresh_token))).to.deep.equal(invalidTarget);
      await app.server.clients.put(input);
    });
  });

  it('RI02: what was granted before any resource was declared is for none', async () => {
    const folder = temporaryFolder();
    const database = join(folder.path, 'oauth.sqlite');
    const before = await startApplication({ database });
    const code = () => obtainCode(before, { client_id: 'web', prompt: 'consent' });
    const [first, second] = [await code(), await code()];
    const { refresh_token } = (await exchange(before, first, {}, { basic: 'web' })).body;
    await before.close();
    const app = await startWithResources({ database });
    const refreshed = (resource: string[]) => refresh(app, String(refresh_token), { resource }, { basic: 'web' });
    expect(errorOf(await refreshed([photos]))).to.deep.equal(invalidTarget);
    expect(errorOf(await exchange(app, second, { resource: [photos] }, { basic: 'web' }))).to.deep.equal(invalidTarget);
    expect([(await refreshed([])).status, (await exchange(app, second, {}, { basic: 'web' })).status]).to.deep.equal([200, 200]);
    await app.close();
    folder.remove();
  });
});
