import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../support/free-port';
import { type QuickStart, startQuickStart, temporaryFolder } from '../support/quick-start';
import { demoTokens, photos, refresh } from './demo';

describe('npm start, stopped and started again', () => {
  const folder = temporaryFolder();
  after(folder.remove);
  let running: QuickStart | undefined;
  afterEach(async () => void (await running?.stop('SIGKILL')));

  async function start(environment: Record<string, string>): Promise<QuickStart> {
    running = await startQuickStart(environment);
    return running;
  }
  async function settings(name: string): Promise<Record<string, string>> {
    return { OAUTH_DATABASE: join(folder.path, name), PORT: String(await freePort()) };
  }

  it('keeps tokens valid', async () => {
    const environment = await settings('kept.sqlite');
    const first = await start(environment);
    const tokens = await demoTokens(first);
    await first.stop();
    const second = await start(environment);
    expect((await photos(second, tokens.access_token)).status).to.equal(200);
    expect((await refresh(second, tokens.refresh_token)).status).to.equal(200);
  });

  it('RT06: knows a refresh token as used after it was killed', async () => {
    const environment = await settings('killed.sqlite');
    const first = await start(environment);
    const old = await demoTokens(first);
    // Used twice over, so that the first one is no repetition of an answer that was lost.
    const { body: next } = await refresh(first, old.refresh_token);
    const { body: fresh } = await refresh(first, next.refresh_token);
    expect((await photos(first, fresh.access_token)).status).to.equal(200);
    expect((await first.stop('SIGKILL')).signal).to.equal('SIGKILL');
    const second = await start(environment);
    expect((await refresh(second, old.refresh_token)).body.error).to.equal('invalid_grant');
    expect((await refresh(second, fresh.refresh_token)).body.error, 'the family').to.equal('invalid_grant');
    expect((await photos(second, fresh.access_token)).status, 'the access token').to.equal(401);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends cleanly on ${signal}, though a browser holds connections open`, async () => {
      const sample = await start(await settings(`${signal}.sqlite`));
      await (await photos(sample)).text();
      // A browser opens connections ahead of time and may never use them.
      const silent = connect(sample.port, '127.0.0.1');
      await once(silent, 'connect');
      const began = Date.now();
      expect(await sample.stop(signal)).to.deep.equal({ code: 0, signal: null });
      expect(Date.now() - began).to.be.below(4500);
      silent.destroy();
    });
  }
});
