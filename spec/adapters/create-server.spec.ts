import { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from 'chai';
import type { Express, Request, Response } from 'express';
import { type BothServers, bothServers, closing, expresses, request } from '../support/both-servers';

/** Extensions that applications make, which no type knows. */
type Extended = Record<string, (...args: unknown[]) => unknown>;
const prototypesOf = (app: unknown) => app as { request: object; response: object };

/** What a handler sees of who it belongs to. */
const seen = (app: Express, sub?: Express) => (req: Request, res: Response) => ({
  names: [req, res].map(one => (one.app === app ? 'app' : one.app === sub ? 'sub' : 'another')),
  prototypes: [
    Object.getPrototypeOf(req) === prototypesOf(req.app).request,
    Object.getPrototypeOf(res) === prototypesOf(res.app).response,
  ],
  instances: [req instanceof IncomingMessage, res instanceof ServerResponse],
  constructors: [req.constructor === IncomingMessage, res.constructor === ServerResponse],
  circle: req.res === res && res.req === req,
  own: [Object.keys(req).sort(), Object.keys(res).sort()],
});

for (const [name, make] of Object.entries(expresses)) {
  describe(`createServer(app) answers as http.createServer(app) does, on ${name}`, () => {
    let both: BothServers | undefined;
    afterEach(() => both?.close());
    const probe = async (...args: Parameters<typeof bothServers> extends [unknown, ...infer Rest] ? Rest : never) => {
      both = await bothServers(make, ...args);
      return both;
    };

    it('requests and responses are what they are elsewhere', async () => {
      const { same } = await probe(app => void app.get('/', (req, res) => void res.json(seen(app)(req, res))));
      const answer = await same(closing('GET /'));
      expect(answer)
        .to.match(/^HTTP\/1\.1 200 /)
        .and.to.contain('"names":["app","app"]');
      expect(answer).to.contain('"prototypes":[true,true],"instances":[true,true],"constructors":[true,true],"circle":true');
    });

    it('a sub-application has its own app and settings inside, and its parent has them back after it', async () => {
      const { same } = await probe((app, express) => {
        const sub = express().disable('x-powered-by').disable('etag').set('query parser', false).set('trust proxy', true);
        const deepest = express().set('json spaces', 1);
        const told = (req: Request, res: Response): Response =>
          res.append('x-query', JSON.stringify(req.query ?? null)).append('x-ip', req.ip);
        app.set('query parser', 'extended').set('trust proxy', false);
        (sub.request as unknown as Extended).whose = () => 'sub';
        (app.request as unknown as Extended).whose = () => 'app';
        const whose = (req: Request): unknown => (req as unknown as Extended).whose?.();
        for (const one of [sub, deepest])
          one.get('/inside', (req, res) => void told(req, res).json([whose(req), seen(app, sub)(req, res)]));
        sub.use('/deepest', deepest);
        app.use('/sub', sub);
        app.use((req, res) => void told(req, res).json([whose(req), seen(app, sub)(req, res)]));
      });
      const headers = ['X-Forwarded-For: 6.6.6.6'];
      const answers = [];
      for (const path of ['/sub/inside', '/sub/deepest/inside', '/sub/past', '/top'])
        answers.push(await same(closing(`GET ${path}?a[b]=1`, ...headers)));
      expect(answers.map(answer => /"names":(\[[^\]]*\])/.exec(answer)?.[1])).to.deep.equal([
        '["sub","sub"]',
        undefined,
        '["app","app"]',
        '["app","app"]',
      ]);
      expect(answers[1]).to.contain('"another"');
      expect(answers.map(answer => /x-ip: (.*)/i.exec(answer)?.[1])).to.deep.equal([
        '6.6.6.6',
        '6.6.6.6',
        '127.0.0.1',
        '127.0.0.1',
      ]);
      expect(answers.map(answer => answer.includes('ETag'))).to.deep.equal([false, true, true, true]);
    });

    it('what the application adds to its requests and responses is there, whether before or after', async () => {
      const { same } = await probe(
        app => {
          (app.request as unknown as Extended).early = () => 'early';
          app.get('/', (request, response) => {
            const extended = request as unknown as Extended;
            (response as unknown as Extended).reply?.([extended.early?.(), extended.late?.()]);
          });
        },
        (_http, app) => {
          (app.request as unknown as Extended).late = () => 'late';
          (app.response as unknown as Extended).reply = function (this: unknown, what) {
            return (this as Response).status(201).json(what);
          };
        },
      );
      expect(await same(closing('GET /'))).to.match(/^HTTP\/1\.1 201 [\s\S]*\["early","late"\]$/);
    });

    it('an application whose prototypes are replaced when it has its server is still right', async () => {
      const { same } = await probe(
        app => void app.get('/', (request, response) => void response.json((request as unknown as Extended).replaced?.())),
        (_http, app) => {
          app.request = Object.assign(Object.create(app.request), { replaced: () => 'replaced' });
        },
      );
      expect(await same(closing('GET /'))).to.match(/"replaced"$/);
    });

    it('json, send, redirect, cookies, errors and HEAD', async () => {
      const { same } = await probe(app => {
        app.get('/json', (req, res) => void res.json({ fresh: req.fresh, host: req.hostname, type: req.accepts('json') }));
        app.get('/send', (_req, res) => void res.cookie('a', 'b').send('text'));
        app.get('/bytes', (_req, res) => void res.type('png').send(Buffer.from('bytes')));
        app.get('/away', (_req, res) => res.redirect(303, '/json'));
        app.get('/stream', (_req, res) => void res.write('one', () => res.end('two')));
        app.get('/fails', () => {
          throw Object.assign(new Error('no'), { status: 418 });
        });
        app.post('/body', make.urlencoded({ extended: false }), (req, res) => void res.json(req.body));
      });
      for (const path of ['/json', '/send', '/bytes', '/away', '/stream', '/fails', '/nowhere', '/%'])
        for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) await same(closing(`${method} ${path}`));
      const tag = /ETag: (.*)/.exec(await same(closing('GET /send')))?.[1];
      expect(await same(closing('GET /send', `If-None-Match: ${tag}`))).to.match(/^HTTP\/1\.1 304 /);
      expect(await same(closing('GET /fails'))).to.match(/^HTTP\/1\.1 418 /);
      const form = ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 3'];
      expect(await same(`${closing('POST /body', ...form)}a=1`)).to.match(/\{"a":"1"\}$/);
    });

    it('several requests on one connection, sent before the first is answered', async () => {
      const { same } = await probe(app => {
        let kept: Request | undefined;
        app.get('/:n', (req, res) => {
          const answer = { n: req.params.n, another: kept !== req, ...seen(app)(req, res) };
          kept = req;
          setTimeout(() => res.json(answer), req.params.n === '1' ? 20 : 0);
        });
      });
      const answer = await same(request('GET /1') + request('HEAD /2') + request('GET /3') + closing('GET /4'));
      expect(answer.match(/HTTP\/1\.1 200/g)).to.have.length(4);
      expect(answer.match(/"n":"\d","another":true/g)).to.deep.equal([1, 3, 4].map(n => `"n":"${n}","another":true`));
    });

    it('the events of the server: upgrade, expectations, a request that is broken', async () => {
      const { same } = await probe(
        app => void app.get('/', (req, res) => void res.json(seen(app)(req, res))),
        (http, app) => {
          http.on('upgrade', (req: IncomingMessage, socket) => {
            const facts = [req instanceof IncomingMessage, req.url, req.headers.upgrade, req.method];
            socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${JSON.stringify(facts)}`);
          });
          http.on('checkContinue', (req, res) => {
            res.writeContinue();
            app(req, res);
          });
          http.on('checkExpectation', (_req, res) => res.writeHead(417, { connection: 'close' }).end());
        },
      );
      const upgrade = closing('GET /socket').replace('Connection: close', 'Connection: Upgrade\r\nUpgrade: echo');
      expect(await same(upgrade)).to.contain('[true,"/socket","echo","GET"]');
      expect(await same(closing('GET /', 'Expect: 100-continue'))).to.match(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
      expect(await same(closing('GET /', 'Expect: wonders'))).to.match(/^HTTP\/1\.1 417 /);
      expect(await same('NONSENSE\r\n\r\n')).to.match(/^HTTP\/1\.1 400 /);
    });

    it('several applications in one process, and one that hands on to another', async () => {
      const { same } = await probe((app, express) => {
        const other = express().set('env', 'test').disable('x-powered-by');
        other.get('/other', (req, res) => void res.json(seen(app, other)(req, res)));
        app.get('/', (req, res) => void res.json(seen(app, other)(req, res)));
        // Not mounted: called as a function, as applications do that are chosen by the host name.
        app.get('/other', (req, res) => other(req, res));
      });
      const [first, second, third] = [
        await same(closing('GET /')),
        await same(closing('GET /other')),
        await same(closing('GET /')),
      ];
      expect([first, second, third].map(answer => /"names":\["(\w+)/.exec(answer)?.[1])).to.deep.equal(['app', 'sub', 'app']);
    });
  });
}
