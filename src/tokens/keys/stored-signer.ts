import { createPrivateKey } from 'node:crypto';
import type { Clock } from '../../core/clock';
import type { SigningKeyRow } from '../../core/model';
import type { PublicJwk, TokenSigner } from '../../core/signing';
import type { KeyRing } from './key-ring';
import { isPublished } from './life';
import { jwkSet, publicJwk } from './public-jwk';
import { type OpenKey, signedJwt } from './signed-jwt';

/** Signs with the server's own keys. */
export class StoredSigner implements TokenSigner {
  private readonly opened = new Map<string, Promise<OpenKey>>();
  /** The last list of keys, and the rows that it is of. */
  private published?: { readonly rows: readonly SigningKeyRow[]; readonly jwks: ReturnType<typeof jwkSet> };

  constructor(
    private readonly ring: KeyRing,
    private readonly clock: Clock,
  ) {}

  async algorithms(): Promise<string[]> {
    if (!this.ring.canSign()) return [];
    const lives = await this.ring.lives();
    return [...new Set(lives.filter(({ state }) => state !== 'retired').map(({ row }) => row.algorithm))];
  }

  /** The lifetime of what is signed is read from its exp: so long its key stays published. */
  async sign(typ: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const row = await this.ring.active();
    const key = await this.open(row);
    if (typeof claims.exp === 'number') await this.ring.outlive(row, Math.ceil(claims.exp - this.clock.now() / 1000));
    return signedJwt(typ, claims, key);
  }

  /** The same object as before where the same rows are published: a row is never changed in place. */
  async jwks(): Promise<{ readonly keys: readonly PublicJwk[] }> {
    const now = this.clock.now();
    const lives = (await this.ring.lives()).filter(life => isPublished(life, now));
    const rows = lives.map(({ row }) => row);
    if (!this.published || !areSame(rows, this.published.rows)) this.published = { rows, jwks: jwksOf(rows) };
    return this.published.jwks;
  }

  private open(row: SigningKeyRow): Promise<OpenKey> {
    const known = this.opened.get(row.kid);
    if (known) return known;
    const opening = this.openAnew(row);
    // One signs at a time, so one is kept.
    this.opened.clear();
    this.opened.set(row.kid, opening);
    opening.catch(() => this.opened.delete(row.kid));
    return opening;
  }

  private async openAnew(row: SigningKeyRow): Promise<OpenKey> {
    const jwk = await this.ring.privateJwk(row);
    return { key: createPrivateKey({ key: jwk, format: 'jwk' }), alg: row.algorithm, kid: row.kid };
  }
}

const areSame = (rows: readonly SigningKeyRow[], others: readonly SigningKeyRow[]): boolean =>
  rows.length === others.length && rows.every((row, index) => row === others[index]);

const jwksOf = (rows: readonly SigningKeyRow[]): ReturnType<typeof jwkSet> =>
  jwkSet(rows.map(row => publicJwk(row.publicJwk, row.kid, row.algorithm)));
