import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import { onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { raw } from '../../support/raw';
import { type Site, type SiteOptions, startSite } from './sites';

const origin = 'https://photos.example';

describe('a protected handler behind listeners of the server', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let site: Site;
    let authorization: string;
    const start = async (options: SiteOptions): Promise<void> => {
      site = await startSite(on, options);
      authorization = `Bearer ${await site.token()}`;
    };
    afterEach(() => site.close());

    /** What both servers answer, which is the same. */
    async function answered(sent: Record<string, string> = { authorization, origin }): Promise<string> {
      const [ours, frameworks] = await Promise.all(
        [site.ports.ahead, site.ports.framework].map(async port => {
          const { status, body, headers } = await raw(`http://127.0.0.1:${port}/told/all`, { headers: sent });
          return { status, body, headers: { ...headers, date: '' } };
        }),
      );
      expect(ours).to.deep.equal(frameworks);
      return JSON.stringify(ours);
    }

    it('is answered with what one has said before, as the framework has it', async () => {
      let before: RequestListener = () => undefined;
      await start({ served: server => void server.prependListener('request', (...both) => before(...both)) });
      const heads = [
        { vary: 'Origin' },
        { 'access-control-expose-headers': 'X-Trace' },
        { 'content-type': 'application/problem+json' },
        { etag: '"mine"' },
      ];
      for (const [name, value] of heads.flatMap(head => Object.entries(head))) {
        before = (_request, response) => void response.setHeader(name, value);
        await answered({ origin });
        expect(await answered()).to.contain(value.slice(1, -1));
      }
      before = (_request, response) => {
        response.statusCode = 203;
      };
      expect(await answered()).to.contain(on === 'koa' ? '"status":200' : '"status":203');
    });

    it('is answered with what one says meanwhile, as the framework has it', async () => {
      const meanwhile: RequestListener = (_request, response) => {
        if (!response.headersSent) response.setHeader('vary', 'Origin').setHeader('access-control-expose-headers', 'X-Trace');
      };
      const extension = { name: 'slow', answerHeaders: async () => ({ 'X-Slow': 'yes' }) };
      await start({ oauth: { extensions: [extension] }, served: server => void server.on('request', meanwhile) });
      const answer = await answered();
      expect(answer).to.contain('Origin, Authorization').and.to.contain('X-Trace, WWW-Authenticate, X-Slow');
    });
  });
});
