import { expect } from 'chai';
import { onEachFramework } from '../../support/application';
import { forgettingMetadata } from '../../support/controllers';
import { basic, call, post, refresh, tokens } from '../../support/flow';
import { corpus } from './corpus';
import { type Listening, listening, Passing } from './servers';
import { comparable, exchanged } from './wire';

/** Nothing but their speed tells whether endpoints are answered before the framework is entered. */
describe('endpoints that are answered ahead of the framework', () => {
  forgettingMetadata();

  onEachFramework(on => {
    let fast: Listening;
    let slow: Listening;
    beforeEach(async () => {
      fast = await listening(on);
      slow = await listening(on, {}, true);
      Passing.seen = [];
    });
    afterEach(async () => {
      await slow.server.close();
      await fast.server.close();
    });

    it('answer to the byte what the framework would', async () => {
      for (const [name, bytes] of corpus) {
        const [ours, frameworks] = await Promise.all([exchanged(fast.port, bytes), exchanged(slow.port, bytes)]);
        expect(comparable(ours), name).to.deep.equal(comparable(frameworks));
      }
      expect(Passing.seen.length).to.be.greaterThan(corpus.length / 2);
    });

    it('CA04: take two Authorization headers for no authentication', async () => {
      const line = `Authorization: ${basic('service')}\r\n`;
      for (const [lines, status] of [
        [line, '200 OK'],
        [line + line.toUpperCase().replace(/: .*/, ': Bearer x'), '400 Bad Request'],
      ]) {
        const answer = await exchanged(
          fast.port,
          `POST /oauth/token HTTP/1.1\r\nHost: a\r\n${lines}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 29\r\nConnection: close\r\n\r\ngrant_type=client_credentials`,
        );
        expect(answer).to.match(new RegExp(`^HTTP/1.1 ${status}`));
        if (status !== '200 OK') expect(answer).to.contain('"invalid_request"');
      }
    });

    it('answer alike about a token that lives, and about one that was revoked', async () => {
      const told = await Promise.all([fast, slow].map(lifeOfAToken));
      expect(told[0]).to.deep.equal(told[1]);
    });

    it('treat clients alike that go away in the middle of a body, and serve the next', async () => {
      const begun = `POST /oauth/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
      for (const rest of ['Content-Length: 50\r\n\r\ngrant_type=', 'Transfer-Encoding: chunked\r\n\r\n5\r\ngrant\r\n', ''])
        for (const ending of ['end', 'destroy'] as const) {
          const [ours, frameworks] = await Promise.all([fast, slow].map(({ port }) => exchanged(port, begun + rest, ending)));
          expect(comparable(ours ?? ''), rest + ending).to.deep.equal(comparable(frameworks ?? ''));
        }
      for (const { server, log } of [fast, slow])
        expect([server.port !== undefined, log.lines.filter(line => line.startsWith('error'))]).to.deep.equal([true, []]);
      expect((await tokens(fast)).token_type).to.equal('Bearer');
    });

    it('serve whole flows', async () => {
      const { access_token, refresh_token } = await tokens(fast);
      expect((await call(fast, access_token)).status).to.equal(200);
      expect((await refresh(fast, refresh_token)).status).to.equal(200);
    });
  });
});

async function lifeOfAToken(site: Listening): Promise<unknown[]> {
  const { body } = await post(site, { grant_type: 'client_credentials', scope: 'photos:read' }, { basic: 'service' });
  const tell = (path: string, headers = {}) => post(site, { token: body.access_token }, { basic: 'service', path, headers });
  const calls = [
    await tell('/oauth/introspect'),
    await tell('/oauth/introspect', { origin: 'https://spa.example' }),
    await tell('/oauth/revoke'),
    await tell('/oauth/introspect'),
  ];
  return calls.map(({ status, headers, body: told }) => {
    const { date: _date, ...kept } = Object.fromEntries(headers);
    return { status, headers: kept, body: { ...told, iat: 0, exp: 0 } };
  });
}
