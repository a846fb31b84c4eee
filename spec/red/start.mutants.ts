import type { Mutant } from './mutant';

/** A start loads and writes what it needs, and what is loaded later refuses when it is not there. */
export const mutants: readonly Mutant[] = [
  {
    id: 'left-open',
    file: 'src/server.ts',
    find: 'await this.storage.close();',
    replace: '',
    grep: 'has nothing left to wait for',
  },
  {
    id: 'late-packages',
    file: 'src/core/lazy.ts',
    find: 'let loaded: T | undefined;',
    replace: 'let loaded: T | undefined = load();',
    grep: 'what a start loads',
  },
  {
    id: 'late-admin-pages',
    file: 'src/controllers/admin-controllers.ts',
    find: 'this.settings = adminSettings(option);',
    replace: 'this.settings = adminSettings(option);\n    pages();',
    grep: 'are no admin pages where there are none',
  },
  {
    id: 'late-package-refuses',
    file: 'src/server/attempts-a-minute.ts',
    find: 'lazy(() => new Counts(most));',
    replace: `lazy(() => {
    try {
      return new Counts(most);
    } catch {
      const nothing = async () => undefined;
      return { consume: nothing, forget: nothing, get: nothing, penalty: nothing } as unknown as Counts;
    }
  });`,
    grep: 'refuses every password where they cannot be counted',
  },
  {
    id: 'late-proof-refuses',
    file: 'src/tokens/dpop-proof.ts',
    find: 'const { jwk, claims } = await signed(header, context.clock.now(), refuse);',
    replace: `let checked: Awaited<ReturnType<typeof signed>>;
  try {
    checked = await signed(header, context.clock.now(), refuse);
  } catch (error) {
    if (String(error).includes('Cannot find module')) return undefined;
    throw error;
  }
  const { jwk, claims } = checked;`,
    grep: 'refuses whoever needs it, and nobody else',
  },
  {
    id: 'requests-leave-nothing',
    file: 'src/controllers/plain-request.ts',
    find: '    method,\n    target: url,\n    origin,\n',
    replace: '    ...{ method, target: url, origin },\n',
    grep: 'what requests leave in memory',
  },
  {
    id: 'small-cache',
    file: 'src/typeorm/data-source.ts',
    find: 'const cacheSize = 4000;',
    replace: 'const cacheSize = 16000;',
    grep: 'keeps 4 MB of its file in memory',
  },
  {
    id: 'cache-of-the-application',
    file: 'src/typeorm/data-source.ts',
    find: '      await options.prepareDatabase?.(database);\n    },',
    replace: '    },',
    grep: 'keeps as much of its file in memory as the application says',
  },
  {
    id: 'migrations-run-again',
    file: 'src/typeorm/data-source.ts',
    find: 'theirs.length > 0 ? undefined : ',
    replace: '',
    grep: 'runs none again that',
  },
  {
    id: 'migrations-of-another-prefix',
    file: 'src/typeorm/data-source.ts',
    find: 'if (dataSource.options.migrationsTableName === undefined) await checkTables',
    replace: 'if (dataSource.options.migrationsTableName !== undefined) await checkTables',
    grep: 'says what to name where another prefix',
  },
  {
    id: 'migrations-each-alone',
    file: 'src/typeorm/data-source.ts',
    find: "dataSource.options.migrationsTransactionMode ?? 'each'",
    replace: "'each'",
    grep: 'runs them in the transactions that it names',
  },
  {
    id: 'changed-rows',
    file: 'src/typeorm/data-source.ts',
    find: 'if (isMysql(options)) refuseChangedRows(options);',
    replace: '',
    grep: 'where it would count changed rows',
  },
  {
    id: 'changed-rows-in-extra',
    file: 'src/typeorm/data-source.ts',
    find: 'String([flags, extra?.flags])',
    replace: 'String(flags)',
    grep: 'where it would count changed rows',
  },
  {
    id: 'reads-grow-old',
    file: 'src/typeorm/data-source.ts',
    find: 'if (isMysql(dataSource.options)) await checkAutocommit(dataSource);',
    replace: '',
    grep: 'where reads would grow old',
  },
  {
    id: 'scopes-alike',
    file: 'src/server/declared-scopes.ts',
    find: 'if (!found || found.name === name) return found;',
    replace: 'if (found !== null) return found;',
    grep: 'does not tell two names apart',
  },
  {
    id: 'scopes-alike-at-once',
    file: 'src/server/declared-scopes.ts',
    find: '.filter(([name]) => known.has(name) || !alike.has(name))',
    replace: '',
    grep: 'does not tell two names apart',
  },
  {
    id: 'clients-alike',
    file: 'src/server/client-lookup.ts',
    find: 'if (!row || row.clientId === clientId) return row;',
    replace: 'if (row?.clientId === clientId) return row;\n    if (row !== null) return undefined;',
    grep: 'does not tell two names apart',
  },
  {
    id: 'restart-writes-new-scopes',
    file: 'src/server/declared-scopes.ts',
    find: 'if (writes.length > 0) await storage.commit(writes);',
    replace: 'if (writes.length > 1) await storage.commit(writes);',
    grep: 'writes scopes that are new',
  },
  {
    id: 'restart-writes-new-descriptions',
    file: 'src/server/declared-scopes.ts',
    find: 'known.get(name) !== description);',
    replace: '!known.has(name));',
    grep: 'writes scopes that are new',
  },
];
