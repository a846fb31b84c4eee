import type { Storage } from 'oauth-controllers';
import type { ClientRow } from '../../src/core/model';

/** Where something can be held up: a read that has its row, a unit before it is committed, one that is. */
type Step = 'row' | 'unit' | 'committed';

/** Somebody who waits there until the spec lets him go on. */
export class Halt {
  reach!: () => void;
  release!: () => void;
  readonly reached = new Promise<void>(resolve => {
    this.reach = resolve;
  });
  readonly released = new Promise<void>(resolve => {
    this.release = resolve;
  });
}

/** A storage that answers with promises, whatever is beneath it. It counts who asks for a client, and can be held up. */
export class DistantStorage implements Storage {
  /** How often a client was asked for by whoever does not mean to change it. */
  reads = 0;
  /** The last client that was handed out; it is nobody else's. */
  row?: ClientRow;
  /** Makes the next unit fail after it was written. */
  lost?: Error;
  private readonly halts = new Map<Step, Halt>();

  constructor(private readonly storage: Storage) {}

  readonly first: Storage['first'] = async query => {
    const row = structuredClone(await this.storage.first(query));
    if (query.statement.table !== 'client' || !query.statement.cached) return row;
    this.reads++;
    this.row = row as ClientRow | undefined;
    this.handingOut(this.row);
    await this.pass('row');
    return row;
  };
  readonly all: Storage['all'] = async query => this.storage.all(query);
  readonly sweep: Storage['sweep'] = (sweep, limit) => this.storage.sweep(sweep, limit);
  /** The storage beneath it may be that of several servers. */
  readonly close: Storage['close'] = async () => undefined;
  readonly commit: Storage['commit'] = async unit => {
    await this.pass('unit');
    await this.storage.commit(unit);
    await this.pass('committed');
    const { lost } = this;
    this.lost = undefined;
    if (lost) throw lost;
  };

  /** What a spec does to a client's row before anybody is given it. */
  handingOut: (row: ClientRow | undefined) => void = () => undefined;

  /** The next one who gets there waits. */
  hold(step: Step): Halt {
    const halt = new Halt();
    this.halts.set(step, halt);
    return halt;
  }

  private async pass(step: Step): Promise<void> {
    const halt = this.halts.get(step);
    this.halts.delete(step);
    halt?.reach();
    await halt?.released;
  }
}
