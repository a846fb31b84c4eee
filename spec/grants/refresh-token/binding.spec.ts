import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { call, exchange, obtainCode, post, refresh, type TokenAnswer, tokens } from '../../support/flow';

describe('a refresh token', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ tokens: { reuseInterval: 0 } });
  });
  after(() => app.close());

  const webToken = async (changes = {}): Promise<string> =>
    (await exchange(app, await obtainCode(app, { client_id: 'web', ...changes }), {}, { basic: 'web' })).body.refresh_token ?? '';
  const expectRefused = ({ status, body, headers }: TokenAnswer, error = 'invalid_grant', code = 400): void => {
    expect([status, body.error]).to.deep.equal([code, error]);
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(body).to.have.all.keys('error', 'error_description');
  };

  it('RT01: is of no use to another client, public or confidential, and not spent by its attempt', async () => {
    const { refresh_token: publicOne } = await tokens(app);
    const confidential = await webToken();
    expectRefused(await refresh(app, publicOne, { client_id: 'other' }));
    expectRefused(await refresh(app, publicOne, {}, { basic: 'web' }));
    expectRefused(await refresh(app, confidential));
    expectRefused(await refresh(app, confidential, {}, { basic: 'web2' }));
    expect((await refresh(app, publicOne)).status).to.equal(200);
    expect((await refresh(app, confidential, {}, { basic: 'web' })).status).to.equal(200);
  });

  it('RT01: tells another client nothing: unknown and foreign ones get the same words', async () => {
    const { refresh_token: foreign } = await tokens(app);
    const answers = [await refresh(app, foreign, { client_id: 'other' }), await refresh(app, 'unknown', { client_id: 'other' })];
    expect(answers[0]?.body).to.deep.equal(answers[1]?.body);
  });

  it('RT02: is used once: the new one works, the old one does not', async () => {
    const first = await tokens(app);
    const second = await refresh(app, first.refresh_token);
    expect(second.status).to.equal(200);
    expect(second.body.refresh_token).to.be.a('string').with.length.above(40).and.not.equal(first.refresh_token);
    expect(second.body.access_token).to.not.equal(first.access_token);
    const third = await refresh(app, second.body.refresh_token ?? '');
    expect(third.status).to.equal(200);
    expectRefused(await refresh(app, first.refresh_token));
  });

  it('RT02: rotates for confidential clients just as well', async () => {
    const first = await webToken();
    expect((await refresh(app, first, {}, { basic: 'web' })).body.refresh_token).to.not.equal(first);
    expectRefused(await refresh(app, first, {}, { basic: 'web' }));
  });

  it('RT03: ends its family when it comes back: every access and refresh token, and no other family', async () => {
    const events: string[] = [];
    app.server.events.on('refreshTokenReused', ({ client }) => events.push(client.clientId));
    const neighbour = await tokens(app);
    const first = await tokens(app);
    const second = (await refresh(app, first.refresh_token)).body;
    const third = (await refresh(app, second.refresh_token ?? '')).body;
    expectRefused(await refresh(app, first.refresh_token));
    for (const one of [first, second, third]) expect((await call(app, one.access_token)).status).to.equal(401);
    expectRefused(await refresh(app, third.refresh_token ?? ''));
    expect((await call(app, neighbour.access_token)).status).to.equal(200);
    expect((await refresh(app, neighbour.refresh_token)).status).to.equal(200);
    expect(events, 'one event a family').to.deep.equal(['app']);
  });

  it('RT03: ends its family even when it comes back after it has expired', async () => {
    const first = await tokens(app);
    app.clock.advance(29 * 24 * 3600);
    const second = (await refresh(app, first.refresh_token)).body;
    app.clock.advance(2 * 24 * 3600);
    expectRefused(await refresh(app, first.refresh_token));
    expectRefused(await refresh(app, second.refresh_token ?? ''));
  });

  it('RT06: is remembered as used across a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'oauth-restart-'));
    const database = join(folder, 'oauth.sqlite');
    const before = await startApplication({ database, tokens: { reuseInterval: 0 } });
    const first = await tokens(before);
    const second = (await refresh(before, first.refresh_token)).body;
    await before.close();
    const after = await startApplication({ database, tokens: { reuseInterval: 0 } });
    expect((await call(after, second.access_token)).status, 'a living one lives on').to.equal(200);
    expectRefused(await refresh(after, first.refresh_token));
    expect((await call(after, second.access_token)).status).to.equal(401);
    expectRefused(await refresh(after, second.refresh_token ?? ''));
    await after.close();
    rmSync(folder, { recursive: true });
  });

  it('RT09: of a confidential client needs the client’s proof', async () => {
    const token = await webToken();
    expectRefused(await refresh(app, token, { client_id: 'web' }), 'invalid_client', 401);
    expectRefused(await refresh(app, token, {}, { basic: 'web', secret: 'wrong' }), 'invalid_client', 401);
    expectRefused(await post(app, { grant_type: 'refresh_token', refresh_token: token }), 'invalid_client', 401);
    expect((await refresh(app, token, {}, { basic: 'web' })).status, 'nothing was spent').to.equal(200);
  });

  it('RT09: is needed, once', async () => {
    const { refresh_token } = await tokens(app);
    expectRefused(await refresh(app, '', {}), 'invalid_request');
    expectRefused(
      await post(app, { grant_type: 'refresh_token', client_id: 'app', refresh_token: [refresh_token, 'x'] }),
      'invalid_request',
    );
    expect((await refresh(app, refresh_token)).status).to.equal(200);
  });
});
