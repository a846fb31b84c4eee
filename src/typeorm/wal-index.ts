import { readdirSync, readlinkSync, readSync } from 'node:fs';
import type { SqliteDatabase } from './sqlite-driver';

/** The header of the WAL-index: 12 numbers of 32 bits (sqlite.org/walformat.html section 2.1), which each commit changes. */
const headerBytes = 48;
/** The place of the number in it that each commit makes one larger, `iChange`. */
const counter = 2;
/** The places of the two that no other log has, `aSalt`. */
const salts = [8, 9] as const;
/** Linux has a link there for each descriptor of a process. */
const folder = '/proc/self/fd';

/**
 * Tells without asking SQLite that nobody has committed to a database in WAL mode: by the header of the WAL-index, which all of
 * its connections share. To read it is one call to the operating system, where a question to SQLite takes and gives back locks.
 *
 * It is read through the descriptor that SQLite has open itself. Another one could not be closed again: that would let go of all
 * locks which this process has on the file (fcntl(2)). Where the operating system does not tell of descriptors nothing is known
 * here, and SQLite has to be asked.
 */
export class WalIndex {
  private readonly file: string;
  private descriptor: number | undefined;
  private readonly read = new Int32Array(headerBytes / 4);
  private readonly agreed = new Int32Array(headerBytes / 4);
  /** Whether a commit of our own was seen in it: a file system may show memory that is shared another way than files. */
  private isProven = false;

  constructor(database: SqliteDatabase) {
    this.file = `${mainFile(database)}-shm`;
    this.descriptor = descriptorOf(this.file);
  }

  /** Whether the database is for certain as it was when `agree()` was called last. */
  isAsAgreed(): boolean {
    return this.sample() && this.isProven && this.isSame();
  }

  /** What the last look saw is the state that all is compared with from now on. To be called only once it has been proven true. */
  agree(): void {
    // SQLite closes it where the application leaves WAL, and the next file that anybody opens may have its number.
    if (this.descriptor !== undefined && linkOf(`${folder}/${this.descriptor}`) !== this.file) this.descriptor = undefined;
    this.agreed.set(this.read);
  }

  /** Runs what may commit, to see whether that shows. */
  watching<T>(work: () => T): T {
    if (this.isProven || !this.sample()) return work();
    const before = this.read.slice();
    const result = work();
    this.isProven = this.sample() && this.read.some((word, place) => word !== before[place]);
    return result;
  }

  /**
   * Agrees to what one commit of our own has made of the database, where nobody else has committed since it was agreed upon last:
   * that can be told by the number of commits, and SQLite does not have to be asked.
   */
  follow(): void {
    if (!this.isProven || !this.sample()) return;
    const { read, agreed } = this;
    const next = (Number(agreed[counter]) + 1) | 0;
    if (read[counter] === next && salts.every(place => read[place] === agreed[place])) agreed.set(read);
  }

  private isSame(): boolean {
    for (let place = 0; place < this.read.length; place++) if (this.read[place] !== this.agreed[place]) return false;
    return true;
  }

  private sample(): boolean {
    if (this.descriptor === undefined) return false;
    try {
      if (readSync(this.descriptor, this.read, 0, headerBytes, 0) === headerBytes) return true;
    } catch {
      // SQLite has closed it: the database is in another journal mode now.
    }
    this.descriptor = undefined;
    return false;
  }
}

function mainFile(database: SqliteDatabase): string {
  const files = database.pragma('database_list') as { readonly name: string; readonly file: string }[];
  return files.find(({ name }) => name === 'main')?.file ?? '';
}

function descriptorOf(file: string): number | undefined {
  try {
    const name = readdirSync(folder).find(one => linkOf(`${folder}/${one}`) === file);
    return name === undefined ? undefined : Number(name);
  } catch {
    return undefined;
  }
}

/** Undefined for the descriptor that the folder was read with, which is closed by now. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
