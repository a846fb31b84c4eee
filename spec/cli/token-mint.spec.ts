import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthRequest, type OAuthServer } from 'oauth-controllers';
import { type QuickStart, startQuickStart, temporaryFolder } from '../support/quick-start';
import { oauth, root, run, serverOn } from './support';

const flags = ['token', 'mint', '--client', 'demo', '--user', 'ada', '--scope', 'photos:read'];

describe('oauth token mint', () => {
  const folder = temporaryFolder();
  const database = join(folder.path, 'mint.sqlite');
  let server: OAuthServer;
  before(async () => {
    server = await serverOn(database);
  });
  after(async () => {
    await server.close();
    folder.remove();
  });

  const mint = (...more: string[]) => oauth([...flags, '--database', database, ...more]);
  const authenticated = async ({ stdout }: { stdout: string }) =>
    server.authenticate(
      new OAuthRequest({
        method: 'GET',
        target: '/',
        origin: 'http://localhost',
        headers: { authorization: `Bearer ${stdout.trim()}` },
      }),
    );

  it('prints the token and nothing else', async () => {
    const answer = await mint();
    expect(answer.stdout).to.match(/^oat_[0-9a-z]{9}\.[\w-]{43}\n$/);
    expect(answer).to.include({ code: 0, stderr: '' });
    const { token } = await authenticated(answer);
    expect([token.subject, token.client.clientId, `${token.scopes}`, token.type]).to.deep.equal([
      'ada',
      'demo',
      'photos:read',
      'bearer',
    ]);
  });

  it('lives an hour, or as long as --lifetime says', async () => {
    for (const [more, expected] of [
      [[], 3600],
      [['--lifetime', '2m'], 120],
      [['--lifetime', '90'], 90],
    ] as const) {
      const { token } = await authenticated(await mint(...more));
      expect((token.expiresAt.getTime() - token.issuedAt.getTime()) / 1000).to.equal(expected);
    }
  });

  it('makes the token of a client that acts for itself, with several scopes', async () => {
    const answer = await oauth([
      ...['token', 'mint', '--client', 'job', '--scope', 'photos:read', 'photos:write', '--database', database],
    ]);
    const { token } = await authenticated(answer);
    expect([token.user, token.subject, [...token.scopes]]).to.deep.equal([undefined, 'job', ['photos:read', 'photos:write']]);
  });

  it('leaves it to the server whether there is such a user', async () => {
    const answer = await oauth([
      ...['token', 'mint', '--client', 'demo', '--user', 'eve', '--scope', 'photos:read', '--database', database],
    ]);
    expect((await authenticated(answer)).valid).to.equal(false);
  });

  for (const [what, parameters, sentence] of [
    ['an unknown client', ['--client', 'demi'], 'There is no client demi in this database; name another with --client'],
    ['a scope that the client may not have', ['--scope', 'photos:write'], 'it may have photos:read.'],
    ['a lifetime that is none', ['--lifetime', 'soon'], `--lifetime is "soon"; give seconds`],
    ['a database that is not there', ['--database', 'none.sqlite'], 'There is no database none.sqlite; start the server once'],
  ] as const) {
    it(`refuses ${what} and names the mend`, async () => {
      const answer = await mint(...parameters);
      expect(answer).to.include({ code: 1, stdout: '' });
      expect(answer.stderr)
        .to.match(/^oauth: .+\n$/)
        .and.include(sentence);
    });
  }

  it('refuses a public client without a user', async () => {
    const { code, stderr } = await oauth([
      ...['token', 'mint', '--client', 'demo', '--scope', 'photos:read', '--database', database],
    ]);
    expect([code, stderr]).to.deep.equal([
      1,
      'oauth: Client demo is public and cannot act for itself; name a user with --user.\n',
    ]);
  });

  it('is refused in production', async () => {
    const answer = await oauth([...flags, '--database', database], { NODE_ENV: 'production' });
    expect(answer).to.include({ code: 1, stdout: '' });
    expect(answer.stderr).to.include('token mint is for development and NODE_ENV is production');
  });

  it('finds the database by OAUTH_DATABASE, or in this folder, and makes none', async () => {
    expect((await oauth(flags, { OAUTH_DATABASE: database })).code).to.equal(0);
    const empty = join(folder.path, 'made/at');
    const other = await serverOn(join(empty, 'oauth.sqlite'));
    await other.close();
    expect((await oauth(flags, {}, empty)).stdout).to.match(/^oat_/);
    const nothing = await oauth(flags, {}, folder.path);
    expect(nothing.stderr).to.include('neither oauth.sqlite nor samples/quick-start/oauth.sqlite is here');
    expect(existsSync(join(folder.path, 'oauth.sqlite'))).to.equal(false);
    await (await serverOn(join(empty, 'samples/quick-start/oauth.sqlite'))).close();
    expect((await oauth(flags, {}, empty)).stderr).to.include('There are two databases here');
  });
});

describe('the line of the tutorial', () => {
  const folder = temporaryFolder();
  const database = join(folder.path, 'oauth.sqlite');
  let sample: QuickStart;
  before(async () => {
    sample = await startQuickStart({ OAUTH_DATABASE: database });
  });
  after(async () => {
    await sample.stop();
    folder.remove();
  });

  it('reaches the photos of the running quick start: curl with $(npx oauth token mint …)', async function () {
    this.timeout(60_000);
    const line = `curl -s -H "Authorization: Bearer $(npx oauth token mint --client demo --user ada --scope photos:read)" localhost:${sample.port}/photos`;
    // A cache of its own and no network: what runs is what stands in this repository.
    const environment = { OAUTH_DATABASE: database, npm_config_offline: 'true', npm_config_cache: join(folder.path, 'npm') };
    const { stdout, stderr } = await run('sh', ['-c', line], environment, root);
    expect(stdout, stderr).to.equal('[{"id":1,"title":"Sunset","owner":"ada"}]');
  });
});
