import { photos, scope } from '../common/fixture.mjs';
import { mode } from '../common/serve.mjs';
import { photoController } from './photos.mjs';

const { startResource } = await import('./resource.mjs');
const { startServer } = await import('./authorization-server.mjs');
const controller = photoController(scope, photos);

if (mode === 'resource') await startResource(controller);
else await startServer(controller);
