import { expect } from 'chai';
import { OAuthController, OAuthScope, OAuthServer } from 'oauth-controllers';
import { Get, JsonController } from 'routing-controllers';
import { defaults, onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { MemoryLogger } from '../../support/logger';
import { type Application, layersOf, mount, type Site, type SiteOptions, startSite } from './sites';

@JsonController()
class Bare {
  @Get('/twins') @OAuthScope('albums:read') bare() {
    return { is: 'bare' };
  }
}

@JsonController()
class Slashed {
  @Get('/twins/') @OAuthScope('photos:read') slashed() {
    return { is: 'slashed' };
  }
}

@JsonController()
class Internal {
  @Get('/inside') @OAuthScope('photos:read') inside() {
    return { inside: true };
  }
}

/** No global middleware, so that no binder is among what routing-controllers takes. */
class Nothing {
  use(...args: unknown[]): unknown {
    return (args.at(-1) as () => unknown)();
  }
}

describe('a protected handler that is reached ahead of others', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Site;
    const start = async (options: SiteOptions): Promise<void> => {
      site = await startSite(on, options);
    };
    const { error } = console;
    afterEach(() => {
      console.error = error;
      return site.close();
    });

    async function answers(path: string, token: string): Promise<string[]> {
      const headers = { authorization: `Bearer ${token}` };
      return Promise.all(
        [site.ports.ahead, site.ports.framework].map(async port => {
          const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
          return `${answer.status} ${answer.ok ? await answer.text() : ''}`;
        }),
      );
    }

    it('OS01: is the one whose path has the slash at its end or has not', async () => {
      const controllers = [OAuthController, Bare, Slashed];
      await start({ routing: { controllers }, before: app => on !== 'koa' && app.enable('strict routing') });
      const [photos, albums] = [await site.token(), await site.token('albums:read')];
      const isBare = await answers('/twins', albums);
      expect(isBare).to.deep.equal(['200 {"is":"bare"}', '200 {"is":"bare"}']);
      expect(await answers('/twins', photos)).to.deep.equal(['403 ', '403 ']);
      expect(await answers('/twins/', albums)).to.deep.equal(on === 'koa' ? isBare : ['403 ', '403 ']);
    });

    it('OS01: is the one that is left where another one of its path was taken away', async () => {
      const without = (app: Application): void => {
        const layers = layersOf(app);
        const twins = layers.filter(({ path, route }) => /^\/twins\/?$/.test(String(route?.path ?? path)));
        layers.splice(layers.indexOf(twins[1] as (typeof twins)[number]), 1);
      };
      await start({ routing: { controllers: [OAuthController, Bare, Slashed] }, after: without });
      expect(await answers('/twins', await site.token())).to.deep.equal(['403 ', '403 ']);
      const left = await answers('/twins', await site.token('albums:read'));
      expect(left).to.deep.equal(['200 {"is":"bare"}', '200 {"is":"bare"}']);
    });

    it('OS01: asks the last of two servers whose binders it is behind', async () => {
      const other = await OAuthServer.create({ ...defaults, issuer: 'http://localhost:3001', logger: new MemoryLogger() });
      const before = (app: Application): void => mount(on, app, other.options({ controllers: [Internal] }));
      await start({ routing: { controllers: [OAuthController, Bare] }, before });
      const asked = await answers('/twins', await site.token('albums:read'));
      expect(asked).to.deep.equal(['200 {"is":"bare"}', '200 {"is":"bare"}']);
      await other.close();
    });

    it('OS01: stays closed past the prefix of the server', async () => {
      console.error = () => undefined;
      const past = { controllers: [Internal], routePrefix: '/internal', middlewares: [Nothing] };
      const routing = { controllers: [OAuthController], routePrefix: '/api' };
      await start({ routing, after: app => mount(on, app, past) });
      const token = await site.token();
      // On Koa a binder is asked wherever a request goes.
      const expected = on === 'koa' ? '200 {"inside":true}' : '500 ';
      expect(await answers('/internal/inside', token)).to.deep.equal([expected, expected]);
    });
  });
});
