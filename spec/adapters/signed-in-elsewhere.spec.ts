import { expect } from 'chai';
import { User } from 'oauth-controllers';
import { type Action, CurrentUser, Get, JsonController } from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { call, tokens } from '../support/flow';

@JsonController('/me')
class MeController {
  @Get('/')
  me(@CurrentUser() user?: User) {
    return { user: user?.username ?? null };
  }
}

const currentUserChecker = async ({ request }: Action): Promise<unknown> =>
  request.headers['x-session'] ? { username: 'session' } : undefined;

describe('an application that signs its users in itself', () => {
  onEachFramework(on => {
    let app: TestApplication;
    before(async () => {
      const { OAuthController } = await import('oauth-controllers');
      app = await startApplication({ on, controllers: [OAuthController, MeController], routing: { currentUserChecker } });
    });
    after(() => app.close());

    const me = (token?: string, headers: Record<string, string> = {}) => call(app, token, { path: '/me', headers });

    it('keeps its user, whatever the token says', async () => {
      const { access_token } = await tokens(app);
      expect(await (await me(access_token, { 'x-session': 'a' })).json()).to.deep.equal({ user: 'session' });
    });

    it('gets the user of the token where nobody is signed in', async () => {
      const { access_token } = await tokens(app);
      expect(await (await me(access_token)).json()).to.deep.equal({ user: 'ada' });
      expect(await (await me()).json()).to.deep.equal({ user: null });
    });

    it('does not take a bad token for no token', async () => {
      expect((await me('x')).status).to.equal(401);
    });
  });
});
