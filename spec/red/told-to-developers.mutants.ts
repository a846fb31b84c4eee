import { watchedBy } from './mutant';

/** Mistakes of developers are said where they are made. */
export const mutants = [
  ...watchedBy(
    'spec/controllers/user-provider.spec.ts',
    [
      ['TD01', 'src/core/authenticate-user.ts', '.verify`, user);', '.verify`, undefined);'],
      ['TD01', 'src/core/authenticate-user.ts', '.findById`, user);', '.findById`, undefined);'],
      ['TD01', 'src/core/authenticate-user.ts', 'if (answer === undefined || answer === null) return;', ''],
    ],
    'a UserProvider that answers with no User',
  ),
  ...watchedBy(
    'spec/controllers/plain-http.spec.ts',
    [
      ['TD02', 'src/core/plain-http.ts', 'if (!said.has(context)) {', 'if (!context) {'],
      ['TD02', 'src/core/plain-http.ts', 'said.add(context);', ''],
      ['TD02', 'src/core/plain-http.ts', 'throw invalidRequest(description, { hint });', ''],
    ],
    'plain http in front of an https issuer',
  ),
  ...watchedBy(
    'spec/**/*.spec.ts',
    [
      ['TD03', 'src/server/findings.ts', 'ownUsers === false &&', ''],
      ['TD03', 'src/server/findings.ts', '(codes && served', '(served'],
      ['TD03', 'src/server/findings.ts', 'users !== undefined && ownUsers === true', 'users !== undefined'],
      ['TD03', 'src/server/start-checks.ts', 'if (!aboutUsers.has(id) || said.has(id)) continue;', ''],
    ],
    'TD03',
  ),
  ...watchedBy('spec/**/*.spec.ts', [
    ['TD04', 'src/core/resolve-settings.ts', "url.protocol !== 'https:' && !(", "url.protocol === 'http:' && !("],
    ['TD04', 'src/resource/remote/discovery.ts', "? '; write it so in the option issuer' :", "? '' :"],
  ]),
  ...watchedBy('spec/controllers/start-errors.spec.ts', [
    ['TD05', 'src/server/client-input.ts', 'redirectUris.length === 0 && grantTypes === undefined', 'redirectUris.length === 0'],
    ['TD05', 'src/server/clients.ts', 'input.clientSecret === undefined && !kept.secrets', 'input.clientSecret === undefined'],
    ['TD05', 'src/server/clients.ts', 'hasSecret(row.authMethod) && input.clientSecret', 'input.clientSecret'],
  ]),
  ...watchedBy('spec/adapters/own-pages.spec.ts', [
    ['TD06', 'src/controllers/endpoint-actions.ts', 'if (drawn instanceof Html)', 'if (drawn === Html)'],
    ['TD06', 'src/controllers/endpoint-actions.ts', 'if (drawn === undefined && isEmpty(exchange, metadata))', 'if (!drawn)'],
  ]),
  ...watchedBy('spec/controllers/start-errors.spec.ts', [['TD07', 'src/core/resolve-settings.ts', 'limit >= 50', 'limit > 0']]),
  ...watchedBy('spec/controllers/endpoint-decorators.spec.ts', [
    ['TD08', 'src/controllers/decorators/endpoints.ts', "path !== '' && !path.startsWith('/')", "path === '/'"],
    ['TD08', 'src/controllers/mounting.ts', '    refuseTaken(path, taken.get(path), handler);\n', ''],
    ['TD08', 'src/controllers/mounting.ts', 'const isSame = name === method &&', 'const isSame ='],
    ['TD08', 'src/controllers/mounting.ts', ' || [...lineage(other)].includes(target)', ''],
    ['TD08', 'src/controllers/mounting.ts', '    checkTokenEndpoint(application, handler);\n', ''],
    ['TD09', 'src/controllers/decorators/endpoints.ts', 'refuseStandard(decorator, method);', ''],
    ['TD09', 'src/controllers/decorators/endpoints.ts', "refuseStandard('MetadataEndpoint', method);", ''],
    ['TD09', 'src/controllers/decorators/protection.ts', 'refuseStandard(decorator, method);', ''],
    ['TD09', 'src/controllers/decorators/resource.ts', "refuseStandard('OAuthResource', more[0]);", ''],
  ]),
  ...watchedBy('spec/controllers/start-errors.spec.ts', [
    ['TD10', 'src/controllers/oauth-server.ts', '    checkOptions(options);\n', ''],
    ['TD10', 'src/controllers/check-options.ts', 'Object.hasOwn(kinds, name) ? kinds[name] : undefined', 'kinds[name]'],
    ['TD10', 'src/controllers/check-options.ts', "if (!isKind(options.scopes, 'object'))", 'if (!options.scopes)'],
    ['TD10', 'src/controllers/check-options.ts', "if (!isKind(group, 'object')) throw", 'if (!group) throw'],
  ]),
  ...watchedBy(
    'spec/adapters/listen.spec.ts',
    [
      ['SE05-kind', 'src/controllers/check-options.ts', "trustProxy: 'proxies'", "trustProxy: 'any'"],
      ['SE05-kind', 'src/controllers/check-options.ts', ' && Number(value) >= 0', ''],
      ['SE05-kind', 'src/controllers/check-options.ts', "value.every(one => typeof one === 'string')", 'true'],
    ],
    'stops the start$',
  ),
  ...watchedBy('spec/cli/check.spec.ts', [
    ['TD11', 'src/cli/check.ts', '  new AdminControllers(options.admin);\n', ''],
    ['TD11', 'src/cli/check.ts', 'new TypediServices(options.services)', 'new TypediServices(undefined)'],
    ['TD11', 'src/cli/check.ts', '  new Pages(options.pages);\n', ''],
    ['TD11', 'src/cli/dry-start.ts', "refusal('warning', async () => refuse", "refusal('error', async () => refuse"],
  ]),
  ...watchedBy('spec/cli/check-clients.spec.ts', [
    ['TD16', 'src/cli/dry-start.ts', "refusal('error', async () => anyhow", "refusal('warning', async () => anyhow"],
    ['TD16', 'src/cli/dry-start.ts', 'anyhow.put({ ...client, clientSecret: anySecret(client) })', 'anyhow.put(client)'],
    ['TD16', 'src/cli/dry-start.ts', 'scopes: new AnyScope({})', 'scopes'],
    ['TD16', 'src/cli/dry-start.ts', "'isInitialized' in database ? database.options", 'false ? {}'],
  ]),
  ...watchedBy('spec/**/*.spec.ts', [
    ['TD12', 'src/resource/authenticator.ts', "token?.type === 'dpop' ?", 'token === null ?'],
    ['TD12', 'src/core/request-scopes.ts', '{1,60}$/', '{1,600}$/'],
    ['TD12', 'src/core/request-scopes.ts', '[\\w:./-]', '\\S'],
  ]),
  ...watchedBy('spec/endpoints/authorization/decisions.spec.ts', [
    [
      'TD13',
      'src/endpoints/authorization/approve.ts',
      "refuseNoUser(user, 'AuthorizationRequest.approve()');",
      '',
      'TD13: lets nobody',
    ],
    [
      'TD13-letters',
      'src/endpoints/authorization/approve.ts',
      "typeof scopes === 'object' && scopes !== null",
      'scopes',
      'TD13: reads no',
    ],
  ]),
  ...watchedBy('spec/controllers/secret-options.spec.ts', [
    ['TD14-check', 'src/server/start-checks.ts', 'checkMembers(client);', '{}', 'TD15: of .*app:hidden'],
    ['TD15', 'src/controllers/check-options.ts', '  if (!open.has(name)) return kindOf(value);\n', ''],
    ['TD15', 'src/core/kind-of.ts', "return 'a text'", 'return value'],
    ['TD15', 'src/core/resolve-settings.ts', "typeof count === 'number' ? count : kindOf(count)", 'JSON.stringify(count)'],
    ['TD15', 'src/server/development-users.ts', "typeof username !== 'string'", 'false'],
    ['TD15', 'src/server/development-users.ts', "typeof password !== 'string'", 'false'],
    ['TD15', 'src/server/client-members.ts', "clientSecret: 'secret'", "clientSecret: 'any'"],
  ]),
  ...watchedBy('spec/clients/misspelt-member.spec.ts', [
    ['TD14', 'src/server/clients.ts', '    checkMembers(input);\n', '', 'at a registration'],
    ['TD14', 'src/server/clients.ts', '    checkChanges(clientId, changes);\n', '', 'at a change'],
    [
      'TD14',
      'src/server/client-members.ts',
      'Object.hasOwn(kinds, name) ? kinds[name] : undefined',
      'kinds[name]',
      'constructor',
    ],
    ['TD14', 'src/server/client-members.ts', "kind === 'list' && !isList(value)", '!value', 'TD14: '],
    ['TD14', 'src/server/client-members.ts', "  each(client, 'tokens.', group, table.tokens, table);\n", '', 'TD14: '],
    ['TD14', 'src/server/client-members.ts', 'kinds: changes, tokens: changedTokens', 'kinds: changes, tokens', 'at a change'],
    ['TD14', 'src/server/client-members.ts', " && value.every(one => typeof one === 'string')", '', 'TD14: '],
  ]),
];
