import { join } from 'node:path';

export type Environment = ReturnType<typeof environment>;

/** What the environment may change: PORT, OAUTH_DATABASE (a file, or a postgres:// or mysql:// URL), FRAMEWORK and SERVICE_SECRET. */
export function environment(variables: NodeJS.ProcessEnv = process.env) {
  const framework = variables.FRAMEWORK ?? 'express';
  if (framework !== 'express' && framework !== 'koa') throw new TypeError(`FRAMEWORK is ${framework}; use express or koa.`);
  return {
    port: Number(variables.PORT ?? 3000),
    // Beside the sample's source, wherever it was compiled to.
    database: variables.OAUTH_DATABASE ?? join(__dirname, '../../../samples/quick-start/oauth.sqlite'),
    framework,
    serviceSecret: variables.SERVICE_SECRET ?? 'service-secret',
  } as const;
}

export const issuerOf = ({ port }: Environment): string => `http://localhost:${port}`;

export function banner(issuer: string, database: string): string {
  return `
  Photos, protected by OAuth 2

    Playground  ${issuer}/oauth/playground
    Authorize   ${issuer}/oauth/authorize
    Token       ${issuer}/oauth/token
    Revoke      ${issuer}/oauth/revoke
    Photos      ${issuer}/photos
    Database    ${withoutPassword(database)}

  Development defaults, refused when NODE_ENV is production:
    ! users ada / lovelace and grace / hopper stand in the source
    ! clients demo (public) and service (secret ${process.env.SERVICE_SECRET ? 'from SERVICE_SECRET' : 'service-secret'}) stand in the source
    ! plain http: nothing but this machine is served
`;
}

function withoutPassword(database: string): string {
  return database.replace(/^(\w+:\/\/[^/@:]*):[^@]*@/, '$1:…@');
}
