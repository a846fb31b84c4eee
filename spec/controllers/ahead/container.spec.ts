import { expect } from 'chai';
import { type Action, useContainer } from 'routing-controllers';
import { Container } from 'typedi';
import { onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { Told } from './handlers';
import { type Site, startSite } from './sites';

type Type = new () => object;
type Get = (type: Type, action?: Action) => unknown;

const use = (get: Get, fallback = false): void => useContainer({ get: get as never }, { fallback });

describe('the container that a protected handler with nothing around it gets its controller from', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Site;
    let authorization: string;
    beforeEach(async () => {
      site = await startSite(on);
      authorization = `Bearer ${await site.token()}`;
    });
    afterEach(async () => {
      // Back to the container of routing-controllers itself, which other specifications run with.
      useContainer(undefined as never);
      await site.close();
    });

    async function ask(port = site.ports.ahead): Promise<void> {
      const { stackTraceLimit } = Error;
      Error.stackTraceLimit = 100;
      const answer = await fetch(`http://127.0.0.1:${port}/told/all?tenant=b`, { headers: { authorization } });
      Error.stackTraceLimit = stackTraceLimit;
      expect(answer.status).to.equal(200);
    }

    /** Whether the handler was called without its framework. */
    async function isCalledAtOnce(): Promise<boolean> {
      await ask();
      return !/node_modules\/(?:express4?|router|koa|koa-compose|@koa)\//.test(Told.stack);
    }

    /** With a container that is there from the start. */
    async function startWith(choose: () => void): Promise<void> {
      await site.close();
      choose();
      site = await startSite(on);
      authorization = `Bearer ${await site.token()}`;
    }

    it('is asked for it without the framework where it looks at no request', async () => {
      expect(await isCalledAtOnce()).to.equal(true);
      for (const choose of [() => useContainer(Container), () => use(type => Container.get(type))]) {
        await startWith(choose);
        expect(await isCalledAtOnce()).to.equal(true);
      }
    });

    it('knows all that the framework has made of the request, being a container of the application', async () => {
      const seen: unknown[] = [];
      use((type, action) => {
        if (type === Told) seen.push(whatIsKnown(action));
        return Container.get(type);
      });
      expect(await isCalledAtOnce()).to.equal(false);
      const ours = seen.splice(0).slice(-1);
      await ask(site.ports.framework);
      expect(ours).to.deep.equal(seen);
      expect(JSON.stringify(ours)).to.contain('"tenant":"b"').and.contain('/told/all?tenant=b');
      await ask();
      expect(seen.length, 'and is asked once').to.equal(2);
    });

    it('is asked as the framework does it where one that gives other controllers is chosen later', async () => {
      expect(await isCalledAtOnce()).to.equal(true);
      use(type => Container.get(type));
      expect(await isCalledAtOnce()).to.equal(false);
    });

    it('is asked as the framework does it where one that looks is chosen later, for the same controllers', async () => {
      await startWith(() => useContainer(Container));
      expect(await isCalledAtOnce()).to.equal(true);
      use((type, action) => (action?.request.query.tenant === 'x' ? undefined : Container.get(type)));
      expect(await isCalledAtOnce()).to.equal(false);
    });

    it('is asked as the framework does it where it gives another each time, or fails', async () => {
      let asked = 0;
      use(type => (type === Told ? new Told() : Container.get(type)));
      expect(await isCalledAtOnce()).to.equal(false);
      await startWith(() =>
        use(type => {
          if (type === Told && asked++ === 0) throw new Error('not yet');
          return Container.get(type);
        }),
      );
      expect(await isCalledAtOnce()).to.equal(false);
    });
  });
});

function whatIsKnown({ request, response, context, next }: Partial<Action> = {}): unknown {
  const { url, originalUrl, query, params } = request ?? {};
  const { locals } = response ?? {};
  return {
    url,
    originalUrl,
    query,
    params,
    locals: { ...locals },
    context: context && { params: context.params },
    next: typeof next,
  };
}
