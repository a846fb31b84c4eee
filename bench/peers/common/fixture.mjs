/** What every peer serves alike, so that one driver fits all. */

export const scope = 'photos:read';

/** So many scopes, the one of every other load first. */
export function scopesOf(count) {
  return [scope, ...Array.from({ length: count - 1 }, (_none, index) => `albums:${index + 1}`)];
}

export const redirectUri = 'https://app.example/callback';

/** Generated secrets have 256 random bits; these are as long. */
export const service = { id: 'service', secret: 'service-secret-0123456789abcdefghijklmnopqr' };
export const web = { id: 'web', secret: 'web-secret-0123456789abcdefghijklmnopqrstuv' };
export const user = { username: 'ada', password: 'lovelace' };

export const paths = {
  token: '/oauth/token',
  authorization: '/oauth/authorize',
  introspection: '/oauth/introspect',
  photos: '/photos',
  open: '/open',
};

/** The audience of the JWTs of W3; https would need a proxy in front. */
export const resource = 'http://localhost:3001';

/** The answer of the protected handler. */
export const photos = [{ id: 1, title: 'Sunset', owner: 'ada' }];

/** Seconds. Long enough for every run. */
export const lifetime = 14_400;

/** An access token as long as that of a peer; what a bare framework answers with. */
export const tokenAnswer = { access_token: 'x'.repeat(43), token_type: 'Bearer', expires_in: lifetime, scope };
