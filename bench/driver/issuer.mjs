import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { resource, scope, service } from '../peers/common/fixture.mjs';

const base64url = value => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The issuer of the JWTs of W3, with its metadata and keys (RFC 8414, RFC 7517). */
export class Issuer {
  #pairs = {
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  };
  #pools = { ES256: [], RS256: [] };

  static async listen() {
    const issuer = new Issuer();
    issuer.server = createServer((request, response) => issuer.#answer(request, response)).listen(0, '127.0.0.1');
    await once(issuer.server, 'listening');
    issuer.url = `http://127.0.0.1:${issuer.server.address().port}`;
    return issuer;
  }

  get jwks() {
    const keys = Object.entries(this.#pairs).map(([alg, { publicKey }]) => ({
      ...publicKey.export({ format: 'jwk' }),
      ...{ alg, kid: alg, use: 'sig' },
    }));
    return { keys };
  }

  /** As many distinct tokens. Those that were made before are given again: each load has a new server, which has seen none. */
  tokens(alg, count) {
    const pool = this.#pools[alg];
    while (pool.length < count) pool.push(this.sign(alg));
    return pool.slice(0, count);
  }

  sign(alg, claims = {}) {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      ...{ iss: this.url, sub: service.id, client_id: service.id, aud: resource, scope, jti: randomUUID() },
      ...{ iat: now, exp: now + 7200, ...claims },
    };
    const input = `${base64url({ alg, kid: alg, typ: 'at+jwt' })}.${base64url(payload)}`;
    const key = { key: this.#pairs[alg].privateKey, dsaEncoding: 'ieee-p1363' };
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  #answer({ url }, response) {
    const known = url === '/jwks' ? this.jwks : { issuer: this.url, jwks_uri: `${this.url}/jwks`, ...required };
    response.setHeader('content-type', 'application/json').setHeader('cache-control', 'max-age=3600').end(JSON.stringify(known));
  }
}

const required = { response_types_supported: ['code'] };
