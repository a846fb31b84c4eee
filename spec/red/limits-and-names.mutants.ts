// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import type { Mutant } from './mutant';

const networks = 'spec/attacks/networks.spec.ts';
const namesake = 'spec/tokens/namesake.spec.ts';

export const mutants: Mutant[] = [
  {
    id: 'CA16-network',
    file: 'src/server/network.ts',
    find: '.slice(0, 4)',
    replace: '.slice(0, 8)',
    grep: 'counts IPv6 by the /64',
    spec: networks,
  },
  {
    id: 'CA16-mapped',
    file: 'src/server/network.ts',
    find: 'addresses.process(address);',
    replace: 'addresses.parse(address);',
    grep: 'counts IPv4 by the address',
    spec: networks,
  },
  {
    id: 'CA16-neighbours',
    file: 'src/server/network.ts',
    find: 'return parsed.toString();',
    replace: "return 'IPv4';",
    grep: 'counts IPv4 by the address',
    spec: networks,
  },
  {
    id: 'JA07-namesake',
    file: 'src/endpoints/authorization/approve.ts',
    find: "refuseNamesake(request.client, user, 'access_denied');",
    replace: '',
    grep: 'gets nothing of that client .code.',
    spec: namesake,
  },
  {
    id: 'JA07-password',
    file: 'src/endpoints/token/issue-tokens.ts',
    find: "refuseNamesake(client, user, 'invalid_grant');",
    replace: '',
    grep: 'gets no token for a password either',
    spec: namesake,
  },
  {
    id: 'JA07-anybody',
    file: 'src/core/subject.ts',
    find: 'if (user?.id !== client.clientId) return;',
    replace: 'if (user === undefined) return;',
    grep: 'uses any other client',
    spec: namesake,
  },
  {
    id: 'JA07-login',
    file: 'src/endpoints/authorization/approve.ts',
    find: 'login?.user.id === user.id ? login.authTime',
    replace: 'login ? login.authTime',
    grep: 'is not told of another user',
    spec: 'spec/tokens/authentication.spec.ts',
  },
  {
    id: 'PAR-other',
    file: 'src/extensions/par.ts',
    find: 'extension.name === name && !(extension instanceof PushedAuthorizationRequests)',
    replace: 'extension.name === name && !extension.metadata',
    grep: 'takes the name of pushed requests',
    spec: 'spec/extensions/own-extension.spec.ts',
  },
  {
    id: 'PA08-unmounted',
    file: 'src/server/findings.ts',
    find: "!served.has('pushed_authorization_request')",
    replace: "served.has('pushed_authorization_request')",
    grep: 'have to be pushed and cannot be',
    spec: 'spec/cli/check.spec.ts',
  },
  {
    id: 'PA08-unknown',
    file: 'src/server/findings.ts',
    find: "served?.has('authorization') === true",
    replace: 'served !== undefined',
    grep: 'have to be pushed and cannot be',
    spec: 'spec/cli/check.spec.ts',
  },
  {
    id: 'SE03',
    file: 'src/core/storage.ts',
    find: 'cause: withoutValues(cause)',
    replace: 'cause',
    spec: 'spec/stores/failures-in-log.spec.ts',
  },
];
