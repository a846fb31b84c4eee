import { mode } from '../common/serve.mjs';
import { controllers, scopes } from './photos.mjs';

// One of the two, as an application has: what a resource server does not need it does not load.
if (mode === 'resource') await (await import('./resource.mjs')).startResource(controllers);
else await (await import('./authorization-server.mjs')).startServer(controllers, scopes);
