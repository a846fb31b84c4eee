import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import type { Browser } from '../../support/browser';
import { call, challenge, exchange, loggedIn, obtainCode, type Parameters, tokens, verifier } from '../../support/flow';
import { expectRefusal } from '../../support/refusal';

const s256 = (text: string): string => createHash('sha256').update(text).digest('base64url');
const wrong = 'w'.repeat(43);

describe('PKCE at the token endpoint', () => {
  let app: TestApplication;
  let browser: Browser;
  before(async () => {
    app = await startApplication({ dangerouslyAllowConfidentialClientsWithoutPkce: true });
    browser = await loggedIn(app);
  });
  after(() => app.close());

  const codeFor = (changes: Parameters = {}): Promise<string> => obtainCode(app, changes, browser);

  it('PK03: a challenge was sent, so the verifier has to be', async () => {
    const code = await codeFor();
    expectRefusal(await exchange(app, code, { code_verifier: undefined }), 'invalid_grant');
    expectRefusal(await exchange(app, code, { code_verifier: '' }), 'invalid_grant');
    const ofConfidential = await codeFor({ client_id: 'web' });
    expectRefusal(await exchange(app, ofConfidential, { code_verifier: undefined }, { basic: 'web' }), 'invalid_grant');
  });

  it('PK04: a wrong verifier is invalid_grant, and the challenge is no verifier', async () => {
    const code = await codeFor();
    for (const one of [wrong, challenge, verifier.toLowerCase(), `${verifier}A`])
      expectRefusal(await exchange(app, code, { code_verifier: one }), 'invalid_grant');
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('PK05: a verifier without a challenge means that the challenge was stripped: refused', async () => {
    const code = await codeFor({ client_id: 'web', code_challenge: undefined, code_challenge_method: undefined });
    expectRefusal(await exchange(app, code, {}, { basic: 'web' }), 'invalid_grant');
    expect((await exchange(app, code, { code_verifier: undefined }, { basic: 'web' })).status).to.equal(200);
  });

  const bad: Record<string, string> = {
    '42 characters': 'a'.repeat(42),
    '129 characters': 'a'.repeat(129),
    'a plus': `${'a'.repeat(42)}+`,
    'a line break': `${'a'.repeat(43)}\n`,
    'a slash': `${'a'.repeat(43)}/`,
    'a blank': `${'a'.repeat(43)} `,
    'a letter of another script': `${'a'.repeat(43)}é`,
  };
  for (const [name, value] of Object.entries(bad)) {
    it(`PK08: a verifier with ${name} is refused although its hash fits`, async () => {
      const code = await codeFor({ code_challenge: s256(value) });
      expectRefusal(await exchange(app, code, { code_verifier: value }), 'invalid_grant');
    });
  }

  for (const value of ['a'.repeat(43), 'a'.repeat(128), `-._~${'Z9'.repeat(20)}`]) {
    it(`PK08: a verifier of ${value.length} characters is accepted`, async () => {
      const code = await codeFor({ code_challenge: s256(value) });
      expect((await exchange(app, code, { code_verifier: value })).status).to.equal(200);
    });
  }

  it('PK09: a method at the token endpoint changes nothing', async () => {
    const code = await codeFor();
    const plain = { code_challenge_method: 'plain', code_verifier: challenge };
    expectRefusal(await exchange(app, code, plain), 'invalid_grant');
    expectRefusal(await exchange(app, code, { ...plain, code_challenge: challenge }), 'invalid_grant');
    expect((await exchange(app, code, { code_challenge_method: 'plain' })).status).to.equal(200);
  });

  it('PK11: after five wrong verifiers the right one is refused, and other tokens live on', async () => {
    const { access_token } = await tokens(app);
    const code = await codeFor();
    for (let attempt = 0; attempt < 5; attempt++)
      expectRefusal(await exchange(app, code, { code_verifier: wrong }), 'invalid_grant');
    expectRefusal(await exchange(app, code), 'invalid_grant');
    expect((await call(app, access_token)).status).to.equal(200);
  });

  it('PK11: four wrong verifiers are forgiven', async () => {
    const code = await codeFor();
    for (let attempt = 0; attempt < 4; attempt++) await exchange(app, code, { code_verifier: wrong });
    expect((await exchange(app, code)).status).to.equal(200);
  });

  it('PK11: guesses in parallel are counted too, and a guess that is not even a verifier', async () => {
    const code = await codeFor();
    await Promise.all(Array.from({ length: 5 }, (_, n) => exchange(app, code, { code_verifier: n ? wrong : 'x' })));
    expectRefusal(await exchange(app, code), 'invalid_grant');
  });

  it('PK11: nobody but the client of a code can use its attempts up', async () => {
    const code = await codeFor();
    for (let attempt = 0; attempt < 6; attempt++) await exchange(app, code, { client_id: 'other', code_verifier: wrong });
    expect((await exchange(app, code)).status).to.equal(200);
  });
});
