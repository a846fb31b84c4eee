import { type Extension, type Grant, type NamedEndpoint, OAuthError, OAuthServer } from 'oauth-controllers';

/** AuthorizationServer(…): storage by `database`, models by entities, the generator by a service. */
export async function start(database: string): Promise<OAuthServer> {
  const server = await OAuthServer.create({ issuer: 'http://localhost', database, scopes: { 'photos:read': 'See your photos' } });
  return server.registerGrant(ticket, [openingHours]).registerEndpoint(health);
}

/** register_grant: a grant type is one object. */
const ticket: Grant = {
  type: 'urn:example:ticket',
  async handle({ params, context }, client) {
    if (params.need('ticket') !== 'first class') throw new OAuthError('invalid_grant', 'The ticket is not valid');
    return { scopes: context.scopes.of(client.scopes) };
  },
};

/** Its extensions: objects with hooks, which run for this grant alone. */
const openingHours: Extension = {
  name: 'opening hours',
  async tokenRequest({ params }) {
    if (params.get('at') === 'night') throw new OAuthError('invalid_grant', 'The counter is closed');
  },
  async issue({ params }) {
    return { claims: { seat: params.get('seat') ?? 'any' } };
  },
};

/** register_endpoint: reached by `server.endpoint('health', request)`. */
const health: NamedEndpoint = {
  name: 'health',
  handle: async () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'fine' }),
};
