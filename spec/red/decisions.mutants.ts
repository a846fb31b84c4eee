import { type Broken, type Mutant, watchedBy } from './mutant';

const endpoint = 'src/endpoints/authorization/authorization-endpoint.ts';
const steps = 'src/endpoints/authorization/interaction-steps.ts';
const approve = 'src/endpoints/authorization/approve.ts';
const actions = 'src/controllers/endpoint-actions.ts';

const decisions: readonly Broken[] = [
  [
    'AZ19-theirs',
    endpoint,
    '!pending.login || facts.user?.id !== pending.login.user.id',
    'false',
    'AZ19: consent.user. of somebody',
  ],
  ['AZ23-again', endpoint, ' || this.hasToLogInAgain(pending, facts.user)', '', 'AZ23: prompt=login asks'],
  [
    'decision-hangs',
    actions,
    'within(server.context.settings.serviceTimeout, what, call())',
    'call() as object',
    'that hangs is given up',
  ],
  ['page-hangs', 'src/pages/pages.ts', 'within(this.#timeout,', 'within(3_600_000,', 'that hangs is given up'],
  [
    'answer-before-writing',
    approve,
    'const answer = toClient(context, request, parameters);',
    'const answer = undefined as never;',
    'leaves nothing written',
  ],
  ['denial-kept', steps, 'validated.valid ? validated.kept : open.row.kept', 'open.row.kept', 'tells extensions of the end'],
  [
    'login-page-first',
    'src/endpoints/authorization/page-endpoint.ts',
    "const subject = this.kind === 'login' ?",
    "const subject = this.kind === ('x' as string) ?",
    'AZ12: on a login page',
  ],
  ['name-spelling', 'src/core/authenticate-user.ts', ".normalize('NFKC').trim().toLowerCase()", '', 'however it is written'],
];

const elsewhere: readonly Broken[] = [
  ['removed-exactly', 'src/server/clients.ts', 'if (!(await this.row(clientId))) return;', '', 'are removed by their exact id'],
  [
    'scope-removed-exactly',
    'src/server/declared-scopes.ts',
    'if (known?.name === name)',
    'if (name)',
    'are removed by their exact id',
  ],
];

const resources: readonly Broken[] = [
  [
    'optional-foreign',
    'src/resource/guard.ts',
    'else refuseForeignType(this.request, types);',
    '',
    'not accepted is refused where',
  ],
];

export const mutants: Mutant[] = [
  ...watchedBy('spec/endpoints/**/*.spec.ts', decisions),
  ...watchedBy('spec/resource/*.spec.ts', resources),
  ...watchedBy('spec/adapters/*.spec.ts', [
    ['protect-private', 'src/controllers/give-headers.ts', ' && hasQueryToken(request)', ' && !request', 'PR11: lets no cache'],
  ]),
  // On MariaDB, which compares without regard to case.
  ...watchedBy('spec/admin/*.spec.ts', elsewhere),
];
