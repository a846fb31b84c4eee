import 'reflect-metadata';
import { createOAuthServer } from 'oauth-controllers';
import { banner, issuerOf } from '../quick-start/environment.js';
import { fullEnvironment } from './environment.js';
import { fullOptions } from './options.js';

const settings = fullEnvironment();
const server = await createOAuthServer(fullOptions(settings));
await server.listen(settings.port);
const issuer = issuerOf(settings);
console.log(`
  Everything switched on

    Metadata    ${issuer}/.well-known/oauth-authorization-server
    Push        ${issuer}/oauth/par
    Introspect  ${issuer}/oauth/introspect
    Keys        ${issuer}/oauth/jwks
    Signer      ${settings.signerKeys.keys.map(({ kid, kty }) => `${kid ?? kty}`).join(', ')}`);
console.log(banner(issuer, settings.database));

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.close());
