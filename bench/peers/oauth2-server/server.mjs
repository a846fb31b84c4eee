import OAuth2Server from '@node-oauth/oauth2-server';
import { lifetime, paths, photos, redirectUri, scope } from '../common/fixture.mjs';
import { root } from '../common/root.mjs';
import { freePort, serve } from '../common/serve.mjs';
import { Sessions } from '../common/session.mjs';
import { MapModel } from './map-model.mjs';

const { Request, Response } = OAuth2Server;
const express = root('express');
const sessions = new Sessions();
const oauth = new OAuth2Server({ model: new MapModel(), accessTokenLifetime: lifetime, refreshTokenLifetime: lifetime });
const app = express().disable('x-powered-by');
const form = express.urlencoded({ extended: false });

/** The wrapper that its documentation shows for Express. */
function answered(work) {
  return async (request, response, next) => {
    const answer = new Response(response);
    try {
      const done = await work(new Request(request), answer, request);
      if (done === 'next') return next();
    } catch (error) {
      if (answer.status === 302) return response.redirect(answer.get('location'));
      return response
        .status(error.code ?? 500)
        .set(answer.headers)
        .json({ error: error.name, error_description: error.message });
    }
    if (answer.status === 302) return response.redirect(answer.get('location'));
    return response.status(answer.status).set(answer.headers).json(answer.body);
  };
}

const authenticateHandler = { handle: request => sessions.find(request.headers) };

app.post(
  paths.token,
  form,
  answered((request, response) => oauth.token(request, response)),
);
app.get(
  paths.authorization,
  (request, response, next) => (sessions.find(request.headers) ? next() : response.send(sessions.form(request.originalUrl))),
  answered((request, response) => oauth.authorize(request, response, { authenticateHandler })),
);
app.get(
  paths.photos,
  answered(async (request, response) => {
    await oauth.authenticate(request, response, { scope: [scope] });
    return 'next';
  }),
  (_request, response) => response.json(photos),
);
app.post('/login', form, ({ body }, response) => {
  const cookie = sessions.logIn(body);
  if (cookie === undefined) return response.status(403).end();
  return response.set('set-cookie', cookie).redirect(303, body.next ?? redirectUri);
});

await serve(app, await freePort());
