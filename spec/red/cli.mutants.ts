import type { Mutant } from './mutant';

export const mutants: Mutant[] = [
  {
    id: 'CLI01',
    file: 'src/cli/token-mint.ts',
    find: "if (process.env.NODE_ENV === 'production')",
    replace: 'if (process.env.NODE_ENV === undefined)',
    grep: 'is refused in production',
    spec: 'spec/cli/token-mint.spec.ts',
  },
  {
    id: 'CLI02',
    file: 'src/cli/token-mint.ts',
    find: 'names.find(name => !client.hasScope(name))',
    replace: 'names.find(name => name === "")',
    grep: 'a scope that the client may not have',
    spec: 'spec/cli/token-mint.spec.ts',
  },
  {
    id: 'CLI03',
    file: 'src/cli/token-mint.ts',
    find: 'if (client.public)',
    replace: 'if (!client)',
    grep: 'refuses a public client without a user',
    spec: 'spec/cli/token-mint.spec.ts',
  },
  {
    id: 'CLI04',
    file: 'src/server/findings.ts',
    find: 'production || !rule.production',
    replace: 'production || true',
    grep: 'oauth check',
    spec: 'spec/cli/check.spec.ts',
  },
  {
    id: 'CLI05',
    file: 'src/server/start-checks.ts',
    find: 'if (error) throw',
    replace: 'if (error?.id === "none") throw',
    grep: 'production does not start with an error',
    spec: 'spec/cli/check.spec.ts',
  },
  {
    id: 'CLI06',
    file: 'src/typeorm/data-source.ts',
    find: 'await checkTables(dataSource, mend);',
    replace: 'await migrate(dataSource);',
    grep: 'leaves a database as it is that is not that of a server',
    spec: 'spec/cli/commands.spec.ts',
  },
];
