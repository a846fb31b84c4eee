import type { ScopeDirectory } from '../core/context';
import type { ScopeRow } from '../core/model';
import { isScopeToken, Scopes } from '../core/scope';
import { ScopeTexts } from '../core/scope-texts';
import { allScopes, describeScope, findScope, insertScope, removeScope } from '../core/statements/clients';
import type { Storage } from '../core/storage';

/** The scopes that the server knows, from the option `scopes` and from the database. */
export class DeclaredScopes implements ScopeDirectory {
  private readonly descriptions = new Map<string, string>();
  private readonly texts = new ScopeTexts(names => this.of(names));
  private storage?: Storage;
  /** How often this process has changed them. */
  private changes = 0;

  /** @throws TypeError for a name that RFC 6749 section 3.3 does not allow */
  constructor(declared: Readonly<Record<string, string | undefined>>) {
    for (const [name, description] of Object.entries(declared)) {
      checkName(name);
      this.descriptions.set(name, description ?? name);
    }
  }

  names(): string[] {
    return [...this.descriptions.keys()];
  }

  /** Every scope with its description. */
  list(): { name: string; description: string }[] {
    return [...this.descriptions].map(([name, description]) => ({ name, description }));
  }

  /**
   * Adds a scope, or describes one anew, while the server runs. Other processes learn it within half a minute.
   * @throws TypeError for a name that RFC 6749 section 3.3 does not allow, or that the database takes for another
   */
  async put(name: string, description: string): Promise<void> {
    const storage = this.opened();
    checkName(name);
    const known = await stored(storage, name);
    await storage.commit([known ? describeScope.with({ description }, { name }) : insertScope.with({ name, description })]);
    this.changes++;
    this.descriptions.set(name, description);
  }

  /**
   * Takes a scope away: it can be granted no more, and a refresh leaves it out. One that the option `scopes` declares comes back
   * at the next start.
   */
  async remove(name: string): Promise<void> {
    const storage = this.opened();
    const known = await storage.first(findScope.with({ name }));
    // A database may compare without regard to case.
    if (known?.name === name) await storage.commit([removeScope.with({ name })]);
    this.changes++;
    this.descriptions.delete(name);
  }

  private opened(): Storage {
    if (this.storage) return this.storage;
    throw new TypeError('The scopes were used before the server was created.');
  }

  has(name: string): boolean {
    return this.descriptions.has(name);
  }

  of(names: Iterable<string>): Scopes {
    return new Scopes(names, this.descriptions);
  }

  ofText(text: string): Scopes {
    return this.texts.of(text);
  }

  /** Learns what other processes have added or taken away. */
  async learn(): Promise<void> {
    const { changes } = this;
    const stored = await this.opened().all(allScopes.with({}));
    // Asked before a change of our own, and answered after it.
    if (changes !== this.changes) return;
    const names = new Set(stored.map(({ name }) => name));
    for (const { name, description } of stored) this.descriptions.set(name, description);
    for (const name of this.descriptions.keys()) if (!names.has(name)) this.descriptions.delete(name);
  }

  /** Writes the declared scopes to the database and learns those that only stand there. */
  async synchronize(storage: Storage): Promise<void> {
    this.storage = storage;
    const known = new Map((await storage.all(allScopes.with({}))).map(({ name, description }) => [name, description]));
    const changed = [...this.descriptions].filter(([name, description]) => known.get(name) !== description);
    const alike = namesakes([...known.keys(), ...this.descriptions.keys()]);
    const writes = changed
      .filter(([name]) => known.has(name) || !alike.has(name))
      .map(([name, description]) =>
        known.has(name) ? describeScope.with({ description }, { name }) : insertScope.with({ name, description }),
      );
    if (writes.length > 0) await storage.commit(writes);
    for (const [name, description] of changed) if (alike.has(name) && !known.has(name)) await this.put(name, description);
    for (const [name, description] of known) if (!this.descriptions.has(name)) this.descriptions.set(name, description);
  }
}

/** @throws TypeError where the database takes the name for another, as MySQL does without regard to case */
async function stored(storage: Storage, name: string): Promise<ScopeRow | undefined> {
  const found = await storage.first(findScope.with({ name }));
  if (!found || found.name === name) return found;
  throw new TypeError(
    `The scope ${name} is the same as ${found.name} to this database, which does not tell them apart; give it another name.`,
  );
}

/** The names that differ by case only from one before them. */
function namesakes(names: readonly string[]): Set<string> {
  const first = new Map<string, string>();
  for (const name of names) if (!first.has(name.toLowerCase())) first.set(name.toLowerCase(), name);
  return new Set(names.filter(name => first.get(name.toLowerCase()) !== name));
}

function checkName(name: string): void {
  if (name.length > 255) throw new TypeError(`The scope ${JSON.stringify(name.slice(0, 40))}… has more than 255 characters.`);
  if (isScopeToken(name)) return;
  throw new TypeError(
    `The scope ${JSON.stringify(name)} has a blank, a quote or another character that RFC 6749 section 3.3 forbids.`,
  );
}
