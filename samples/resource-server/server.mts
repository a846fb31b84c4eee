import 'reflect-metadata';
import express from 'express';
import { createResourceServer, createServer } from 'oauth-controllers/resource';
import { useExpressServer } from 'routing-controllers';
import { PhotoController } from '../quick-start/photos.js';
import { resourceEnvironment, resourceOptions } from './options.js';

const settings = resourceEnvironment();
const api = await createResourceServer(resourceOptions(settings));
const app = express();
useExpressServer(app, api.options({ controllers: [PhotoController] }));
const server = createServer(app).listen(settings.port, '127.0.0.1', () =>
  console.log(`${settings.resource}/photos takes tokens of ${settings.issuer} for the resource ${settings.resource}`),
);

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close(() => void api.close()));
