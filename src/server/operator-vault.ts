import { randomValue } from '../core/crypto';
import type { Logger } from '../core/logger';
import { seal, unseal } from '../core/seal';
import type { Vault } from '../core/vault';
import { developmentKey, keptDevelopmentKey } from './development-key';

const make = `node -p "require('crypto').randomBytes(32).toString('base64url')"`;

/** Seals under the option `keys.encryptWith`, or under a key of development that is made when it is needed first. */
export class OperatorVault implements Vault {
  private keys?: readonly string[];

  /**
   * @param file of the key of development; undefined: it lives as long as this object
   * @throws TypeError for a key that can be guessed
   */
  constructor(
    encryptWith: string | readonly string[] | undefined,
    private readonly file: string | undefined,
    private readonly logger: Logger,
  ) {
    if (encryptWith !== undefined) this.keys = checked([encryptWith].flat());
  }

  canSeal(): boolean {
    return this.keys !== undefined || !inProduction();
  }

  /** @throws TypeError in production without `keys.encryptWith` */
  async seal(purpose: string, value: unknown): Promise<string> {
    const [key = ''] = this.opened();
    return seal(key, purposeOf(purpose), value);
  }

  async unseal(purpose: string, sealed: string): Promise<unknown> {
    let failure: unknown;
    for (const key of this.keys ?? this.kept()) {
      try {
        return unseal(key, purposeOf(purpose), sealed);
      } catch (error) {
        failure = error;
      }
    }
    throw new Error(`What was sealed for ${purpose} cannot be opened with keys.encryptWith.`, { cause: failure });
  }

  /** What was sealed before: under a key of development only where there is one. To open makes none. @throws TypeError without */
  private kept(): readonly string[] {
    const isKept = inProduction() || (this.file !== undefined && keptDevelopmentKey(this.file) !== undefined);
    if (isKept) return this.opened();
    throw new TypeError('keys.encryptWith is missing, and nothing was sealed here under a key of development.');
  }

  private opened(): readonly string[] {
    this.keys ??= [this.ofDevelopment()];
    return this.keys;
  }

  private ofDevelopment(): string {
    if (inProduction())
      throw new TypeError(
        `keys.encryptWith is missing and NODE_ENV is production: private keys are sealed under it. Make one with ${make}, and give the same to every process.`,
      );
    const where = this.file === undefined ? 'in memory' : `in ${this.file}`;
    this.logger.warn(
      `oauth-controllers: keys.encryptWith is missing; private keys are sealed under a key of development, kept ${where}.`,
    );
    return this.file === undefined ? randomValue() : developmentKey(this.file);
  }
}

const inProduction = (): boolean => process.env.NODE_ENV === 'production';

/** Apart from everything else that is sealed, by the same means, for whoever presents a token. */
const purposeOf = (purpose: string): string => `vault: ${purpose}`;

function checked(keys: readonly string[]): readonly string[] {
  const weak = keys.findIndex(key => typeof key !== 'string' || key.length < 32 || new Set(key).size < 10);
  if (keys.length > 0 && weak < 0) return keys;
  const which = keys.length > 1 ? `keys.encryptWith[${weak}]` : 'keys.encryptWith';
  throw new TypeError(`${which} can be guessed; give at least 32 random characters, for example from ${make}.`);
}
