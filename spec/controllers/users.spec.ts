import { expect } from 'chai';
import { OAuthController, type OAuthOptions, TokenEndpoint, UserProvider } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { startApplication } from '../support/application';
import { restoreServices } from '../support/services';

class Accounts extends UserProvider {}

@Controller('/kiosk')
class Kiosk {
  @TokenEndpoint('/token') token() {}
}

describe('TD03: a server that knows no users', () => {
  const warnings = async (options: Partial<OAuthOptions>): Promise<[said: string[], found: string[]]> => {
    const app = await startApplication(options);
    app.server.options({ controllers: options.controllers ?? [OAuthController] });
    await app.close();
    restoreServices();
    return [app.log.lines.filter(line => line.startsWith('warn')), app.server.check().map(({ id }) => id)];
  };

  it('is warned of once, where somebody could want to log in', async () => {
    const nobody =
      'warn oauth-controllers: Nobody can log in: the application has no UserProvider of its own, and there is no option users; name yours in the option services, or give users for development. ';
    expect(await warnings({ users: undefined })).to.deep.equal([[nobody], ['no-user-provider']]);
    expect(await warnings({ users: undefined, controllers: [Kiosk] })).to.deep.equal([[], []]);
    expect(await warnings({ users: undefined, services: [Accounts] })).to.deep.equal([[], []]);
    expect(await warnings({})).to.deep.equal([[], []]);
  });

  it('is not one where it has a UserProvider, of which the option users is warned', async () => {
    const unused =
      'warn oauth-controllers: The option users is never asked: the application has a UserProvider of its own, which comes before it; leave users out, or the UserProvider. ';
    expect(await warnings({ services: [Accounts] })).to.deep.equal([[unused], ['users-beside-provider']]);
  });
});
