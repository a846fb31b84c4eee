import { createHmac, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type KeysOptions, OAuthServer, type TokenSigner } from 'oauth-controllers';
import { ManualClock } from '../support/clock';
import { issuer, type Process, startProcess, verified } from '../support/keys';

const privateJwk = async (alg: string, kid?: string): Promise<Record<string, unknown>> => {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, ...(kid ? { kid } : {}) };
};
const publicHalf = ({ d: _d, ...half }: Record<string, unknown>) => half;
const jwkOf = (key: ReturnType<typeof generateKeyPairSync>['privateKey']) => key.export({ format: 'jwk' }) as JWK;

describe('keys that the operator brings', () => {
  const clock = new ManualClock();
  let running: Process | undefined;
  const start = async (keys: KeysOptions): Promise<Process> => {
    running = await startProcess(clock, { keys });
    return running;
  };
  afterEach(async () => {
    await running?.server.close();
    running = undefined;
  });
  const mistake = (keys: unknown): Promise<Error> =>
    OAuthServer.create({ issuer, database: ':memory:', scopes: { a: 'A' }, keys: keys as KeysOptions }).then(
      async server => {
        await server.close();
        return expect.fail('nothing was thrown');
      },
      (error: Error) => error,
    );

  it('sign with the first private one; all are published, and none with a private member', async () => {
    const [next, active] = [publicHalf(await privateJwk('ES256', 'next')), await privateJwk('PS256', 'now')];
    const one = await start({ jwks: { keys: [next, active, await privateJwk('EdDSA', 'before')] } });
    const jwks = await one.jwks();
    expect(jwks.keys.map(({ kid, alg }) => [kid, alg])).to.deep.equal([
      ['next', 'ES256'],
      ['now', 'PS256'],
      ['before', 'EdDSA'],
    ]);
    expect(JSON.stringify(jwks)).to.not.match(/"(d|p|q|dp|dq|qi)":/);
    const { protectedHeader } = await verified(await one.token(), jwks, { now: clock.now() });
    expect(protectedHeader).to.include({ kid: 'now', alg: 'PS256' });
  });

  for (const alg of ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])
    it(`sign with ${alg}, by which jose verifies`, async () => {
      const one = await start({ jwks: { keys: [await privateJwk(alg, 'first')] } });
      const { protectedHeader, payload } = await verified(await one.token(), await one.jwks(), { now: clock.now() });
      expect(protectedHeader).to.deep.equal({ alg, typ: 'at+jwt', kid: 'first' });
      expect(payload).to.include({ iss: issuer, sub: 'service', client_id: 'service' });
    });

  it('sign nothing that has an end that JSON cannot say', async () => {
    const { server } = await start({ jwks: { keys: [await privateJwk('ES256')] } });
    const { signer } = server.keys;
    for (const name of ['exp', 'nbf', 'iat'])
      for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
        const error = await signer.sign('at+jwt', { [name]: odd }).catch(caught => caught);
        expect(error).to.be.instanceOf(TypeError);
      }
  });

  it('get a kid from the key itself, which is the same at each start', async () => {
    const { alg: _alg, ...key } = await privateJwk('ES256');
    const first = (await (await start({ jwks: { keys: [key] } })).jwks()).keys;
    await running?.server.close();
    const second = (await (await start({ jwks: { keys: [key] } })).jwks()).keys;
    expect(first).to.deep.equal(second);
    expect(first[0]).to.include({ alg: 'ES256' }).and.have.property('kid').with.length(43);
  });

  it('are not listed or rotated by the server', async () => {
    const { server } = await start({ jwks: { keys: [await privateJwk('ES256')] } });
    for (const work of [server.keys.rotate(), server.keys.list()]) {
      const error = await work.then(
        () => expect.fail('nothing was thrown'),
        (reason: Error) => reason,
      );
      expect(error.message).to.match(/^keys\.(rotate|list)\(\) is for keys that the server makes/);
    }
  });

  const small = jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey);
  const curve = jwkOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey);
  const good = jwkOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  const rsa = jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
  for (const [what, keys, sentence] of [
    ['no keys', { jwks: { keys: [] } }, 'keys.jwks has no keys'],
    ['a secret', { jwks: { keys: [{ kty: 'oct', k: 'AAAA', alg: 'HS256' }] } }, 'keys.jwks.keys[0] is a key of the type oct'],
    ['a curve of another world', { jwks: { keys: [curve] } }, 'keys.jwks.keys[0] is a key of the type EC secp256k1'],
    ['a small RSA key', { jwks: { keys: [{ ...small, alg: 'RS256' }] } }, 'keys.jwks.keys[0] is an RSA key of fewer than 2048'],
    ['an RSA key for nothing', { jwks: { keys: [rsa] } }, 'keys.jwks.keys[0] has the alg undefined; for a key of the type RSA'],
    ['an EC key for RSA', { jwks: { keys: [{ ...good, alg: 'RS256' }] } }, 'keys.jwks.keys[0] has the alg "RS256"; for a key'],
    ['a broken key', { jwks: { keys: [{ ...good, x: 'AAAA' }] } }, 'keys.jwks.keys[0] cannot be read as a key'],
    ['nothing private', { jwks: { keys: [publicHalf({ ...good })] } }, 'keys.jwks has no private key'],
    ['one kid for two', { jwks: { keys: [good, { ...good }] } }, 'keys.jwks has the kid'],
    ['both ways', { jwks: { keys: [good] }, signer: {} }, 'keys has both jwks and signer'],
    ['an algorithm beside it', { jwks: { keys: [good] }, algorithm: 'ES256' }, 'keys.algorithm and keys.rotate are for keys'],
    ['a signer without methods', { signer: { sign: async () => '' } }, 'keys.signer has no method algorithms'],
    ['an unknown algorithm', { algorithm: 'HS256' }, 'keys.algorithm is "HS256"; name one of ES256, RS256, PS256, EdDSA.'],
    ['a rotation every minute', { rotate: '1m' }, 'keys.rotate is "1m"; a key signs for at least 1 hour'],
  ] as const)
    it(`are refused at the start: ${what}`, async () => {
      const error = await mistake(keys);
      expect(error).to.be.instanceOf(TypeError);
      expect(error.message.slice(0, sentence.length)).to.equal(sentence);
    });

  /** A service such as a KMS, with what a spec breaks of it. */
  const service = async (changes: Partial<TokenSigner> = {}): Promise<TokenSigner> => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(privateKey);
    return {
      algorithms: async () => ['ES256'],
      sign: (typ, claims) => new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, kid: 'kms' }).sign(privateKey),
      jwks: async () => ({ keys: [{ ...jwk, kid: 'kms', alg: 'ES256' }] }),
      ...changes,
    };
  };

  it('may stay with a service that signs; what it tells too much of them is left out', async () => {
    const one = await start({ signer: await service() });
    const jwks = await one.jwks();
    expect(JSON.stringify(jwks)).to.not.include('"d":');
    const { protectedHeader } = await verified(await one.token(), jwks, { now: clock.now() });
    expect(protectedHeader.kid).to.equal('kms');
  });

  for (const [what, changes] of [
    ['throws', { sign: async () => Promise.reject(new Error('away')) }],
    ['hangs', { sign: () => new Promise<never>(() => undefined) }],
    ['answers with something else', { sign: async () => createHmac('sha256', 'x').digest('hex') }],
  ] as const)
    it(`refuse the token when the service ${what}`, async () => {
      running = await startProcess(clock, { keys: { signer: await service(changes) }, serviceTimeout: 50 });
      const error = await running.token().then(
        () => expect.fail('a token was issued'),
        (reason: Error) => reason,
      );
      expect(error.message).to.match(/^token: 50[03] \{"error":"(server_error|temporarily_unavailable)"/);
    });
});
