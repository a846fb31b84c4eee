import { type Broken, type Mutant, watchedBy } from './mutant';

const endpoint = 'src/endpoints/authorization/authorization-endpoint.ts';
const steps = 'src/endpoints/authorization/interaction-steps.ts';
const pages = 'src/endpoints/authorization/interaction-pages.ts';
const actions = 'src/controllers/endpoint-actions.ts';

const broken: readonly Broken[] = [
  // What fails after "Allow".
  ['AZ26', steps, 'return this.end(open, validated, error);', 'throw error;'],
  [
    'AZ26-ends',
    steps,
    'return this.end(open, validated, error);',
    'return endWith(this.context, validated.returnTo, error, undefined, {});',
  ],
  ['AZ26-failure', steps, 'error.status >= 500 || error instanceof InteractionError', 'error instanceof InteractionError'],
  ['AZ26-forged', steps, 'error.status >= 500 || error instanceof InteractionError', 'error.status >= 500', 'AZ19'],
  ['AZ26-csrf', steps, 'if (!isFromPage(open, params)) throw foreignForm();', '', 'AZ26: a form'],
  [
    'AZ26-question',
    steps,
    'if (!validated.valid) return undefined;',
    'if (!validated.valid) throw validated.error;',
    'AZ26: whoever',
  ],
  ['AZ26-policy', steps, 'if (asOAuthError(thrown).status >= 500) throw thrown;', 'throw thrown;', 'AZ26: whoever'],
  [
    'AZ26-endpoint',
    endpoint,
    ' : this.tell(returnTo, error, ends));',
    ' : errorToClient(this.context, returnTo, error));',
    'AZ26',
  ],
  [
    'AZ26-refused',
    endpoint,
    'this.tell(validated.returnTo, validated.error, endsOf(validated, open))',
    'this.tell(validated.returnTo, validated.error, { interaction: undefined, kept: {} })',
    'AZ26',
  ],
  // prompt=none.
  ['AZ23-login', endpoint, 'if (!validated.silent) throw thrown;', 'throw thrown;', 'AZ23'],
  ['AZ23-loud', endpoint, 'if (!validated.silent) throw thrown;', '', 'AZ23'],
  [
    'AZ23-method',
    actions,
    'return server.endpoints.authorization.finish(pending, decision);',
    'const decided = await decision(); return server.endpoints.authorization.finish(pending, () => decided);',
    'AZ23',
  ],
  // Sessions of the application's own.
  ['AZ27', endpoint, 'if (!this.interactions.anybodyLogsIn) throw validated.error;', ''],
  ['AZ27-silent', endpoint, 'if (!login && !validated.silent) {', 'if (!login) {', 'AZ27|AZ10'],
  [
    'AZ27-stranger',
    endpoint,
    'if (!this.interactions.anybodyLogsIn)',
    'if (!this.interactions.anybodyLogsIn) return { response: errorToClient(this.context, validated.returnTo, validated.error) }; else if (!login && false)',
    'AZ27: a refused',
  ],
  ['AZ27-page', pages, 'this.paths.login !== undefined || ', '', 'AZ27|AZ12'],
  ['AZ28', pages, 'if (path !== undefined) refuseForeignPath(path);', ''],
  ['AZ28-slashes', pages, '(?![/\\\\])', '', 'AZ28'],
  ['AZ28-characters', pages, '[!"$-~]*$/', '/', 'AZ28'],
];

export const mutants: Mutant[] = watchedBy('spec/endpoints/authorization/*.spec.ts', broken.map(withId));

/** The title is the requirement, without what tells its mutants apart. */
function withId([id, file, find, replace, grep = id.replace(/-.*/, '')]: Broken): Broken {
  return [id, file, find, replace, grep];
}
