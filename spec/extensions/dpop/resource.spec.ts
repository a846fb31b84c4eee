import { expect } from 'chai';
import express from 'express';
import { OAuthController } from 'oauth-controllers';
import { useExpressServer } from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../../support/application';
import { ath, DpopKey } from '../../support/dpop';
import { call, form, post } from '../../support/flow';
import { PhotoController } from '../../support/photos';

const machine = { grant_type: 'client_credentials' };

const tokenOf = async (app: TestApplication, by?: DpopKey, url?: string): Promise<string> => {
  const headers: Record<string, string> = by ? { dpop: await by.proof(app, { url }) } : {};
  return (await post(app, machine, { basic: 'service', headers })).body.access_token;
};
const get = (app: TestApplication, headers: Record<string, string>, path = '/photos') => fetch(app.url + path, { headers });

describe('a resource that accepts DPoP tokens', () => {
  onEachFramework(on => {
    let app: TestApplication;
    let key: DpopKey;
    let other: DpopKey;
    let token: string;
    before(async () => {
      [key, other] = [await DpopKey.create(), await DpopKey.create()];
      app = await startApplication({ on, tokenTypes: ['bearer', 'dpop'], bearerMethods: ['header', 'query'] });
      token = await tokenOf(app, key);
    });
    after(() => app.close());

    async function refused(headers: Record<string, string>, error: string, path?: string): Promise<void> {
      const answer = await get(app, headers, path);
      expect(answer.status).to.equal(401);
      expect(answer.headers.get('www-authenticate')).to.include(`error="${error}"`).and.include('DPoP realm=');
    }

    it('DP05: is opened by a proof of the right key for the token and the request', async () => {
      const headers = await key.headers(app, token);
      const answer = await get(app, headers, '/photos?page=1');
      expect(answer.status).to.equal(200);
      expect(await answer.json()).to.include({ client: 'service' });
    });

    it('TD12: sent as a bearer token is as dead as any, and the log alone says why', async () => {
      app.log.lines.length = 0;
      const answer = await call(app, token);
      expect(await answer.json()).to.deep.equal({
        error: 'invalid_token',
        error_description: 'The access token is unknown, expired or revoked',
      });
      expect(app.log.text).to.include('send it as DPoP, with a proof.').and.not.include(token);
    });

    it('DP05: in any letters of the scheme', async () => {
      const headers = await key.headers(app, token);
      expect((await get(app, { ...headers, authorization: `dPoP ${token}` })).status).to.equal(200);
    });

    it('DP05: without a proof stays closed', () => refused({ authorization: `DPoP ${token}` }, 'invalid_dpop_proof'));

    it('DP05: without ath stays closed', async () =>
      refused(await key.headers(app, token, { claims: { ath: undefined } }), 'invalid_dpop_proof'));

    for (const [what, wrong] of [
      ['of another token', () => ath('oat_another')],
      ['that is the token itself', () => token],
      ['that is a list', () => [ath(token)]],
      ['that is padded', () => `${ath(token)}=`],
    ] as const) {
      it(`DP05: with an ath ${what} stays closed`, async () =>
        refused(await key.headers(app, token, { claims: { ath: wrong() } }), 'invalid_dpop_proof'));
    }

    it('DP05: with a proof by another key stays closed', async () => refused(await other.headers(app, token), 'invalid_token'));

    it('DP05: with a proof for another handler or method stays closed', async () => {
      await refused(await key.headers(app, token, { url: `${app.url}/albums` }), 'invalid_dpop_proof');
      await refused(await key.headers(app, token, { method: 'POST' }), 'invalid_dpop_proof');
    });

    it('DP06: takes no bound token as a bearer token, with or without a proof', async () => {
      const { dpop = '' } = await key.headers(app, token);
      const both: Record<string, string>[] = [{}, { dpop }];
      for (const more of both) {
        const answer = await get(app, { authorization: `Bearer ${token}`, ...more });
        expect(answer.status).to.equal(401);
        expect(answer.headers.get('www-authenticate')).to.match(/^Bearer realm=.*DPoP realm=/);
      }
    });

    it('DP06: takes no bearer token by the scheme DPoP', async () => {
      const bearer = await tokenOf(app);
      await refused(await key.headers(app, bearer), 'invalid_token');
      expect((await call(app, bearer)).status).to.equal(200);
    });

    it('DP06: takes a token in one way only', async () => {
      const headers = await key.headers(app, token);
      expect((await get(app, headers, `/photos?access_token=${token}`)).status).to.equal(400);
    });

    it('DP10: says which algorithms a proof may have, next to the challenge of bearer tokens', async () => {
      const { status, headers } = await call(app);
      expect(status).to.equal(401);
      expect(headers.get('www-authenticate')).to.match(/^Bearer realm="[^"]+", DPoP realm="[^"]+", algs="ES256 [A-Za-z0-9 ]+"$/);
    });

    it('DP10: lets pages of other origins read its challenge', async () => {
      const { headers } = await call(app, undefined, { headers: { origin: 'https://spa.example' } });
      expect(headers.get('access-control-expose-headers')).to.match(/\bWWW-Authenticate\b/);
    });

    it('DP11: a token that is none by its form is refused', async () => {
      for (const value of ['', ' ', 'a b', 'é', 'x'.repeat(9000)]) {
        const answer = await get(app, { authorization: `DPoP ${encodeURI(value)} "`, dpop: await key.proof(app) });
        expect(answer.status).to.equal(401);
      }
    });
  });
});

describe('an application with DPoP tokens', () => {
  let key: DpopKey;
  before(async () => {
    key = await DpopKey.create();
  });

  it('DP05: a mounted application counts with its whole path', async () => {
    const app = await startApplication({
      tokenTypes: ['bearer', 'dpop'],
      controllers: [OAuthController, PhotoController],
      listener: options => {
        const inner = express();
        useExpressServer(inner, options);
        return express().use('/api', inner);
      },
    });
    try {
      const token = (
        await post(app, machine, {
          ...{ basic: 'service', path: '/api/oauth/token' },
          headers: { dpop: await key.proof(app, { url: `${app.url}/api/oauth/token` }) },
        })
      ).body.access_token;
      const good = await key.headers(app, token, { url: `${app.url}/api/photos` });
      expect((await get(app, good, '/api/photos')).status).to.equal(200);
      expect((await get(app, await key.headers(app, token), '/api/photos')).status).to.equal(401);
    } finally {
      await app.close();
    }
  });

  it('DP03: two guards before one handler are no replay', async () => {
    const app: TestApplication = await startApplication({
      tokenTypes: ['bearer', 'dpop'],
      listener: routes => {
        const own = express();
        own.use('/photos', (request, response, next) => app.server.protect('photos:read')(request, response, next));
        useExpressServer(own, routes);
        return own;
      },
    });
    try {
      const headers = await key.headers(app, await tokenOf(app, key));
      expect((await get(app, headers)).status).to.equal(200);
      expect((await get(app, headers)).status).to.equal(401);
    } finally {
      await app.close();
    }
  });

  it('DP10: the token endpoint lets pages of registered origins send proofs and read nonces', async () => {
    const app = await startApplication({ origins: ['https://spa.example'], tokenTypes: ['dpop'] });
    try {
      const headers = { origin: 'https://spa.example', 'access-control-request-method': 'POST' };
      const preflight = await fetch(`${app.url}/oauth/token`, { method: 'OPTIONS', headers });
      expect(preflight.headers.get('access-control-allow-headers')).to.match(/\bdpop\b/);
      const answer = await fetch(`${app.url}/oauth/token`, { method: 'POST', headers, body: form({}) });
      const exposed = answer.headers.get('access-control-expose-headers');
      expect(exposed)
        .to.match(/\bDPoP-Nonce\b/)
        .and.match(/\bWWW-Authenticate\b/);
    } finally {
      await app.close();
    }
  });
});
