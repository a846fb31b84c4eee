import { Agent } from 'node:http';
import { expect } from 'chai';
import { type Framework, redirectUri, startApplication, type TestApplication } from '../support/application';
import { authorizationUrl, form, loggedIn, verifier } from '../support/flow';
import { type RawAnswer, raw } from '../support/raw';

const rounds = 100;
const attempts = 50;
const trusted = {
  clientId: 'trusted',
  public: true,
  trusted: true,
  redirectUris: [redirectUri],
  scopes: ['photos:read' as const],
};
const shared = { client_id: 'trusted' };

interface Pair {
  readonly access_token: string;
  readonly refresh_token: string;
}

for (const framework of ['express5', 'koa'] satisfies Framework[]) {
  describe(`fifty at once, a hundred times over, on ${framework}`, function () {
    // Twenty thousand requests in all: seconds on an idle machine.
    this.timeout(180_000).slow(60_000);
    let app: TestApplication;
    let agent: Agent;
    let codes: string[];
    before(async () => {
      app = await startApplication({ on: framework, tokens: { reuseInterval: 0 } });
      await app.server.clients.register(trusted);
      agent = new Agent({ keepAlive: true, maxSockets: attempts });
      const browser = await loggedIn(app);
      const url = authorizationUrl(app, { client_id: 'trusted' });
      codes = [];
      for (let n = 0; n < 2 * rounds; n++) {
        codes.push((await browser.request(url)).location?.searchParams.get('code') ?? '');
      }
    });
    after(async () => {
      agent.destroy();
      await app.close();
    });

    const post = (parameters: Record<string, string>): Promise<RawAnswer> =>
      raw(`${app.url}/oauth/token`, {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form({ ...shared, ...parameters }).toString(),
      });
    const redeem = (code: string): Promise<RawAnswer> =>
      post({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
    const photos = async ({ access_token: token }: Pair): Promise<number> =>
      (await raw(`${app.url}/photos`, { agent, headers: { authorization: `Bearer ${token}` } })).status;
    const pairOf = ({ body }: RawAnswer): Pair => JSON.parse(body) as Pair;

    /** One round: exactly one wins, the others are refused as replays, and replays end what the winner was given. */
    const play = async (attempt: () => Promise<RawAnswer>): Promise<number> => {
      const answers = await Promise.all(Array.from({ length: attempts }, attempt));
      const winners = answers.filter(({ status }) => status === 200);
      const errors = new Set(answers.filter(answer => !winners.includes(answer)).map(({ body }) => JSON.parse(body).error));
      expect([...errors]).to.deep.equal(['invalid_grant']);
      for (const winner of winners) {
        expect(await photos(pairOf(winner)), 'the winner’s access token after the replays').to.equal(401);
        const { refresh_token: token } = pairOf(winner);
        expect((await post({ grant_type: 'refresh_token', refresh_token: token })).status, 'its refresh token').to.equal(400);
      }
      return winners.length;
    };

    it('CO02: redeem a code: one wins each time, and the replays end what it was given', async () => {
      let winners = 0;
      for (const code of codes.slice(0, rounds)) winners += await play(() => redeem(code));
      expect(winners).to.equal(rounds);
    });

    it('RT04: use a refresh token: one wins each time, and the reuses end the family', async () => {
      let winners = 0;
      for (const code of codes.slice(rounds)) {
        const { refresh_token: token } = pairOf(await redeem(code));
        winners += await play(() => post({ grant_type: 'refresh_token', refresh_token: token }));
      }
      expect(winners).to.equal(rounds);
    });
  });
}
