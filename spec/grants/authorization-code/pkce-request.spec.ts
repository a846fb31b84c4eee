import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import type { Browser } from '../../support/browser';
import { authorize, challenge, exchange, loggedIn, obtainCode, type Parameters, verifier } from '../../support/flow';

describe('PKCE at the authorization endpoint', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    app = await startApplication();
    browser = await loggedIn(app);
  });
  after(() => app.close());

  async function refused(changes: Parameters): Promise<void> {
    const { location, body } = await authorize(app, changes, browser);
    expect(location?.origin, body.slice(0, 200)).to.equal('https://app.example');
    const { code, error, state } = Object.fromEntries(location?.searchParams ?? []);
    expect({ code, error, state }).to.deep.equal({ code: undefined, error: 'invalid_request', state: 'xyz' });
  }

  it('PK01: S256 is supported: the flow of RFC 7636 appendix B (what metadata says of it is not covered here)', async () => {
    const { status } = await exchange(app, await obtainCode(app, { code_challenge: challenge }, browser), {
      code_verifier: verifier,
    });
    expect(status).to.equal(200);
  });

  it('PK02: a public client without code_challenge is refused, at its own redirect URI', async () => {
    await refused({ code_challenge: undefined, code_challenge_method: undefined });
    await refused({ code_challenge: '', code_challenge_method: '' });
    await refused({ code_challenge: undefined });
  });

  it('PK06: plain is refused, and so is a method left out, which would mean plain', async () => {
    await refused({ code_challenge: verifier, code_challenge_method: 'plain' });
    await refused({ code_challenge: verifier, code_challenge_method: undefined });
    await refused({ code_challenge: challenge, code_challenge_method: '' });
  });

  for (const method of ['S512', 's256', 'S256 ', 'SHA256', 'none', 'PLAIN', '__proto__']) {
    it(`PK07: the unknown method ${JSON.stringify(method)} is refused`, () => refused({ code_challenge_method: method }));
  }

  const shapes: Record<string, string> = {
    '10 characters': challenge.slice(0, 10),
    '42 characters': challenge.slice(1),
    '44 characters': `${challenge}A`,
    'padding instead of a character': `${challenge.slice(1)}=`,
    'base64 instead of base64url': `${challenge.slice(1)}+`,
    'a line break at the end': `${challenge}\n`,
    'a dot': `${challenge.slice(1)}.`,
  };
  for (const [name, value] of Object.entries(shapes)) {
    it(`PK10: a challenge with ${name} is refused`, () => refused({ code_challenge: value }));
  }

  it('PK12: confidential clients need PKCE too', async () => {
    await refused({ client_id: 'web', code_challenge: undefined, code_challenge_method: undefined });
  });

  it('PK12: when confidential clients may leave it out, public clients still may not, and a half-sent challenge is refused', async () => {
    const open = await startApplication({ dangerouslyAllowConfidentialClientsWithoutPkce: true });
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    try {
      const code = await obtainCode(open, { client_id: 'web', ...without });
      expect((await exchange(open, code, { code_verifier: undefined }, { basic: 'web' })).status).to.equal(200);
      for (const changes of [without, { client_id: 'web', code_challenge: undefined }]) {
        const { location } = await authorize(open, changes);
        expect(location?.searchParams.get('error')).to.equal('invalid_request');
      }
      expect(open.log.text).to.contain('PKCE');
    } finally {
      await open.close();
    }
  });
});
