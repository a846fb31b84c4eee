import { connect } from 'node:net';
import { expect } from 'chai';
import { onEachFramework, startApplication, type TestApplication } from '../../support/application';
import { Connection, formType } from '../../support/connection';
import { basic } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';

const good = 'grant_type=client_credentials';
/** The largest body that is read is 64 KiB. */
const limit = 64 * 1024;
const filled = (bytes: number): string => `${good}&x=${'y'.repeat(bytes - good.length - 3)}`;

describe('the body of a token request', () => {
  onEachFramework(framework => {
    let app: TestApplication;
    let connection: Connection;
    before(async () => {
      app = await startApplication({ on: framework });
      connection = new Connection(app);
    });
    after(() => {
      connection.close();
      return app.close();
    });

    const send = (body: string | Buffer | (string | Buffer)[], type = formType['content-type']) =>
      connection.send({ headers: { 'content-type': type, authorization: basic('service') }, body });

    /** The connection that carried a refusal carries the next request too. */
    async function stillUsable(): Promise<void> {
      const next = await send(good);
      expect(next.status, next.text).to.equal(200);
      expect(next.reused, 'a new connection was needed').to.equal(true);
    }

    const json = JSON.stringify({ grant_type: 'client_credentials', client_id: 'app' });
    for (const [name, body] of Object.entries({ good: json, malformed: '{"grant_type":', empty: '', number: '1', list: '[1]' })) {
      it(`TE02: JSON (${name}) is refused in JSON, and the connection stays usable`, async () => {
        for (const type of ['application/json', 'application/json; charset=utf-8', 'application/vnd.api+json'])
          expectRefusal(await send(body, type), 'invalid_request');
        await stillUsable();
      });
    }

    it('TE02: malformed JSON at the revocation endpoint, at a mixed-case path and with a trailing slash is refused in JSON', async () => {
      const headers = { 'content-type': 'application/json', authorization: basic('service') };
      for (const path of ['/oauth/revoke', '/OAuth/Token', '/oauth/token/'])
        expectRefusal(await connection.send({ path, headers, body: '{' }), 'invalid_request');
    });

    for (const name of ['grant_type', 'scope', 'client_id', 'x', '__proto__', 'é"\\']) {
      it(`TE03: ${name} twice is refused`, async () => {
        const twice = new URLSearchParams([
          [name, '1'],
          [name, '1'],
          ['grant_type', 'client_credentials'],
        ]);
        expectRefusal(await send(twice.toString()), 'invalid_request');
      });
    }

    const broken: Record<string, string | Buffer> = {
      'a lone %': `${good}&scope=%`,
      'an escape that is none': `${good}&scope=%zz`,
      'an escape cut short': `${good}&scope=%4`,
      'an escape that is none in a name': `${good}&%g1=x`,
      'an escaped NUL': `${good}&scope=photos:read%00`,
      'a raw NUL': `${good}&scope=photos:read\0`,
      'a NUL in a name': `${good}&sc%00ope=photos:read`,
      'raw invalid UTF-8': Buffer.concat([Buffer.from(`${good}&scope=`), Buffer.from([0xff, 0xfe])]),
      'escaped invalid UTF-8': `${good}&scope=%ff%fe`,
      'an overlong encoding': `${good}&scope=%c0%af`,
      'half of a surrogate pair': `${good}&scope=%ed%a0%80`,
    };
    for (const [name, body] of Object.entries(broken)) {
      it(`TE13: ${name} is refused with 400`, async () => {
        expectRefusal(await send(body), 'invalid_request');
        await stillUsable();
      });
    }

    it('TE13: a body of 64 KiB is read, with a length and in chunks', async () => {
      expect((await send(filled(limit))).status).to.equal(200);
      expect((await send([filled(limit).slice(0, 40_000), filled(limit).slice(40_000)])).status).to.equal(200);
    });

    for (const bytes of [limit + 1, 3 * 1024 * 1024]) {
      it(`TE13: ${bytes} bytes are refused with 413, and the connection stays usable`, async () => {
        expectRefusal(await send(filled(bytes)), 'invalid_request', 413);
        await stillUsable();
        expectRefusal(await send(filled(bytes), 'application/json'), 'invalid_request');
        await stillUsable();
      });

      it(`TE13: ${bytes} bytes in chunks are refused with 413, and the connection stays usable`, async () => {
        const text = filled(bytes);
        expectRefusal(await send([text.slice(0, 1000), text.slice(1000)]), 'invalid_request', 413);
        await stillUsable();
      });
    }

    it('TE13: a body that is cut off harms nobody', async () => {
      const { port } = new URL(app.url);
      const head = `POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: ${formType['content-type']}\r\nContent-Length: 99\r\n\r\n`;
      await new Promise<void>(resolve => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(`${head}grant_type`, () => socket.destroy()));
        socket.on('error', () => undefined).on('close', () => resolve());
      });
      expect((await send(good)).status).to.equal(200);
    });
  });
});
