import { seconds } from '../core/duration';
import type { TokenSigner } from '../core/signing';
import { GivenSigner } from '../tokens/keys/given-signer';
import { GuardedSigner } from '../tokens/keys/guarded-signer';
import { KeyRing, type KeyRingParts } from '../tokens/keys/key-ring';
import type { KeyLife, KeyState } from '../tokens/keys/life';
import { type KeysOptions, signingAlgorithms } from '../tokens/keys/options';
import { StoredSigner } from '../tokens/keys/stored-signer';

const hour = 3600;

/** A signing key of the server's own, without the key. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: string;
  /** `next`: published, but not in use yet. `retired`: published until its last token has expired. */
  readonly state: KeyState;
  readonly createdAt: Date;
  readonly signsFrom: Date;
  /** Undefined: it has no successor yet. */
  readonly signsUntil?: Date;
  readonly publishedUntil?: Date;
}

/** What the server signs with, and how that is changed. */
export class Keys {
  readonly signer: TokenSigner;
  private readonly ring?: KeyRing;

  /** @throws TypeError that names the option and the mend */
  constructor(options: KeysOptions, parts: KeyRingParts) {
    check(options);
    const { jwks, signer, algorithm } = options;
    if (signer) this.signer = new GuardedSigner(signer, parts.settings.serviceTimeout);
    else if (jwks) this.signer = new GivenSigner(jwks.keys);
    else {
      this.ring = new KeyRing(parts, algorithm, rotation(options.rotate));
      this.signer = new StoredSigner(this.ring, parts.clock);
    }
  }

  /**
   * Makes the next key, in whichever process: all publish it at once and sign with it 15 minutes later, when everybody has had
   * the time to fetch it. While one waits already, nothing happens.
   * @throws TypeError for keys of the operator's own
   */
  async rotate(): Promise<void> {
    await this.own('rotate').makeNext();
  }

  /** The oldest first. Nothing is made. @throws TypeError for keys of the operator's own */
  async list(): Promise<SigningKey[]> {
    return (await this.own('list').list()).map(shown);
  }

  /**
   * Makes sure that there is a key to sign with, so that what is wrong shows at the start and not at the first token.
   * @throws TypeError when it cannot be opened
   */
  async open(): Promise<void> {
    if (this.ring) await this.ring.privateJwk(await this.ring.active());
  }

  private own(method: string): KeyRing {
    if (this.ring) return this.ring;
    throw new TypeError(
      `keys.${method}() is for keys that the server makes; with keys.jwks or keys.signer, they are looked after where they are kept.`,
    );
  }
}

function shown({ row, state, signsUntil, publishedUntil }: KeyLife): SigningKey {
  return {
    ...{ kid: row.kid, algorithm: row.algorithm, state },
    createdAt: new Date(row.createdAt),
    signsFrom: new Date(row.signsFrom),
    ...(signsUntil === undefined ? {} : { signsUntil: new Date(signsUntil) }),
    ...(publishedUntil === undefined ? {} : { publishedUntil: new Date(publishedUntil) }),
  };
}

function check({ algorithm, jwks, signer, rotate }: KeysOptions): void {
  if (algorithm !== undefined && !signingAlgorithms.includes(algorithm))
    throw new TypeError(`keys.algorithm is ${JSON.stringify(algorithm)}; name one of ${signingAlgorithms.join(', ')}.`);
  if (jwks && signer) throw new TypeError('keys has both jwks and signer; one of them signs, so leave the other out.');
  if ((jwks || signer) && (algorithm !== undefined || rotate !== undefined))
    throw new TypeError('keys.algorithm and keys.rotate are for keys that the server makes; leave them out next to your own.');
}

function rotation(rotate: KeysOptions['rotate'] = '30d'): number | undefined {
  if (rotate === false) return undefined;
  const length = seconds(rotate, 'keys.rotate');
  if (length >= hour) return length;
  throw new TypeError(
    `keys.rotate is ${JSON.stringify(rotate)}; a key signs for at least 1 hour, or resource servers cannot follow.`,
  );
}
