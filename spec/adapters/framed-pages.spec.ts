import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { AuthorizationEndpoint, ConsentPage, CurrentInteraction, Interaction, LoginPage, TokenEndpoint } from 'oauth-controllers';
import { Controller, Header, UseBefore } from 'routing-controllers';
import { type Framework, onEachFramework, startApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { authorizationUrl } from '../support/flow';

const csp = 'content-security-policy';
const none = "frame-ancestors 'none'";
const portal = "default-src 'self'; frame-ancestors https://portal.example";

/** What the application says of frames: ahead of the page, and on it. */
type Say = (response: ServerResponse) => unknown;
const silent: Say = () => undefined;
let ahead = silent;
let onPage = silent;

/** Goes on, unless an answer has been written. */
const saying =
  (say: () => Say) =>
  (...args: unknown[]): unknown => {
    const response = args.length === 2 ? (args[0] as { res: ServerResponse }).res : (args[1] as ServerResponse);
    say()(response);
    return response.headersSent ? undefined : (args.at(-1) as () => unknown)();
  };

const page = ({ form }: Interaction): string =>
  `<form method="post" action="${form.action}">${form.hidden}<input name="username"><button name="decision" value="allow"></form>`;

@Controller('/oauth')
@UseBefore(saying(() => ahead))
class OwnPages {
  @TokenEndpoint() token() {}
  @AuthorizationEndpoint() authorize() {}

  @LoginPage()
  @UseBefore(saying(() => onPage))
  login(@CurrentInteraction() interaction: Interaction) {
    return page(interaction);
  }

  @ConsentPage()
  @UseBefore(saying(() => onPage))
  consent(@CurrentInteraction() interaction: Interaction) {
    return page(interaction);
  }
}

@Controller('/oauth')
class DecoratedPages {
  @TokenEndpoint() token() {}
  @AuthorizationEndpoint() authorize() {}

  @LoginPage()
  @Header('Content-Security-Policy', "default-src 'self'")
  login(@CurrentInteraction() interaction: Interaction) {
    return page(interaction);
  }

  @ConsentPage()
  @Header('Content-Security-Policy', portal)
  consent(@CurrentInteraction() interaction: Interaction) {
    return page(interaction);
  }
}

const sets =
  (policy: string | string[], header = csp): Say =>
  response =>
    response.setHeader(header, policy);

/** [what the application says, how, the policy that arrives] */
const sayings: [what: string, say: Say, policy: string][] = [
  ['nothing', silent, none],
  ['no word of frames', sets("default-src 'self'"), `default-src 'self', ${none}`],
  ['no word of frames in two policies', sets(["default-src 'self'", 'img-src *']), `default-src 'self', img-src *, ${none}`],
  [
    'something that sounds alike',
    sets('img-src frame-ancestors; frame-ancestors-x *'),
    `img-src frame-ancestors; frame-ancestors-x *, ${none}`,
  ],
  ['a policy that is only reported', sets("frame-ancestors 'self'", `${csp}-report-only`), none],
  ['an empty policy', sets(''), `, ${none}`],
  ['which frames there may be', sets(portal), portal],
  ['the same, loudly', sets('FRAME-ANCESTORS *'), 'FRAME-ANCESTORS *'],
  ['the same, as the second policy', sets(["default-src 'self'", portal]), `default-src 'self', ${portal}`],
  ['the same, behind a comma', sets('img-src *,frame-ancestors *'), 'img-src *,frame-ancestors *'],
];

/** The login and the consent page. */
async function pagesOf(on: Framework, controller: new () => object): Promise<Page[]> {
  const app = await startApplication({ on, controllers: [controller] });
  try {
    const browser = new Browser();
    const login = await browser.open(authorizationUrl(app));
    const consent = await browser.open((await browser.logIn(login)).url);
    return [login, consent];
  } finally {
    await app.close();
  }
}

const policyOf = ({ headers }: Page): string | null => headers.get(csp);

describe('a page that is a handler of the application', () => {
  beforeEach(() => {
    ahead = onPage = silent;
  });

  onEachFramework(on => {
    for (const place of ['ahead of it', 'on it'] as const)
      for (const [what, say, policy] of sayings)
        it(`UI01: cannot be framed unless the application says so, which says ${what} ${place}`, async () => {
          if (place === 'on it') onPage = say;
          else ahead = say;
          const pages = await pagesOf(on, OwnPages);
          expect(pages.map(({ url }) => new URL(url).pathname)).to.deep.equal(['/oauth/login', '/oauth/consent']);
          expect(pages.every(({ body }) => body.includes('<form'))).to.equal(true);
          expect(pages.map(policyOf)).to.deep.equal([policy, policy]);
          expect(pages.map(({ headers }) => headers.get('x-frame-options'))).to.deep.equal(['DENY', 'DENY']);
        });

    it('UI01: cannot be framed, whatever a decorator says of other things', async () => {
      const [login, consent] = (await pagesOf(on, DecoratedPages)).map(policyOf);
      expect([login, consent]).to.deep.equal([`default-src 'self', ${none}`, portal]);
    });

    it('UI01: cannot be framed when it writes its head itself', async () => {
      const heads: [Say, string][] = [
        [response => response.writeHead(200).end(), none],
        [response => response.writeHead(200, 'Fine').end(), none],
        [response => response.writeHead(200, { [csp]: 'img-src *' }).end(), `img-src *, ${none}`],
        [response => response.writeHead(200, 'Fine', { [csp]: portal }).end(), portal],
        [
          response => response.writeHead(200, ['Content-Security-Policy', 'img-src *', 'X-Other', 'a']).end(),
          `img-src *, ${none}`,
        ],
        [response => response.flushHeaders(), none],
      ];
      const app = await startApplication({ on, controllers: [OwnPages] });
      const answers: Page[] = [];
      for (const [say] of heads) {
        onPage = response => {
          // Koa begins with 404.
          response.statusCode = 200;
          say(response);
          response.end();
        };
        answers.push(await new Browser().open(authorizationUrl(app)));
      }
      await app.close();
      expect(answers.map(policyOf)).to.deep.equal(heads.map(([, policy]) => policy));
      expect(answers.map(({ status }) => status)).to.deep.equal(heads.map(() => 200));
      expect(answers[4]?.headers.get('x-other')).to.equal('a');
    });
  });
});
