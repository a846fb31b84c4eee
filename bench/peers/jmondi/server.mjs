import { createPublicKey, createSecretKey, randomBytes } from 'node:crypto';
import { AuthorizationServer, DateInterval, JwtService } from '@jmondi/oauth2-server';
import { handleExpressError, handleExpressResponse, requestFromExpress } from '@jmondi/oauth2-server/express';
import { lifetime, paths, photos, redirectUri, resource, scope } from '../common/fixture.mjs';
import { bearer, keys } from '../common/foreign-tokens.mjs';
import { root } from '../common/root.mjs';
import { freePort, mode, serve } from '../common/serve.mjs';
import { Sessions } from '../common/session.mjs';
import { clientRepository, codeRepository, scopeRepository, tokenRepository, userRepository } from './repositories.mjs';

const express = root('express');
const sessions = new Sessions();
// A key object: with a text in its place jsonwebtoken makes one for every token.
const jwt = new JwtService(createSecretKey(randomBytes(32)));
const oauth = new AuthorizationServer(clientRepository, tokenRepository, scopeRepository, jwt, {
  ...{ requiresPKCE: true, requiresS256: true, useOpaqueAuthorizationCodes: true, useOpaqueRefreshTokens: true },
});
const life = new DateInterval(`${lifetime}s`);
oauth.enableGrantTypes(
  ['client_credentials', life],
  ['refresh_token', life],
  [{ grant: 'authorization_code', authCodeRepository: codeRepository, userRepository }, life],
);

const app = express().disable('x-powered-by');
const form = express.urlencoded({ extended: false });

/** The wrapper that its documentation shows for Express. */
function answered(work) {
  return async (request, response) => {
    try {
      handleExpressResponse(response, await work(requestFromExpress(request), request));
    } catch (error) {
      handleExpressError(error, response);
    }
  };
}

app.post(
  paths.token,
  form,
  answered(request => oauth.respondToAccessTokenRequest(request)),
);
app.post(
  paths.introspection,
  form,
  answered(request => oauth.introspect(request)),
);
app.get(
  paths.authorization,
  (request, response, next) => (sessions.find(request.headers) ? next() : response.send(sessions.form(request.originalUrl))),
  answered(async (request, { headers }) => {
    const authorization = await oauth.validateAuthorizationRequest(request);
    authorization.user = sessions.find(headers);
    authorization.isAuthorizationApproved = true;
    return oauth.completeAuthorizationRequest(authorization);
  }),
);
app.post('/login', form, ({ body }, response) => {
  const cookie = sessions.logIn(body);
  if (cookie === undefined) return response.status(403).end();
  return response.set('set-cookie', cookie).redirect(303, body.next ?? redirectUri);
});

/** Its access tokens are JWTs; the row says whether one was revoked. */
async function own(token) {
  const claims = await jwt.verify(token, { algorithms: ['HS256'] });
  return claims.scope.split(' ').includes(scope) && (await tokenRepository.getByAccessToken(claims.jti)) !== undefined;
}

const foreignKeys = new Map(
  keys.keys.map(jwk => [jwk.kid, { alg: jwk.alg, jwt: new JwtService(createPublicKey({ key: jwk, format: 'jwk' })) }]),
);
async function foreign(token) {
  const { kid } = JSON.parse(Buffer.from(token.split('.', 1)[0], 'base64url'));
  const { alg, jwt: issuer } = foreignKeys.get(kid);
  const expected = { algorithms: [alg], issuer: process.env.BENCH_ISSUER, audience: resource };
  return (await issuer.verify(token, expected)).scope.split(' ').includes(scope);
}

const verify = mode === 'resource' ? foreign : own;
app.get(paths.photos, async (request, response) => {
  const token = bearer(request.headers.authorization);
  if (token !== undefined && (await verify(token).catch(() => false))) response.json(photos);
  else response.status(401).end();
});

await serve(app, await freePort());
