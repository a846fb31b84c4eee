import Koa from 'koa';
import Provider from 'oidc-provider';
import { lifetime, paths, photos, redirectUri, scope, service, web } from '../common/fixture.mjs';
import { bearer, joseVerifier } from '../common/foreign-tokens.mjs';
import { freePort, mode, serve } from '../common/serve.mjs';
import { MapAdapter } from './map-adapter.mjs';

const port = await freePort();

const configuration = {
  // `shipped` is its own adapter, which forgets all but the last one or two thousand entries.
  ...(process.env.BENCH_STORAGE === 'map' ? { adapter: MapAdapter } : {}),
  clients: [
    {
      client_id: service.id,
      client_secret: service.secret,
      ...{ grant_types: ['client_credentials'], response_types: [], redirect_uris: [], scope },
    },
    {
      client_id: web.id,
      client_secret: web.secret,
      ...{ grant_types: ['authorization_code', 'refresh_token'], redirect_uris: [redirectUri], scope },
    },
  ],
  scopes: [scope],
  routes: { token: paths.token, authorization: paths.authorization, introspection: paths.introspection },
  features: { clientCredentials: { enabled: true }, introspection: { enabled: true }, devInteractions: { enabled: true } },
  issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  cookies: { keys: ['a key of the bench, and no secret of anybody'] },
  ttl: { AccessToken: lifetime, ClientCredentials: lifetime, RefreshToken: lifetime, Grant: lifetime, Session: lifetime },
};

const provider = new Provider(`http://127.0.0.1:${port}`, configuration);
const verify = mode === 'resource' ? joseVerifier() : findToken;
const api = new Koa();
api.use(async context => {
  const token = bearer(context.headers.authorization);
  const allowed = token !== undefined && (await verify(token).catch(() => false));
  if (allowed) context.body = photos;
  else context.status = 401;
});

async function findToken(value) {
  const token = (await provider.ClientCredentials.find(value)) ?? (await provider.AccessToken.find(value));
  return token?.scopes.has(scope);
}

const oauth = provider.callback();
const protectedApi = api.callback();
await serve((request, response) => (request.url === paths.photos ? protectedApi : oauth)(request, response), port);
