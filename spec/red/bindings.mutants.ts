import type { Mutant } from './mutant';

const issue = 'src/endpoints/token/issue-tokens.ts';
const authenticator = 'src/resource/authenticator.ts';
const breaks = (id: string, file: string, find: string, replace: string, spec: string): Mutant => ({
  ...{ id, file, find, replace, spec },
});

export const mutants: Mutant[] = [
  breaks(
    'AZ25',
    'src/endpoints/checks/parameter-length.ts',
    'params.toString().length > most',
    'params.toString().length > 10 * most',
    'spec/endpoints/authorization/too-large.spec.ts',
  ),
  ...["'BearerTokens.isRevoked'", "'BearerTokens.isAcceptable'"].map(question =>
    breaks(
      'RB03',
      authenticator,
      `yesOrNo(limit, ${question}`,
      `within<boolean>(limit, ${question}`,
      'spec/resource/unsure.spec.ts',
    ),
  ),
  breaks(
    'RI02',
    'src/extensions/resource-indicators.ts',
    'return audience.length > 0 && wanted.length > 0 ? audience : wanted;',
    'return audience.length > Infinity ? audience : wanted;',
    'spec/extensions/resource-indicators/own-grant.spec.ts',
  ),
  breaks(
    'RT07',
    issue,
    "response.scope.split(' ').every(name => scopes.has(name))",
    'scopes.size > 0',
    'spec/grants/refresh-token/repeated-for-less.spec.ts',
  ),
];
