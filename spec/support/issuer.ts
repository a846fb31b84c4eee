import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import type { ManualClock } from './clock';
import { freePort } from './free-port';

export interface IssuerKey {
  readonly alg: string;
  readonly publicJwk: JWK;
  readonly privateKey: Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
}

export async function issuerKey(alg: string, kid: string): Promise<IssuerKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** An authorization server on a real port that answers as a spec wants it to. */
export class TestIssuer {
  /** The paths that were asked for, in their order. */
  readonly asked: string[] = [];
  /** Answers that a spec replaces, by path. */
  readonly answers = new Map<string, Answer>();
  published: unknown[];
  private http?: Server;

  private constructor(
    readonly url: string,
    public key: IssuerKey,
    private readonly clock: ManualClock,
  ) {
    this.published = [key.publicJwk];
  }

  /** @param path of the issuer, for example `/tenant1` */
  static async start(clock: ManualClock, path = '', alg = 'ES256'): Promise<TestIssuer> {
    const key = await issuerKey(alg, 'first');
    const port = await freePort();
    const issuer = new TestIssuer(`http://localhost:${port}${path}`, key, clock);
    issuer.serve(await listen(port));
    return issuer;
  }

  count(end: string): number {
    return this.asked.filter(path => path.endsWith(end)).length;
  }

  /** A token as RFC 9068 has it, changed as a spec wants it. A claim that is undefined is left out. */
  token(
    claims: Record<string, unknown> = {},
    header: Partial<JWTHeaderParameters> = {},
    key: IssuerKey = this.key,
  ): Promise<string> {
    const now = Math.floor(this.clock.now() / 1000);
    const standard = { iss: this.url, sub: 'ada', client_id: 'app', scope: 'photos:read', jti: `${Math.random()}` };
    const payload = { ...standard, iat: now, exp: now + 600, aud: 'https://photos.example', ...claims };
    const protectedHeader = { alg: key.alg, typ: 'at+jwt', kid: key.publicJwk.kid, ...header };
    return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key.privateKey);
  }

  /** From now on a new key signs. @param published whether it stands in the JWKS, and the old one no more */
  async rotate(kid: string, published = true): Promise<void> {
    this.key = await issuerKey(this.key.alg, kid);
    if (published) this.published = [this.key.publicJwk];
  }

  /** Nobody listens there any more. */
  async leave(): Promise<void> {
    this.http?.closeAllConnections();
    await new Promise(resolve => this.http?.close(resolve));
    this.http = undefined;
  }

  async comeBack(): Promise<void> {
    this.serve(await listen(Number(new URL(this.url).port)));
  }

  async close(): Promise<void> {
    if (this.http) await this.leave();
  }

  private serve(http: Server): void {
    this.http = http;
    http.on('request', async (request: IncomingMessage, response: ServerResponse) => {
      const path = request.url ?? '';
      this.asked.push(path);
      let body = '';
      for await (const chunk of request) body += chunk;
      const answer = this.answers.get(path) ?? this.standard(path);
      answer(request, response, body);
    });
  }

  private standard(path: string): Answer {
    const { origin, pathname } = new URL(this.url);
    const below = pathname === '/' ? '' : pathname;
    if (path === `/.well-known/oauth-authorization-server${below}`)
      return saying({ issuer: this.url, jwks_uri: `${origin}/jwks`, introspection_endpoint: `${origin}/introspect` });
    if (path === '/jwks') return saying({ keys: this.published });
    return saying({ error: 'not_found' }, 404);
  }
}

/** An answer in JSON. */
export function saying(value: unknown, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(value));
  };
}

/** Takes the request and never answers. */
export const silent: Answer = () => undefined;

async function listen(port: number): Promise<Server> {
  const http = createServer();
  await new Promise<void>(resolve => http.listen(port, '127.0.0.1', resolve));
  return http;
}
