import { expect } from 'chai';
import { ByOwner, clients, OAuthController } from '../../../samples/introspection/introspection';
import type { Extension } from '../../../src/core/extension';
import { startApplication } from '../../support/application';
import { post } from '../../support/flow';
import { introspect } from '../../support/introspection';
import { restoreServices } from '../../support/services';

const forPhotos: Extension = { name: 'audience', issue: async () => ({ audience: ['https://photos.example.com'] }) };

describe('the sample of introspection', () => {
  afterEach(restoreServices);

  const token = async (app: { url: string }): Promise<string> =>
    (await post(app, { grant_type: 'client_credentials' }, { basic: 'printer', secret: 'printer-secret' })).body.access_token;
  const api = { basic: 'photo-api', secret: 'photo-api-secret' };

  it('IN04, IN05: shows a resource server the tokens that are for it, with what the application adds', async () => {
    const app = await startApplication({ controllers: [OAuthController], clients, extensions: [forPhotos] });
    const { body } = await introspect(app, await token(app), {}, api);
    expect(body).to.deep.include({ active: true, tenant: 'north', aud: ['https://photos.example.com'] });
    await app.close();
    const without = await startApplication({ controllers: [OAuthController], clients });
    expect((await introspect(without, await token(without), {}, api)).body).to.deep.equal({ active: false });
    await without.close();
  });

  it('IN04: has a policy of its own', async () => {
    const owned = clients.map(client => ({ ...client, owner: 'north' }));
    const app = await startApplication({ controllers: [OAuthController], clients: owned, services: [ByOwner] });
    expect((await introspect(app, await token(app), {}, api)).body.active).to.equal(true);
    await app.server.clients.put({ ...owned[0], clientId: 'photo-api', owner: 'south' });
    expect((await introspect(app, await token(app), {}, api)).body).to.deep.equal({ active: false });
    await app.close();
  });
});
