import type { ResourceServerOptions } from 'oauth-controllers/resource';

/** What the environment may change: RS_PORT, ISSUER, and VERIFY=introspect with RS_CLIENT and RS_SECRET. */
export function resourceEnvironment(variables: NodeJS.ProcessEnv = process.env) {
  const port = Number(variables.RS_PORT ?? 3001);
  const introspect = { clientId: variables.RS_CLIENT ?? 'rs', clientSecret: variables.RS_SECRET ?? 'rs-secret' };
  return {
    port,
    issuer: variables.ISSUER ?? 'http://localhost:3000',
    resource: `http://localhost:${port}`,
    verify: variables.VERIFY === 'introspect' ? { introspect } : 'jwks',
  } as const;
}

export function resourceOptions({ issuer, resource, verify }: ReturnType<typeof resourceEnvironment>) {
  return {
    issuer,
    resource,
    verify,
    name: 'Photos',
    scopes: { 'photos:read': 'See your photos', 'photos:write': 'Add photos for you' },
    dpop: 'allowed',
  } satisfies ResourceServerOptions;
}
