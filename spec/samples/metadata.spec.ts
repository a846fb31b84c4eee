import { expect } from 'chai';
import { OAuthController } from 'oauth-controllers';
import { DescriptionController } from '../../samples/metadata/description';
import { mountedApplication } from '../../samples/metadata/mounted';
import { metadataOf } from '../metadata/support';
import { startApplication } from '../support/application';

describe('the samples of metadata', () => {
  it('description: members of your own', async () => {
    const app = await startApplication({ controllers: [OAuthController, DescriptionController] });
    expect(await metadataOf(app)).to.deep.include({
      service_documentation: `${app.url}/docs`,
      ui_locales_supported: ['en', 'de'],
    });
    await app.close();
  });

  it('mounted: the metadata is at the root of the origin', async () => {
    const app = await startApplication();
    app.http.removeAllListeners('request').on('request', mountedApplication(app.server));
    expect(await metadataOf(app)).to.include({ issuer: app.url, token_endpoint: `${app.url}/api/oauth/token` });
    await app.close();
  });
});
