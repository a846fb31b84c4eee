import { KeyObject } from 'node:crypto';
import type { JSONWebKeySet, LocalJWKSet } from 'jose';
import { jose } from '../../tokens/jose';

/** RFC 7518 sections 3.3 and 3.5, in bits. */
const leastModulus = 2048;

/** The keys of one document (RFC 7517 section 5). jose chooses and opens them, each once for an algorithm and a kid. */
export class PublishedKeys {
  private readonly choose: LocalJWKSet;
  /** Only keys that are there stand here, so whoever makes up names makes it no larger. */
  private readonly opened = new Map<string, Map<unknown, KeyObject>>();

  /** @throws JWKSInvalid for what is no JWK Set */
  constructor(document: object) {
    this.choose = jose().createLocalJWKSet(document as JSONWebKeySet);
  }

  openedKeyOf(alg: string, kid: unknown): KeyObject | undefined {
    return this.opened.get(alg)?.get(kid);
  }

  /**
   * The public key that is for this algorithm and has this name; the only one that is for it, where no name is given.
   * @throws JWKSNoMatchingKey, JWKSMultipleMatchingKeys; anything else for a key that cannot be used
   */
  async keyOf(alg: string, kid: unknown): Promise<KeyObject> {
    const known = this.openedKeyOf(alg, kid);
    if (known) return known;
    // Nothing else of the header is shown: keys that a token brings along or points to (jwk, jku, x5u, x5c) are never looked at.
    const key = KeyObject.from(await this.choose({ alg, kid: kid as string | undefined }));
    const { modulusLength = leastModulus } = key.asymmetricKeyDetails ?? {};
    if (modulusLength < leastModulus) throw new TypeError(`An RSA key has ${modulusLength} bits; ${leastModulus} are the least.`);
    this.keep(alg, kid, key);
    return key;
  }

  private keep(alg: string, kid: unknown, key: KeyObject): void {
    const keys = this.opened.get(alg) ?? new Map<unknown, KeyObject>();
    this.opened.set(alg, keys.set(kid, key));
  }
}
