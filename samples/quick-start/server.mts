import 'reflect-metadata';
import { createOAuthServer } from 'oauth-controllers';
import { banner, environment, issuerOf } from './environment.js';
import { quickStartOptions } from './options.js';

const settings = environment();
const server = await createOAuthServer(quickStartOptions(settings, settings.database));
await server.listen(settings.port);
console.log(banner(issuerOf(settings), settings.database));

// Ctrl-C and what supervisors send: requests under way are answered, then the database is closed.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void server.close());
