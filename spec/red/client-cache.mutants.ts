import { type Broken, type Mutant, watchedBy } from './mutant';

const memory = 'src/server/client-memory.ts';
const lookup = 'src/server/client-lookup.ts';
const clients = 'src/server/clients.ts';
const authenticator = 'src/clients/client-authenticator.ts';
const settings = 'src/core/resolve-settings.ts';

const broken: Broken[] = [
  ['memory-age', memory, 'age < this.limit', 'age < 2 * this.limit', 'it has become too old'],
  ['memory-set-back', memory, 'age >= 0 && ', '', 'clock was set back'],
  [
    'memory-read-at',
    memory,
    '{ client, readAt }',
    '{ client, readAt: readAt && this.clock.now() }',
    'as old as the question and not as the answer',
  ],
  ['memory-under-way', memory, 'this.underWay > 0 || ', '', 'the answer comes before the change'],
  ['memory-older-question', memory, ' || this.ended !== ended', '', 'the question is older than the change'],
  ['memory-later-answer', memory, ' || this.ended !== ended', '', 'the answer comes later'],
  ['memory-at-the-end', memory, 'this.ended++;', '', 'the answer comes later'],
  [
    'memory-forgets-late',
    memory,
    'this.kept = this.empty();\n    try {\n      await unit();',
    'try {\n      await unit();\n      this.kept = this.empty();',
    'from the moment that the database has the change',
  ],
  [
    'memory-lost-answer',
    memory,
    'await unit();\n    } finally {',
    'await unit();\n    } catch (error) {\n      throw error;\n    }\n    {',
    'the answer to that is lost',
  ],
  ['memory-gone', memory, 'else this.kept.delete(clientId);', '', 'somebody asks past the memory'],
  ['memory-room', memory, 'maxSize: this.most', 'maxSize: 10_000', 'makes room'],
  ['memory-at-once', lookup, '!keep || !isLate(answer)', '!keep', 'the storage answers at once'],
  ['memory-own-copy', lookup, 'structuredClone(row)', 'row', 'goes on writing to it'],
  ['memory-frozen', lookup, 'frozen(copy) ? copy : undefined', 'copy', 'cannot be frozen|nobody can change it'],
  ['memory-no-data', lookup, 'catch {\n    return undefined;', 'catch (error) {\n    throw error;', 'is no data'],
  ['memory-of-tokens', lookup, 'this.remembered(clientId) ?? this.asked(', 'this.asked(', 'is read once'],
  [
    'memory-own-units',
    lookup,
    'memory ? memory.changing(() => storage.commit(unit)) : storage.commit(unit)',
    'memory ? storage.commit(unit) : storage.commit(unit)',
    'changed by this process is known at once',
  ],
  [
    'memory-register',
    clients,
    'await this.commit([insertClient',
    'await this.storage.commit([insertClient',
    'registered anew or put',
  ],
  ['memory-put-new', clients, 'return this.commit([insertClient', 'return this.storage.commit([insertClient', 'anew or put'],
  ['memory-put', clients, 'this.commit([updateClient', 'this.storage.commit([updateClient', 'with another name'],
  ['memory-update', clients, 'this.commit(writes)', 'this.storage.commit(writes)', 'with another name'],
  ['memory-rotate', clients, 'this.commit([replaceSecrets', 'this.storage.commit([replaceSecrets', 'with another secret'],
  ['memory-remove', clients, 'this.commit([removeClient', 'this.storage.commit([removeClient', 'at once and removed'],
  ['memory-refuses', authenticator, '(client instanceof Client ? client : current())', 'client', 'new (secret|way|key)'],
  ['memory-asked-again', authenticator, 'context.clients.current(', 'context.clients.find(', 'new (secret|way|key)'],
  [
    'memory-counts-once',
    authenticator,
    ': context.clientFailures.judged(tried, client instanceof Client);',
    ': after(context.clientFailures.judged(tried, client instanceof Client), () => context.clientFailures.judged(tried, client instanceof Client));',
    'a wrong secret counts once',
  ],
  ['memory-admin', 'src/admin/client-pages.ts', 'clients.current(id)', 'clients.find(id)', 'shown on the admin pages as it is'],
  ['memory-off', settings, 'options.clientCache ?? 0', 'options.clientCache ?? 5', 'without the option'],
  ['memory-longest', settings, 'limit <= 60)', 'limit <= 600)', 'a minute at most'],
];

/** Clients that are remembered: nobody is refused for it, and nobody is let in who is known here to be gone. */
export const mutants: readonly Mutant[] = watchedBy('spec/clients/client-cache.spec.ts', broken);
