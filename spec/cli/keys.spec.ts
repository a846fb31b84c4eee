import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { OAuthServer } from 'oauth-controllers';
import { operatorKey } from '../support/keys';
import { temporaryFolder } from '../support/quick-start';
import { oauth } from './support';

describe('oauth keys', () => {
  const folder = temporaryFolder();
  const database = join(folder.path, 'keys.sqlite');
  const environment = { OAUTH_ENCRYPT_WITH: operatorKey };
  let server: OAuthServer;
  before(async () => {
    const scopes = { 'photos:read': 'See your photos' };
    server = await OAuthServer.create({ issuer: 'http://localhost', database, scopes, keys: { encryptWith: operatorKey } });
  });
  after(async () => {
    await server.close();
    folder.remove();
  });
  const keys = (command: string, given: NodeJS.ProcessEnv = environment) =>
    oauth(['keys', command, '--database', database], given);

  it('rotate makes no first key: the server does, under the key that it has', async () => {
    const { code, stdout, stderr } = await keys('rotate');
    expect([code, stdout]).to.deep.equal([1, '']);
    expect(stderr).to.equal('oauth: There is no signing key yet; the server makes the first one when it needs it.\n');
    expect((await keys('list')).stdout).to.equal('[]\n');
  });

  it('rotate takes the key of the operator from the environment, and makes nothing under another', async () => {
    await server.keys.rotate();
    for (const given of [{}, { OAUTH_ENCRYPT_WITH: [...operatorKey].reverse().join('') }]) {
      const { code, stdout, stderr } = await keys('rotate', given);
      expect([code, stdout]).to.deep.equal([1, '']);
      expect(stderr).to.include('cannot be opened with keys.encryptWith');
    }
    expect((await keys('rotate', {})).stderr).to.include('set OAUTH_ENCRYPT_WITH');
    expect(existsSync(`${database}.key`), 'a key of development').to.equal(false);
    expect(await server.keys.list()).to.have.length(1);
  });

  it('list prints what there is, and rotate the next one, which the running server has too', async () => {
    const [first] = await server.keys.list();
    const shown = { kid: first?.kid, alg: 'ES256', state: 'active', signs_from: first?.signsFrom.toISOString() };
    expect(JSON.parse((await keys('list')).stdout)).to.deep.equal([shown]);
    const { stdout, stderr, code } = await keys('rotate');
    expect([code, stderr]).to.deep.equal([0, '']);
    const [active, next] = JSON.parse(stdout);
    expect(active).to.deep.include({ ...shown, signs_until: next.signs_from });
    expect(next.state).to.equal('next');
    expect((await server.keys.list()).map(({ kid }) => kid)).to.deep.equal([first?.kid, next.kid]);
  });

  it('works in production', async () => {
    const { code, stdout } = await keys('list', { ...environment, NODE_ENV: 'production' });
    expect([code, JSON.parse(stdout).length]).to.deep.equal([0, 2]);
    expect((await keys('rotate', { ...environment, NODE_ENV: 'production' })).code).to.equal(0);
  });
});
