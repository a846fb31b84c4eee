import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { options } from '../../samples/own-extension/options';
import { tenants } from '../../samples/own-extension/tenants';
import { startApplication, type TestApplication } from '../support/application';
import { authorize, exchange, obtainCode, refresh } from '../support/flow';
import { outer, pushedUri } from './par/push';

describe('an extension of your own', () => {
  it('keeps what it was told, from the authorization to the last refresh', async () => {
    const app = await startApplication({ extensions: [tenants(['north', 'south'])] });
    const first = await exchange(app, await obtainCode(app, { tenant: 'north' }));
    const second = await refresh(app, String(first.body.refresh_token));
    for (const { body } of [first, second]) expect(await claims(app, body.access_token)).to.deep.include({ tenant: 'north' });
    const without = await exchange(app, await obtainCode(app));
    expect(await claims(app, without.body.access_token)).to.not.have.property('tenant');
    const { location } = await authorize(app, { tenant: 'west' });
    expect(location?.searchParams.get('error')).to.equal('invalid_request');
    await app.close();
  });

  it('stands beside the built-in ones and their options', async () => {
    const { extensions, resources } = options;
    const app = await startApplication({ extensions, resources });
    const plain = await authorize(app, { tenant: 'north' });
    expect(plain.location?.searchParams.get('error')).to.equal('invalid_request');
    const uri = await pushedUri(app, { tenant: 'north', resource: 'https://photos.example/' });
    const { body } = await exchange(app, await obtainCode(app, outer(uri)));
    expect(await claims(app, body.access_token)).to.deep.include({ tenant: 'north' });
    const metadata = await fetch(`${app.url}/.well-known/oauth-authorization-server`);
    expect(await metadata.json()).to.deep.include({
      tenants_supported: ['north', 'south'],
      require_pushed_authorization_requests: true,
      pushed_authorization_request_endpoint: `${app.url}/oauth/par`,
    });
    await app.close();
  });

  it('is refused at the start where it takes the name of pushed requests, whose endpoint could not work with it', async () => {
    const started = startApplication({ extensions: [{ name: 'par', metadata: () => ({}) }] });
    expect(String(await started.catch((error: unknown) => error))).to.equal(
      'TypeError: The option extensions has a par that pushedAuthorizationRequests() has not made, and the endpoint of pushed requests needs that one; use it, or give yours another name.',
    );
  });

  /** The token may be for another resource, so the store is asked. */
  async function claims({ server }: TestApplication, token: string): Promise<object> {
    const hash = token.slice(4, 13) + createHash('sha256').update(token).digest('hex').slice(9);
    const [row] = await server.dataSource.query('SELECT claims FROM oauth_access_token WHERE hash = ?', [hash]);
    return JSON.parse(row.claims);
  }
});
