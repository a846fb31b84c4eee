import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { expect } from 'chai';
import type { ClientInput } from 'oauth-controllers';
import { startApplication, type TestApplication } from '../support/application';
import { keyPair } from '../support/assertions';

const es = keyPair('ES256');
const rs = keyPair('RS256');
const ed = keyPair('EdDSA');
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
const x25519 = generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' });
const long = 'a secret of more than 32 bytes, for sure';
const byKeys = { authMethod: 'private_key_jwt' } as const;
const bySecret = { authMethod: 'client_secret_jwt' } as const;
const own = { jwks: { keys: [es.publicJwk] } };

describe('the keys of a client at its registration', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication({ clients: [] });
  });
  after(() => app.close());

  const register = (input: ClientInput) => app.server.clients.register({ scopes: ['photos:read'], ...input });
  const mistake = async (input: ClientInput): Promise<string> => {
    const error: unknown = await register({ clientId: 'bad', ...input }).catch((thrown: unknown) => thrown);
    expect(error, inspect(error)).to.be.instanceOf(TypeError);
    return String(error);
  };

  it('CA10: are kept as they are, in the names of RFC 7591, and no secret is made beside them', async () => {
    const keys = [es.publicJwk, rs.publicJwk, ed.publicJwk, { ...rs.publicJwk, kid: 'e', use: 'enc' }];
    const { client, clientSecret } = await register({ clientId: 'good', ...byKeys, jwks: { keys }, signingAlgorithm: 'PS256' });
    expect(clientSecret).to.equal(undefined);
    const found = await app.server.clients.find('good');
    for (const one of [client, found])
      expect(one?.protocol).to.deep.equal({ jwks: { keys }, token_endpoint_auth_signing_alg: 'PS256' });
    const published = await register({ clientId: 'published', ...byKeys, jwksUri: 'https://client.example/jwks.json' });
    expect(published.client.protocol).to.deep.equal({ jwks_uri: 'https://client.example/jwks.json' });
  });

  const mistakes: Record<string, [ClientInput, RegExp]> = {
    'both jwks and jwksUri': [{ ...byKeys, ...own, jwksUri: 'https://c.example/' }, /jwks and jwksUri; give one of them/],
    'no keys': [byKeys, /has no keys; give its public keys as jwks, or the URL of them as jwksUri/],
    'an empty set': [{ ...byKeys, jwks: { keys: [] } }, /without 1 to 20 keys; give \{ keys/],
    'a list in place of a set': [{ ...byKeys, jwks: [es.publicJwk] as never }, /without 1 to 20 keys/],
    'null as jwks': [{ ...byKeys, jwks: null as never }, /without 1 to 20 keys/],
    'a text as jwks': [{ ...byKeys, jwks: JSON.stringify(own.jwks) as never }, /without 1 to 20 keys/],
    'too many keys': [{ ...byKeys, jwks: { keys: Array(21).fill(es.publicJwk) } }, /without 1 to 20 keys/],
    'a private EC key': [
      { ...byKeys, jwks: { keys: [es.publicJwk, es.privateJwk] } },
      /jwks\.keys\[1\], which has the private member d;/,
    ],
    'a private RSA key': [{ ...byKeys, jwks: { keys: [rs.privateJwk] } }, /has the private member d; give the public key only/],
    'a prime of an RSA key': [{ ...byKeys, jwks: { keys: [{ ...rs.publicJwk, p: rs.privateJwk.p }] } }, /the private member p/],
    'a symmetric key': [
      { ...byKeys, jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } },
      /is a symmetric key; .*client_secret_jwt/,
    ],
    'a symmetric part': [{ ...byKeys, jwks: { keys: [{ ...es.publicJwk, k: 'c2VjcmV0' }] } }, /is a symmetric key/],
    'a key that is none': [{ ...byKeys, jwks: { keys: [{ kty: 'EC' }] } }, /is no public key that can be read/],
    'a key of no kind': [{ ...byKeys, jwks: { keys: [{}] } }, /is no public key that can be read/],
    'a key off its curve': [
      { ...byKeys, jwks: { keys: [{ ...es.publicJwk, y: es.publicJwk.x }] } },
      /is no public key|no key can sign/,
    ],
    'a key that is a text': [{ ...byKeys, jwks: { keys: ['key' as never] } }, /which is no object/],
    'a weak RSA key': [{ ...byKeys, jwks: { keys: [{ ...small }] } }, /less than 2048 bits/],
    'a key for encryption only': [{ ...byKeys, jwks: { keys: [{ ...x25519 }] } }, /of which no key can sign; add one/],
    'keys of other use only': [
      { ...byKeys, jwks: { keys: [{ ...es.publicJwk, use: 'enc' }] } },
      /of which no key can sign; add one/,
    ],
    'an algorithm that no key has': [{ ...byKeys, ...own, signingAlgorithm: 'RS256' }, /of which no key can sign with RS256/],
    'a symmetric algorithm': [
      { ...byKeys, ...own, signingAlgorithm: 'HS256' },
      /signingAlgorithm HS256, but private_key_jwt takes ES256/,
    ],
    'the algorithm none': [
      { ...byKeys, ...own, signingAlgorithm: 'none' },
      /signingAlgorithm none, but private_key_jwt takes ES256/,
    ],
    'an algorithm without a method': [{ signingAlgorithm: 'ES256' }, /client_secret_basic signs nothing; leave it out/],
    'an algorithm of key pairs for a secret': [{ ...bySecret, signingAlgorithm: 'ES256' }, /client_secret_jwt takes HS256/],
    'a secret beside keys': [{ ...byKeys, ...own, clientSecret: long }, /leave clientSecret out/],
    'a public client with a method': [{ public: true, ...byKeys, ...own }, /is public and cannot use private_key_jwt/],
    'a short secret as key': [{ ...bySecret, clientSecret: 'short' }, /less than 32 bytes, too short for a key/],
    'a method that there is not': [{ authMethod: 'tls' as never }, /use one of .*client_secret_jwt, private_key_jwt/],
    'a plain jwksUri': [{ ...byKeys, jwksUri: 'http://client.example/jwks' }, /the jwksUri "http:.*", which is not https/],
    'a jwksUri on loopback': [{ ...byKeys, jwksUri: 'http://localhost:3000/jwks' }, /is not https/],
    'a file as jwksUri': [{ ...byKeys, jwksUri: 'file:///etc/passwd' }, /is not https/],
    'a jwksUri that is no URL': [{ ...byKeys, jwksUri: '/jwks' }, /is no URL/],
    'a jwksUri with credentials': [{ ...byKeys, jwksUri: 'https://a:b@client.example/' }, /has credentials or a fragment/],
    'a jwksUri with a fragment': [{ ...byKeys, jwksUri: 'https://client.example/#keys' }, /has credentials or a fragment/],
  };
  for (const host of [
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '[::1]',
    '[::ffff:10.0.0.1]',
    '10.0.0.1',
    '169.254.169.254',
    '0.0.0.0',
  ])
    mistakes[`a jwksUri at ${host}`] = [{ ...byKeys, jwksUri: `https://${host}/jwks` }, /is in a network that is not public/];
  for (const [name, [input, sentence]] of Object.entries(mistakes)) {
    it(`CA10: ${name} is refused with the mend`, async () => {
      const text = await mistake(input);
      expect(text)
        .to.match(/^TypeError: Client bad /)
        .and.to.match(sentence);
      for (const secret of [es.privateJwk.d, rs.privateJwk.d, rs.privateJwk.p, 'c2VjcmV0', long])
        expect(text.includes(String(secret)), 'a private value').to.equal(false);
    });
  }

  it('CA17: a client with keys has no secret to rotate', async () => {
    await register({ clientId: 'keyed', ...byKeys, ...own });
    const error: unknown = await app.server.clients.rotateSecret('keyed').catch((thrown: unknown) => thrown);
    expect(String(error)).to.equal('TypeError: Client keyed proves itself with its keys and has no secret.');
  });
});
