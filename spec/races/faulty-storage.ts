import type { Storage } from 'oauth-controllers';
import type { Write } from '../../src/core/statement';
import { type Snapshot, snapshot } from '../support/invariants';

/** Where to put a write that fails: before which statement of which unit, counted from the moment it is planted. */
export interface Fault {
  readonly unit: number;
  readonly place: number;
  readonly write: Write;
}

/** A storage that hands everything on, and makes one unit fail where it is told to. */
export class FaultyStorage implements Storage {
  /** How many statements each unit had since the fault was planted. */
  units: number[] = [];
  /** The whole database around the unit that failed. */
  around?: { readonly before: Snapshot; readonly after: Snapshot };
  private fault?: Fault;

  constructor(private readonly storage: Storage) {}

  plant(fault?: Fault): void {
    this.fault = fault;
    this.units = [];
    this.around = undefined;
  }

  readonly first: Storage['first'] = query => this.storage.first(query);
  readonly all: Storage['all'] = query => this.storage.all(query);
  readonly sweep: Storage['sweep'] = (sweep, limit) => this.storage.sweep(sweep, limit);
  readonly close: Storage['close'] = () => this.storage.close();

  async commit(unit: readonly Write[]): Promise<void> {
    const { fault } = this;
    if (fault?.unit !== this.units.push(unit.length) - 1) return this.storage.commit(unit);
    const before = await snapshot(this.storage);
    try {
      await this.storage.commit(unit.toSpliced(fault.place, 0, fault.write));
    } finally {
      this.around = { before, after: await snapshot(this.storage) };
    }
  }
}
