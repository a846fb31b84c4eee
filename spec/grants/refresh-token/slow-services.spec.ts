import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { TestApplication } from '../../support/application';
import { call, exchange, obtainCode, post, refresh, tokens } from '../../support/flow';
import { misbehave, unreliable } from '../../support/misbehaving';
import { expectRefusal } from '../../support/refusal';
import { restoreServices, startWith } from '../../support/services';

const value = (): string => randomBytes(32).toString('hex');

describe('a token generator that takes its time', () => {
  let app: TestApplication;
  let events: string[];
  before(async () => {
    app = await startWith(unreliable(), { serviceTimeout: 5000 });
    for (const event of ['codeReused', 'refreshTokenReused'] as const) app.server.events.on(event, () => events.push(event));
  });
  beforeEach(() => {
    events = [];
  });
  after(async () => {
    await app.close();
    restoreServices();
  });

  const takes = (seconds: number) => (): string => {
    app.clock.advance(seconds);
    return value();
  };

  it('RT05: does not eat up the reuse interval, which begins when the answer is there', async () => {
    const { refresh_token } = await tokens(app);
    const first = await misbehave('accessToken', takes(15), () => refresh(app, refresh_token));
    app.clock.advance(9);
    const second = await refresh(app, refresh_token);
    expect(second.body).to.deep.equal({ ...first.body, expires_in: first.body.expires_in - 24 });
    expect((await call(app, second.body.access_token)).status).to.equal(200);
    expect(events).to.deep.equal([]);
  });

  it('RT02: lets no refresh token be used that expires meanwhile', async () => {
    const { refresh_token } = await tokens(app);
    const month = 30 * 24 * 3600;
    expectRefusal(await misbehave('accessToken', takes(month), () => refresh(app, refresh_token)), 'invalid_grant');
    expect(events).to.deep.equal([]);
  });

  it('CO03: lets no code be used that expires meanwhile, and calls it no replay', async () => {
    const code = await obtainCode(app);
    expectRefusal(await misbehave('accessToken', takes(3600), () => exchange(app, code)), 'invalid_grant');
    expect(events).to.deep.equal([]);
  });

  it('PK11: lets no code be used that dies of wrong verifiers meanwhile, and calls it no replay', async () => {
    const code = await obtainCode(app);
    const guess = async (): Promise<string> => {
      for (let guesses = 0; guesses < 5; guesses++) await exchange(app, code, { code_verifier: 'w'.repeat(43) });
      return value();
    };
    expectRefusal(await misbehave('accessToken', guess, () => exchange(app, code)), 'invalid_grant');
    expect(events).to.deep.equal([]);
  });

  it('RT05: gives no answer again whose family was revoked meanwhile', async () => {
    const { refresh_token } = await tokens(app);
    let isFirst = true;
    const overtaken = async (): Promise<string> => {
      if (isFirst) {
        isFirst = false;
        const { body } = await refresh(app, refresh_token);
        await post(app, { client_id: 'app', token: String(body.refresh_token) }, { path: '/oauth/revoke' });
      }
      return value();
    };
    expectRefusal(await misbehave('accessToken', overtaken, () => refresh(app, refresh_token)), 'invalid_grant');
    expect(isFirst).to.equal(false);
    expect(events).to.deep.equal([]);
  });
});
