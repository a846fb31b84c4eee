import type { RequestListener, ServerResponse } from 'node:http';
import { expect } from 'chai';
import { onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { comparable, exchanged } from '../compiled/wire';
import { Told } from './handlers';
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
    async function answered(sent: Record<string, string> = { authorization, origin }, path = '/told/all'): Promise<string> {
      const headers = Object.entries({ host: 'localhost', connection: 'close', ...sent }).map(pair => pair.join(': '));
      const bytes = `GET ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
      const { ahead, framework } = site.ports;
      const [ours, frameworks] = await Promise.all([exchanged(ahead, bytes), exchanged(framework, bytes)]);
      expect(comparable(ours)).to.deep.equal(comparable(frameworks));
      return ours;
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
      expect(await answered()).to.contain(on === 'koa' ? ' 200 OK' : ' 203 Non');
      before = (_request, response) => {
        response.statusMessage = 'Fine';
      };
      expect(await answered()).to.contain(on === 'koa' ? ' 200 OK' : ' 200 Fine');
    });

    it('is answered with what one has said before and replaces later, as the framework has it', async () => {
      let first: (response: ServerResponse) => unknown = () => undefined;
      const twice: RequestListener = (request, response) => {
        if (request.url !== '/told/slow') return;
        first(response);
        setTimeout(() => response.setHeader('vary', 'Origin'), 10);
      };
      await start({ served: server => void server.prependListener('request', twice) });
      first = response => response.setHeader('vary', 'Accept-Language');
      await answered({ authorization }, '/told/slow');
      first = response => {
        response.statusMessage = 'Fine';
      };
      await answered({ authorization }, '/told/slow');
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

    it('is answered with what one says while the guard decides, as the framework has it', async () => {
      const meanwhile: RequestListener = (_request, response) => {
        if (response.headersSent) return;
        response.setHeader('x-slow', 'no');
        response.statusMessage = 'Fine';
      };
      const answerHeaders = () => new Promise<Record<string, string>>(resolve => setTimeout(resolve, 10, { 'X-Slow': 'yes' }));
      const options = { oauth: { extensions: [{ name: 'slow', answerHeaders }] } };
      await start({ ...options, served: server => void server.on('request', meanwhile) });
      expect(await answered())
        .to.match(on === 'koa' ? / 200 OK/ : / 200 Fine/)
        .and.match(/X-Slow: yes/i);
      expect(await answered({ origin })).to.match(on === 'koa' ? / 401 Unauthorized/ : / 401 Fine/);
    });

    it('is answered with what one says while the handler is at work, as the framework has it', async () => {
      let say: (response: ServerResponse) => unknown = () => undefined;
      const later: RequestListener = (_request, response) => void setTimeout(() => response.headersSent || say(response), 10);
      const extensions = [{ name: 'own', answerHeaders: () => ({ 'X-Own': 'ours' }) }];
      await start({ oauth: { extensions }, served: server => void server.prependListener('request', later) });
      const slow = (): Promise<string> => answered({ authorization, origin }, '/told/slow');
      const more = (response: ServerResponse, name: string, value: string): unknown =>
        response.setHeader(name, [response.getHeader(name) ?? [], value].flat().join(', '));
      say = response => more(response, 'vary', 'Origin');
      expect(await slow()).to.contain('Authorization, Origin');
      say = response => {
        more(response, 'access-control-expose-headers', 'X-Trace');
        response.setHeader('Access-Control-Allow-Origin', origin);
      };
      expect(await slow())
        .to.contain('X-Own, X-Trace')
        .and.contain(origin);
      for (const [name, value] of [
        ['content-type', 'application/problem+json'],
        ['etag', '"mine"'],
        ['x-own', 'theirs'],
      ] as const) {
        say = response => response.setHeader(name, value);
        expect(await slow()).to.contain(value);
      }
      say = response => {
        response.statusMessage = 'Fine';
      };
      expect(await slow()).to.contain(on === 'koa' ? ' 200 OK' : ' 200 Fine');
      say = response => {
        response.statusCode = 203;
      };
      expect(await slow()).to.contain(on === 'koa' ? ' 200 OK' : ' 203 Non');
      Told.slowly = 0;
      say = response => response.setHeader('x-late', 'yes');
      expect(await slow()).to.match(/x-late: yes/i);
      expect(Told.slowly).to.equal(2);
    });

    it('leaves it alone where one answers itself while the handler is at work', async () => {
      const impatient: RequestListener = (request, response) => {
        if (request.url === '/told/slow') setTimeout(() => response.writeHead(503).end('late'), 10);
      };
      await start({ served: server => void server.prependListener('request', impatient) });
      const { error } = console;
      const told: unknown[] = [];
      console.error = (...args: unknown[]) => void told.push(args);
      try {
        expect((await fetch(`${site.url}/told/slow`, { headers: { authorization } })).status).to.equal(503);
        await new Promise(resolve => setTimeout(resolve, 80));
      } finally {
        console.error = error;
      }
      expect(told).to.deep.equal([]);
    });
  });
});
