import { expect } from 'chai';
import type { AccessToken } from 'oauth-controllers';
import { createResourceServer } from 'oauth-controllers/resource';
import { secret } from '../../support/application';
import { isActive, photosApi, startIntrospection, webTokens } from '../../support/introspection';
import { MemoryLogger } from '../../support/logger';

describe('a resource server that is a client as well', () => {
  it('IN05: is not led to take a refresh token of its own for an access token', async () => {
    const app = await startIntrospection();
    const { clock } = app;
    const introspect = { clientId: 'web', clientSecret: secret };
    const options = { issuer: app.url, resource: photosApi, verify: { introspect }, clock, logger: new MemoryLogger() };
    const api = await createResourceServer(options);
    const opened = (token: string): Promise<unknown> =>
      api.authenticate(`Bearer ${token}`).then(
        ({ client }: AccessToken) => client.clientId,
        (error: { code?: unknown }) => error.code,
      );
    const { access_token, refresh_token } = await webTokens(app, { for: photosApi });
    expect(await isActive(app, refresh_token, 'web')).to.equal(true);
    expect([await opened(access_token), await opened(refresh_token)]).to.deep.equal(['web', 'invalid_token']);
    await api.close();
    await app.close();
  });
});
