import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { type AssertionParts, assertionType, base64url, keyPair, postAssertion, Signer } from '../support/assertions';
import { challenge, exchange, form, obtainCode, type Parameters, post, type TokenAnswer } from '../support/flow';
import { expectRefusal } from '../support/refusal';

const keys = keyPair('ES256');

describe('private_key_jwt', () => {
  let app: TestApplication;
  let signer: Signer;
  before(async () => {
    app = await startApplication({
      limits: { token: '999999/min' },
      clients: [
        ...['signer', 'other'].map(clientId => ({
          clientId,
          authMethod: 'private_key_jwt' as const,
          jwks: { keys: [keys.publicJwk] },
          redirectUris: ['https://app.example/callback'],
          scopes: ['photos:read' as const],
          grantTypes: ['client_credentials', 'authorization_code', 'refresh_token'],
        })),
        { clientId: 'secret', clientSecret: 'a secret of more than 32 bytes, for sure', scopes: ['photos:read'] },
      ],
    });
    signer = new Signer('signer', 'ES256', keys.privateKey, { issuer: app.url, clock: app.clock, kid: 'ES256-1' });
  });
  after(() => app.close());

  const sent = (parts: AssertionParts = {}, parameters: Parameters = {}): Promise<TokenAnswer> =>
    postAssertion(app, signer.sign(parts), parameters);
  const seconds = (): number => app.clock.now() / 1000;

  describe('is accepted', () => {
    it('CA09: with iss, sub, aud, jti and exp, with client_id beside it or without', async () => {
      expect((await sent()).status).to.equal(200);
      expect((await sent({}, { client_id: 'signer' })).status).to.equal(200);
      expect((await sent({ claims: { iat: undefined } })).status).to.equal(200);
    });

    it('CA09: for codes and at revocation too, and is asked for there', async () => {
      const code = await obtainCode(app, { client_id: 'signer' });
      expectRefusal(await exchange(app, code, { client_id: 'signer' }), 'invalid_client', 401);
      const assertion = (): Parameters => ({ client_assertion_type: assertionType, client_assertion: signer.sign() });
      const { status, body } = await exchange(app, code, { client_id: undefined, ...assertion() });
      expect(status).to.equal(200);
      const revocation = { path: '/oauth/revoke' };
      const token = body.refresh_token ?? '';
      expectRefusal(await post(app, { token, client_id: 'signer' }, revocation), 'invalid_client', 401);
      expect((await post(app, { token, ...assertion() }, revocation)).status).to.equal(200);
    });

    for (const typ of [undefined, 'JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt']) {
      it(`CA13: with the typ ${typ}`, async () => expect((await sent({ header: { typ } })).status).to.equal(200));
    }

    const clocks: Record<string, (now: number) => Record<string, unknown>> = {
      'nbf and iat 8 s ahead': now => ({ nbf: now + 8, iat: now + 8 }),
      'the longest life there is': now => ({ exp: now + 300 }),
      'the last second of its life': now => ({ iat: now - 299, exp: now + 1 }),
      'fractions of seconds': now => ({ iat: now - 0.25, nbf: now - 0.25, exp: now + 30.5 }),
    };
    for (const [name, claims] of Object.entries(clocks)) {
      it(`CA11: with ${name}`, async () => expect((await sent({ claims: claims(seconds()) })).status).to.equal(200));
    }
  });

  describe('is refused', () => {
    const bad: Record<string, (now: number) => AssertionParts> = {
      'CA09: the token endpoint as aud': () => ({ claims: { aud: `${app.url}/oauth/token` } }),
      'CA09: a list of the issuer alone as aud': () => ({ claims: { aud: [app.url] } }),
      'CA09: a list of the issuer and another as aud': () => ({ claims: { aud: [app.url, 'https://other.example'] } }),
      'CA09: the issuer with a slash as aud': () => ({ claims: { aud: `${app.url}/` } }),
      'CA09: another issuer as aud': () => ({ claims: { aud: 'https://other.example' } }),
      'CA09: an object as aud': () => ({ claims: { aud: { issuer: app.url } } }),
      'CA09: no aud': () => ({ claims: { aud: undefined } }),
      'CA09: no exp': () => ({ claims: { exp: undefined } }),
      'CA09: no jti': () => ({ claims: { jti: undefined } }),
      'CA09: an empty jti': () => ({ claims: { jti: '' } }),
      'CA09: a number as jti': () => ({ claims: { jti: 1 } }),
      'CA09: a list as jti': () => ({ claims: { jti: ['a'] } }),
      'CA09: an object as jti': () => ({ claims: { jti: { $ne: null } } }),
      'CA09: no iss': () => ({ claims: { iss: undefined } }),
      'CA09: another iss': () => ({ claims: { iss: 'other' } }),
      'CA09: a list as iss': () => ({ claims: { iss: ['signer'] } }),
      'CA13: no sub': () => ({ claims: { sub: undefined } }),
      'CA09: another sub': () => ({ claims: { sub: 'other' } }),
      'CA09: a list as sub and iss': () => ({ claims: { sub: ['signer'], iss: ['signer'] } }),
      'CA09: an object as sub and iss': () => ({ claims: { sub: { a: 1 }, iss: { a: 1 } } }),
      'CA09: null as sub and iss': () => ({ claims: { sub: null, iss: null } }),
      'CA09: a client that is not registered': () => ({ claims: { sub: 'nobody', iss: 'nobody' } }),
      'CA09: a client that has a secret': () => ({ claims: { sub: 'secret', iss: 'secret' } }),
      'CA09: a prototype as client': () => ({ claims: { sub: '__proto__', iss: '__proto__' } }),
      'CA11: an assertion that has just expired': now => ({ claims: { iat: now - 60, exp: now } }),
      'CA11: an assertion of an hour ago': now => ({ claims: { iat: now - 3600, exp: now - 3540 } }),
      'CA11: nbf 61 s ahead': now => ({ claims: { nbf: now + 61, exp: now + 120 } }),
      'CA11: iat 61 s ahead': now => ({ claims: { iat: now + 61, exp: now + 120 } }),
      'CA11: a life of more than five minutes': now => ({ claims: { exp: now + 301 } }),
      'CA11: … also when it was made long ago': now => ({ claims: { iat: now - 3600, exp: now + 10 } }),
      'CA11: … also when it does not say when it was made': now => ({ claims: { iat: undefined, exp: now + 3600 } }),
      'CA11: a text as exp': now => ({ claims: { exp: String(now + 60) } }),
      'CA11: a list as exp': now => ({ claims: { exp: [now + 60] } }),
      'CA11: null as exp': () => ({ claims: { exp: null } }),
      'CA11: a text as nbf': () => ({ claims: { nbf: 'soon' } }),
      'CA11: an object as iat': () => ({ claims: { iat: {} } }),
      'CA13: the typ of an access token': () => ({ header: { typ: 'at+jwt' } }),
      'CA13: the typ of a DPoP proof': () => ({ header: { typ: 'dpop+jwt' } }),
      'CA13: the typ of a request object': () => ({ header: { typ: 'oauth-authz-req+jwt' } }),
      'CA13: the typ of an introspection response': () => ({ header: { typ: 'token-introspection+jwt' } }),
      'CA13: an empty typ': () => ({ header: { typ: '' } }),
      'CA13: a number as typ': () => ({ header: { typ: 1 } }),
      'CA14: a crit header that is not known': () => ({ header: { crit: ['x'], x: 1 } }),
      'CA14: crit of something absent': () => ({ header: { crit: ['x'] } }),
      'CA14: an empty crit': () => ({ header: { crit: [] } }),
      'CA14: crit as a text': () => ({ header: { crit: 'exp', exp: 1 } }),
      'CA14: an unencoded payload': () => ({ header: { crit: ['b64'], b64: false } }),
    };
    for (const [name, parts] of Object.entries(bad)) {
      it(name, async () => expectRefusal(await sent(parts(seconds())), 'invalid_client', 401));
    }

    const texts: Record<string, () => [string, string]> = {
      'CA11: an infinite exp': () => ['{"alg":"ES256"}', claimsText('"exp":1e999')],
      'CA11: an infinite iat': () => ['{"alg":"ES256"}', claimsText(`"exp":${Math.floor(seconds()) + 60},"iat":-1e999`)],
      'CA09: claims that are no JSON': () => ['{"alg":"ES256"}', '{'],
      'CA09: claims that are a list': () => ['{"alg":"ES256"}', '[]'],
      'CA09: claims that are a text': () => ['{"alg":"ES256"}', '"signer"'],
      'CA09: claims that are null': () => ['{"alg":"ES256"}', 'null'],
      'CA09: a header that is no JSON': () => ['ES256', claimsText('"exp":1')],
      'CA09: a header that is null': () => ['null', claimsText('"exp":1')],
      'CA09: no alg': () => ['{}', claimsText('"exp":1')],
      'CA09: a list as alg': () => ['{"alg":["ES256"]}', claimsText('"exp":1')],
      'CA09: claims nested deep': () => ['{"alg":"ES256"}', `{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`],
      'CA09: a header nested deep': () => [`{"alg":"ES256","a":${'['.repeat(2000)}${']'.repeat(2000)}}`, '{}'],
    };
    const claimsText = (rest: string): string => `{"iss":"signer","sub":"signer","aud":"${app.url}","jti":"text","x":1,${rest}}`;
    for (const [name, text] of Object.entries(texts)) {
      it(name, async () => expectRefusal(await postAssertion(app, signer.signText(...text())), 'invalid_client', 401));
    }

    const garbage: Record<string, () => string> = {
      'a word': () => 'assertion',
      dots: () => '..',
      'two parts': () => signer.sign().split('.').slice(0, 2).join('.'),
      'four parts': () => `${signer.sign()}.x`,
      'five parts, as if it were encrypted': () => `${signer.sign()}.x.y`,
      'a part that is no base64url': () => signer.sign().replace('.', '.*'),
      'a signature cut short': () => signer.sign().slice(0, -4),
      'an empty signature': () => signer.sign().replace(/[^.]*$/, ''),
      'a signature with something behind it': () => `${signer.sign()}AAAA`,
      'an assertion of 60 KB': () => signer.sign({ claims: { padding: 'x'.repeat(45_000) } }),
      'an assertion of 60 KB that nobody signed': () => `${base64url('{"alg":"ES256"}')}.${'A'.repeat(60_000)}.AAAA`,
    };
    for (const [name, make] of Object.entries(garbage)) {
      it(`CA09: ${name}`, async () => expectRefusal(await postAssertion(app, make()), 'invalid_client', 401));
    }

    it('CA09: an assertion for one client under the client_id of another', async () => {
      expectRefusal(await sent({}, { client_id: 'other' }), 'invalid_request');
    });

    it('CA09: the assertion of one client signed with the same key for another spends nothing of it', async () => {
      const assertion = signer.sign({ claims: { iss: 'other', sub: 'other' } });
      expectRefusal(await postAssertion(app, assertion, { client_id: 'signer' }), 'invalid_request');
      expect((await postAssertion(app, assertion)).status).to.equal(200);
    });

    it('CA09: a client_assertion_type that is missing, unknown or repeated', async () => {
      expectRefusal(await sent({}, { client_assertion_type: undefined }), 'invalid_request');
      expectRefusal(
        await sent({}, { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
        'invalid_client',
        401,
      );
      expectRefusal(await sent({}, { client_assertion_type: [assertionType, assertionType] }), 'invalid_request');
    });

    it('CA09: an assertion that is missing, empty or repeated', async () => {
      expectRefusal(await sent({}, { client_assertion: undefined }), 'invalid_request');
      expectRefusal(await sent({}, { client_assertion: '' }), 'invalid_request');
      expectRefusal(await sent({}, { client_assertion: [signer.sign(), signer.sign()] }), 'invalid_request');
    });

    it('CA04: an assertion and a secret at once, in the body or the header', async () => {
      expectRefusal(await sent({}, { client_id: 'signer', client_secret: 'x' }), 'invalid_request');
      expectRefusal(await postAssertion(app, signer.sign(), {}, { basic: 'secret' }), 'invalid_request');
      expectRefusal(await postAssertion(app, signer.sign(), {}, { headers: { authorization: 'Basic ?' } }), 'invalid_request');
    });

    it('CA07: a client with keys that leaves its assertion out, or sends a secret', async () => {
      expectRefusal(await post(app, { grant_type: 'client_credentials', client_id: 'signer' }), 'invalid_client', 401);
      expectRefusal(
        await post(app, { grant_type: 'client_credentials', client_id: 'signer', client_secret: '' }),
        'invalid_client',
        401,
      );
      expectRefusal(await post(app, { grant_type: 'client_credentials' }, { basic: 'signer' }), 'invalid_client', 401);
    });
  });

  it('CA09: the client is told no reason, the log every one', async () => {
    const refused = await Promise.all([
      sent({ claims: { aud: [app.url] } }),
      sent({ claims: { exp: 1 } }),
      sent({ claims: { sub: 'nobody', iss: 'nobody' } }),
    ]);
    expect(new Set(refused.map(({ body }) => JSON.stringify(body))).size).to.equal(1);
    expect(app.log.text)
      .to.include('its aud has to be')
      .and.to.include('No such client.')
      .and.to.match(/expired|"exp" claim/);
  });

  it('CA18: the log has no assertion', async () => {
    const assertion = signer.sign({ claims: { exp: 1 } });
    expectRefusal(await postAssertion(app, assertion), 'invalid_client', 401);
    expect(app.log.text.includes(assertion.split('.')[2] ?? '')).to.equal(false);
  });

  it('CA11: the longest life is an option, of an hour at most', async () => {
    const long = await startApplication({
      clientAssertionLifetime: '60m',
      clients: [{ clientId: 'signer', authMethod: 'private_key_jwt', jwks: { keys: [keys.publicJwk] }, scopes: ['photos:read'] }],
    });
    try {
      const other = new Signer('signer', 'ES256', keys.privateKey, { issuer: long.url, clock: long.clock });
      const exp = (life: number) => ({ claims: { exp: long.clock.now() / 1000 + life } });
      expect((await postAssertion(long, other.sign(exp(3600)))).status).to.equal(200);
      expectRefusal(await postAssertion(long, other.sign(exp(3601))), 'invalid_client', 401);
    } finally {
      await long.close();
    }
    const error: unknown = await startApplication({ clientAssertionLifetime: '61m' }).catch((thrown: unknown) => thrown);
    expect(String(error)).to.match(/^TypeError: clientAssertionLifetime is "61m"; an assertion may live 60 minutes at most/);
  });

  const odd: unknown[] = [
    null,
    true,
    0,
    -1,
    1e308,
    '',
    'x',
    '__proto__',
    '\0',
    [],
    [[]],
    ['x'],
    {},
    { toString: 'x' },
    { length: 1 },
  ];
  const members = {
    header: ['alg', 'typ', 'kid', 'crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'cty', 'zip', 'enc', '__proto__'],
    claims: ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'client_id', '__proto__', 'constructor'],
  };
  for (const part of ['header', 'claims'] as const) {
    it(`CA09: odd values in the ${part} are never a failure of ours`, async () => {
      const seen = new Set<string>();
      for (const member of members[part])
        for (const value of odd) {
          const own = Object.fromEntries([[member, value]]);
          const { status, body } = await sent({ [part]: own });
          expect(status, `${member} ${JSON.stringify(value)}`).to.be.oneOf([200, 401]);
          seen.add(`${status} ${body.error}`);
        }
      expect([...seen].sort()).to.deep.equal(['200 undefined', '401 invalid_client']);
    });
  }

  const endpoints = ['/oauth/token', '/oauth/revoke', '/oauth/introspect', '/oauth/par'];
  for (const path of endpoints) {
    it(`CA12: what was spent at ${path} is spent at every endpoint, and no endpoint does without`, async () => {
      const assertion = signer.sign();
      const pushed = { client_id: 'signer', response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' };
      const at = (where: string, given: string): Promise<TokenAnswer> =>
        postAssertion(app, given, { token: 'unknown', ...(where.endsWith('par') ? pushed : {}) }, { path: where });
      const first = await at(path, assertion);
      expect(first.status, JSON.stringify(first.body)).to.be.oneOf([200, 201]);
      for (const where of endpoints) {
        expectRefusal(await at(where, assertion), 'invalid_client', 401);
        expectRefusal(await at(where, signer.sign({ claims: { aud: `${app.url}${where}` } })), 'invalid_client', 401);
        expectRefusal(await post(app, { ...pushed, token: 'x' }, { path: where }), 'invalid_client', 401);
      }
    });
  }

  it('CA09: assertions in the query are none', async () => {
    const query = form({ client_assertion_type: assertionType, client_assertion: signer.sign() });
    const answer = await post(app, { grant_type: 'client_credentials' }, { path: `/oauth/token?${query}` });
    expectRefusal(answer, 'invalid_client', 401);
  });
});
