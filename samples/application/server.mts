import 'reflect-metadata';
import express from 'express';
import { createServer, OAuthController, OAuthServer } from 'oauth-controllers';
import { useContainer, useExpressServer } from 'routing-controllers';
import { Container } from 'typedi';
import { PhotoController } from '../quick-start/photos.js';
import { Accounts, Lifetimes, People } from './accounts.js';
import { consent } from './consent.js';

const port = Number(process.env.PORT ?? 3000);
const server = await OAuthServer.create({
  issuer: process.env.OAUTH_ISSUER ?? `http://localhost:${port}`,
  database: process.env.OAUTH_DATABASE ?? 'oauth.sqlite',
  scopes: { 'photos:read': 'See your photos', 'photos:write': 'Add photos for you' },
  services: [Accounts, Lifetimes],
  pages: { consent },
});
Container.get(People).add('ada', 'lovelace');
if (!(await server.clients.find('demo'))) {
  await server.clients.register({
    clientId: 'demo',
    name: 'Photo Printer',
    public: true,
    redirectUris: ['http://127.0.0.1/callback'],
    scopes: ['photos:read', 'photos:write'],
  });
}

const app = express();
app.get('/', (_request, response) => void response.send('A page of the application.'));
useContainer(Container);
useExpressServer(app, server.options({ controllers: [OAuthController, PhotoController] }));
const http = createServer(app).listen(port, '127.0.0.1', () => console.log(`listening on ${server.issuer}`));
process.once('SIGTERM', () => http.close(() => void server.close()));
