import { expect } from 'chai';
import { matchesRedirectUri, redirectUriProblem, withParameters } from '../../src/core/redirect-uri';
import { startApplication, type TestApplication } from '../support/application';

/** Each with a word of the sentence that refuses it. */
const refused: Record<string, [reason: RegExp, ...uris: string[]]> = {
  'RU03: a fragment, even an empty one': [
    /fragment/,
    'https://app.example/cb#x',
    'https://app.example/cb#',
    'com.app:/cb#',
    'http://127.0.0.1/#',
  ],
  'RU04: plain http anywhere but on the loopback': [
    /http/,
    ...['http://app.example/cb', 'HTTP://app.example/cb', 'http://127.0.0.2/cb', 'http://0.0.0.0/cb', 'http://[::]/cb'],
    ...['http://localhost.evil.example/cb', 'http://127.0.0.1.evil.example/', 'http://10.0.0.1/', 'http://[::ffff:127.0.0.1]/cb'],
    ...['http://2130706433/cb', 'http://0x7f.1/cb', 'http://127.1/cb'],
  ],
  'RU05: credentials': [
    /credentials/,
    'http://attacker@127.0.0.1:9/cb',
    'https://u:p@app.example/',
    'https://@app.example/',
    'https://u:@app.example',
  ],
  'RU07: schemes that run or read something': [
    /can run in the page/,
    ...['javascript:alert(1)', 'JaVaScript:alert(1)', 'javascript://app.example/%0aalert(1)', 'data:text/html,x', 'DATA:,x'],
    ...['vbscript:x', 'file:///etc/passwd', 'blob:https://app.example/1', 'about:blank', 'view-source:https://app.example/'],
  ],
  'RU07: characters that parsers drop or turn': [
    /character|backslash/,
    ...[
      'java\nscript:alert(1)',
      'java\tscript:alert(1)',
      ' javascript:alert(1)',
      '\u0001javascript:alert(1)',
      'javascript\u00a0:x',
    ],
    ...[
      'https://app.example/cb\r\nx',
      'https://app.example/c b',
      'https://app.example\\@evil.example/',
      'https://appé.example/',
      'https://app.example/\0',
    ],
  ],
  'RU08: a private scheme without a dot': [/reverse-domain/, 'myapp:/cb', 'myapp://cb', 'ms-app://x', 'intent://x', 'x:y'],
  'RU13: what is no absolute URI': [
    /absolute/,
    ...[
      '',
      '/cb',
      '//app.example/cb',
      'app.example',
      'https:',
      'https://',
      'https:///cb',
      'https:app.example',
      'http://[fe80::1%25eth0]/cb',
    ],
    ...['http://[::1', 'https://app.example:99999/', 'https://%00/', 'https://a b/', 'https://[::1]x/', '://x', 'https://?x'],
  ],
};

const accepted = [
  ...[
    'https://app.example/cb',
    'https://app.example',
    'https://app.example:8443/cb?x=1&y',
    'https://app.example/a@b',
    'https://[2001:db8::1]/cb',
  ],
  ...[
    'http://127.0.0.1/cb',
    'http://127.0.0.1:5000/cb?x=1',
    'http://[::1]/cb',
    'http://localhost:3000/cb',
    'com.example.app:/cb',
    'com.example.app://cb',
  ],
];

describe('redirect URIs at registration', () => {
  for (const [title, [reason, ...uris]] of Object.entries(refused)) {
    it(`${title} is refused`, () => {
      for (const uri of uris)
        expect(redirectUriProblem(uri), JSON.stringify(uri)).to.match(title.startsWith('RU13') ? /./ : reason);
    });
  }

  for (const uri of accepted) it(`RU13: ${uri} is accepted`, () => expect(redirectUriProblem(uri)).to.equal(undefined));

  describe('of a client', () => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication();
    });
    after(() => app.close());

    for (const [title, [, ...uris]] of Object.entries(refused)) {
      it(`${title} stops the registration with a sentence that names the URI`, async () => {
        for (const uri of uris) {
          const input = { clientId: 'new', public: true, redirectUris: ['https://fine.example/', uri] };
          const error = await app.server.clients.register(input).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(error, JSON.stringify(uri)).to.be.instanceOf(TypeError);
          expect(String(error)).to.include(JSON.stringify(uri));
        }
      });
    }
  });
});

describe('redirect URIs of a request', () => {
  it('RU05: the port of a loopback IP may vary, and nothing else', () => {
    const same = (registered: string, ...requested: string[]) => {
      for (const uri of requested) expect(matchesRedirectUri(registered, uri), uri).to.equal(true);
    };
    const other = (registered: string, ...requested: string[]) => {
      for (const uri of requested) expect(matchesRedirectUri(registered, uri), uri).to.equal(false);
    };
    same('http://127.0.0.1/cb?x=1', 'http://127.0.0.1/cb?x=1', 'http://127.0.0.1:1/cb?x=1', 'http://127.0.0.1:65535/cb?x=1');
    same('http://[::1]:80/cb', 'http://[::1]/cb', 'http://[::1]:50000/cb');
    other('http://127.0.0.1/cb', 'http://attacker@127.0.0.1:9/cb', 'http://127.0.0.1:9@evil.example/cb', 'http://127.0.0.2/cb');
    other('http://127.0.0.1/cb', 'http://[::1]/cb', 'http://localhost/cb', 'https://127.0.0.1/cb', 'http://127.0.0.1:9/CB');
    other(
      'http://127.0.0.1/cb',
      'http://127.0.0.1:9/cb/',
      'http://127.0.0.1:9/cb?',
      'http://127.0.0.1:9/cb#',
      'http://127.0.0.1:9/c%62',
    );
    other(
      'http://127.0.0.1/cb',
      'http://127.0.0.1:0/cb',
      'http://127.0.0.1:65536/cb',
      'http://127.0.0.1:/cb',
      'http://127.0.0.1:9a/cb',
    );
    other(
      'http://127.0.0.1/cb',
      'HTTP://127.0.0.1:9/cb',
      'http://127.0.0.1:-1/cb',
      'http://127.0.0.1.evil.example/cb',
      'http://127.1:9/cb',
    );
    other('http://localhost/cb', 'http://localhost:9/cb', 'http://127.0.0.1/cb');
    other('http://localhost:3000/cb', 'http://localhost:3001/cb', 'http://localhost/cb');
    other('https://app.example/cb', 'https://app.example:8443/cb', 'https://app.example:443/cb');
  });

  it('RU12: nothing is decoded or normalized before it is compared', () => {
    for (const uri of [
      'https://app.example/%63b',
      'https://app.example/x/../cb',
      'https://app.example/./cb',
      'https://App.example/cb',
    ])
      expect(matchesRedirectUri('https://app.example/cb', uri), uri).to.equal(false);
    expect(matchesRedirectUri('https://app.example/%63b', 'https://app.example/cb')).to.equal(false);
    expect(matchesRedirectUri('https://app.example/%c3%a9', 'https://app.example/%C3%A9')).to.equal(false);
  });

  it('RU10: a parameter of a response replaces one of the same name, however it is written', () => {
    const added = [
      ['code', 'c'],
      ['state', 's'],
    ] as const;
    expect(withParameters('https://a.example/?code=evil&x=1&st%61te=y&state&+z=1', added)).to.equal(
      'https://a.example/?x=1&+z=1&code=c&state=s#_',
    );
    expect(withParameters('com.app:/cb', added)).to.equal('com.app:/cb?code=c&state=s#_');
  });

  it('RU13: ten thousand odd URIs throw nothing, and the slowest hundredth takes less than a millisecond', () => {
    const times: number[] = [];
    for (const uri of oddities(10_000)) {
      const started = performance.now();
      const problem = redirectUriProblem(uri);
      const matches = matchesRedirectUri('http://127.0.0.1/cb', uri);
      times.push(performance.now() - started);
      if (problem !== undefined) expect(matches, uri).to.equal(false);
    }
    expect(times.sort((a, b) => a - b)[9900]).to.be.below(1);
  });

  it('RU13: the time grows with the length only', () => {
    for (const part of ['a', '/', ':', '@', '?', '%', '[', '.', 'http://', '127.0.0.1:', '\\']) {
      const uri = `http://127.0.0.1/${part.repeat(100_000 / part.length)}`;
      // The quickest of several, so that other work of the machine decides nothing.
      const times = Array.from({ length: 5 }, () => {
        const started = performance.now();
        redirectUriProblem(uri);
        matchesRedirectUri('http://127.0.0.1/cb', uri);
        return performance.now() - started;
      });
      expect(Math.min(...times), part).to.be.below(50);
    }
  });
});

/** Always the same ones, out of parts that parsers quarrel about. */
function* oddities(count: number): Generator<string> {
  const parts = [
    'http',
    'https',
    ':',
    '//',
    '/',
    '\\',
    '@',
    '[',
    ']',
    '::1',
    '127.0.0.1',
    'localhost',
    '%',
    '%25',
    '%00',
    '%zz',
    '?',
    '#',
  ];
  const more = [
    '..',
    ';',
    '&',
    '=',
    '\n',
    '\0',
    'é',
    '\ud800',
    'app.example',
    'javascript',
    'com.app',
    '0',
    '65536',
    '-1',
    '%25eth0',
    ' ',
    '+',
    'x',
  ];
  const all = [...parts, ...more];
  let seed = 42;
  const next = (limit: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * limit);
  };
  for (let n = 0; n < count; n++) yield Array.from({ length: 1 + next(12) }, () => all[next(all.length)]).join('');
}
