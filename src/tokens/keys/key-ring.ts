import type { ServerContext } from '../../core/context';
import type { SigningKeyRow } from '../../core/model';
import type { Write } from '../../core/statement';
import { allSigningKeys, insertSigningKey, lengthenLifetime, removeSigningKey } from '../../core/statements/signing-keys';
import { UnitRefused } from '../../core/storage';
import { inOrder, isPublished, type KeyLife, lead, livesOf, reread } from './life';
import { newKey } from './new-key';
import type { SigningAlgorithm } from './options';

export type KeyRingParts = Pick<ServerContext, 'storage' | 'clock' | 'logger' | 'vault' | 'settings'>;

/** The purpose under which private keys are sealed. */
const purpose = 'signing key';

/**
 * The server's own keys in the database. There is no timer: whenever the keys are read anew, once a minute at most while they
 * are in use, a successor is made for one that has signed long enough. Of many processes that make it at once one wins, by the
 * number of the generation, and the others take what it has made.
 */
export class KeyRing {
  private rows: readonly SigningKeyRow[] = [];
  private readAt?: number;
  private reading?: Promise<readonly SigningKeyRow[]>;

  /** @param rotate seconds that one key signs; undefined: as long as nobody commands otherwise */
  constructor(
    private readonly parts: KeyRingParts,
    private readonly algorithm: SigningAlgorithm | undefined,
    private readonly rotate: number | undefined,
  ) {}

  /** One of them is active, but where nothing can be sealed there may be none. @throws what the database throws */
  async lives(): Promise<KeyLife[]> {
    return livesOf(await this.current(), this.parts.clock.now());
  }

  /** The key in use. @throws what the vault throws when there is none and none can be made */
  async active(): Promise<SigningKeyRow> {
    const rows = await this.current();
    const made = rows.length === 0 ? await this.add(rows) : rows;
    const active = livesOf(made, this.parts.clock.now()).find(({ state }) => state === 'active');
    if (active) return active.row;
    throw new Error('There is no signing key.');
  }

  /** Whether keys can be made and opened here. */
  canSign(): boolean {
    return this.parts.vault.canSeal();
  }

  /** As they are in the database now. Nothing is made. */
  async list(): Promise<KeyLife[]> {
    return livesOf(await this.read(), this.parts.clock.now());
  }

  /** Makes the next key at once, unless one waits already. It signs after `lead`. */
  async makeNext(): Promise<void> {
    const rows = await this.read();
    const [newest] = rows.slice(-1);
    if (newest === undefined || newest.signsFrom <= this.parts.clock.now()) await this.add(rows);
    this.readAt = undefined;
    await this.current();
  }

  /** @throws TypeError when it was sealed under another key */
  async privateJwk(row: SigningKeyRow): Promise<Record<string, unknown>> {
    try {
      return (await this.parts.vault.unseal(purpose, row.sealed)) as Record<string, unknown>;
    } catch (cause) {
      const isMissing = cause instanceof TypeError;
      const mend = isMissing
        ? 'which is missing: give the key that it was sealed under; for the command oauth, set OAUTH_ENCRYPT_WITH'
        : 'give the key that it was sealed under, too: keys: { encryptWith: [newKey, oldKey] }';
      throw new TypeError(`The signing key ${row.kid} of the database cannot be opened with keys.encryptWith; ${mend}.`, {
        cause,
      });
    }
  }

  /** Keeps a key published for as long as something lives that it is about to sign. @param seconds its lifetime */
  async outlive(row: SigningKeyRow, seconds: number): Promise<void> {
    if (seconds <= row.longestLifetime) return;
    const where = { id: row.id, longestLifetime: seconds };
    await this.parts.storage.commit([lengthenLifetime.with({ longestLifetime: seconds }, where)]);
    this.rows = this.rows.map(one => (one.id === row.id ? { ...one, longestLifetime: seconds } : one));
  }

  private async current(): Promise<readonly SigningKeyRow[]> {
    if (this.readAt !== undefined && Math.abs(this.parts.clock.now() - this.readAt) < reread) return this.rows;
    this.reading ??= this.readAnew().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async readAnew(): Promise<readonly SigningKeyRow[]> {
    const now = this.parts.clock.now();
    let rows = await this.read();
    if (rows.length === 0 && this.canSign()) rows = await this.add(rows);
    else if (this.isDue(rows, now)) rows = await this.tryToAdd(rows);
    this.rows = rows;
    this.readAt = now;
    return rows;
  }

  private isDue(rows: readonly SigningKeyRow[], now: number): boolean {
    const [newest] = rows.slice(-1);
    if (newest === undefined || newest.signsFrom > now) return false;
    if (this.algorithm !== undefined && newest.algorithm !== this.algorithm) return true;
    return this.rotate !== undefined && newest.signsFrom + this.rotate * 1000 - lead <= now;
  }

  /** The keys that are there are still good. */
  private async tryToAdd(rows: readonly SigningKeyRow[]): Promise<SigningKeyRow[]> {
    try {
      return await this.add(rows);
    } catch (error) {
      this.parts.logger.error('oauth-controllers: the next signing key could not be made; it will be tried again.', error);
      return [...rows];
    }
  }

  private async add(rows: readonly SigningKeyRow[]): Promise<SigningKeyRow[]> {
    const [newest] = rows.slice(-1);
    // Who cannot open what the others sign with has another vault, and nothing of it may get between theirs.
    if (newest) await this.privateJwk(newest);
    try {
      const row = await this.newRow(newest);
      await this.parts.storage.commit([insertSigningKey.with(row), ...this.removals(rows)]);
      this.parts.logger.info(`oauth-controllers: there is a new signing key, ${row.kid}.`);
    } catch (error) {
      // Another process was first.
      if (!(error instanceof UnitRefused)) throw error;
    }
    return this.read();
  }

  private async newRow(newest: SigningKeyRow | undefined): Promise<SigningKeyRow> {
    const { clock, vault, settings } = this.parts;
    const algorithm = this.algorithm ?? (newest?.algorithm as SigningAlgorithm | undefined) ?? 'ES256';
    const { publicJwk, privateJwk } = await newKey(algorithm);
    const sealed = await vault.seal(purpose, privateJwk);
    const now = clock.now();
    return {
      ...{ algorithm, publicJwk, sealed, kid: publicJwk.kid, createdAt: now, longestLifetime: settings.lifetimes.accessToken },
      id: String(newest ? Number(newest.id) + 1 : 1),
      // Nobody can have fetched a list without the first one, because no list was there.
      signsFrom: newest ? Math.max(now + lead, newest.signsFrom + 1) : now,
    };
  }

  /** Of keys whose last token has expired. */
  private removals(rows: readonly SigningKeyRow[]): Write[] {
    const now = this.parts.clock.now();
    const over = livesOf(rows, now).filter(life => !isPublished(life, now));
    return over.map(({ row }) => removeSigningKey.with({ id: row.id }));
  }

  private async read(): Promise<SigningKeyRow[]> {
    return inOrder(await this.parts.storage.all(allSigningKeys.with({})));
  }
}
