import express from 'express';
import { OAuthResource, OAuthScope, User } from 'oauth-controllers';
import { createResourceServer, type ReplayMemory } from 'oauth-controllers/resource';
import { CurrentUser, Get, JsonController, useExpressServer } from 'routing-controllers';

@JsonController('/photos')
export class PhotoController {
  @Get('/')
  @OAuthScope('photos:read', { subject: 'user' })
  list(@CurrentUser() user: User) {
    return { owner: user.username };
  }
}

export async function photoApi(): Promise<express.Express> {
  const api = await createResourceServer({
    issuer: 'https://auth.example.com', // discovery, then its keys: cached, one fetch at a time, rotation-safe
    resource: 'https://photos.example.com', // the audience that a token must have
    scopes: { 'photos:read': 'See your photos' },
  });
  const app = express().set('trust proxy', 1);
  useExpressServer(app, api.options({ controllers: [PhotoController] }));
  return app;
}

export async function opaqueTokens() {
  return createResourceServer({
    issuer: 'https://auth.example.com',
    resource: 'https://photos.example.com',
    verify: { introspect: { clientId: 'photo-api', clientSecret: process.env.PHOTO_API_SECRET ?? '', cache: '30s' } },
  });
}

/** The part of a Redis client that is needed. */
interface Redis {
  set(key: string, value: string, options: { NX: true; PXAT: number }): Promise<string | null>;
}

/** Of two who ask at the same time, one is told true: here by NX. */
export async function severalProcesses(redis: Redis) {
  const replay: ReplayMemory = {
    spend: async (key, expiresAt) => (await redis.set(key, '1', { NX: true, PXAT: expiresAt })) === 'OK',
  };
  return createResourceServer({
    issuer: 'https://auth.example.com',
    resource: 'https://photos.example.com',
    dpop: 'required',
    replay,
  });
}

@OAuthResource({ name: 'Photo tools', scopes: ['photos:read'] })
@JsonController('/tools')
export class ToolController {
  @Get('/')
  @OAuthScope('photos:read')
  tools() {
    return ['resize', 'rotate'];
  }
}
