import type { OAuthOptions } from 'oauth-controllers';
import { type MacTokenResponse, signMac } from 'oauth-controllers/testing';
import { pushedUri } from '../extensions/par/push';
import { redirectUri } from '../support/application';
import { assertionType, Signer } from '../support/assertions';
import { Browser } from '../support/browser';
import { DpopKey } from '../support/dpop';
import { authorizationUrl, exchange, form, obtainCode, post, type Site, verifier } from '../support/flow';
import { developmentSigner } from '../support/signer';
import { type Answer, send } from './http';

/** Something that can be had once, and the way to try to have it. */
export interface Game {
  readonly name: string;
  /** The requirement that it shows. */
  readonly id: string;
  readonly tokens?: OAuthOptions['tokens'];
  /** Whether one and the same win may be told to several. */
  readonly shared?: boolean;
  /** Makes a new prize: what is sent by each attempt, and where. The browser belongs to a user who has consented. */
  prize(site: Site, browser: Browser): Promise<Prize>;
  /** What a winner has won; undefined for an answer that a loser may get. @throws Error for any other answer */
  won(answer: Answer): string | undefined;
}

export type Prize = (site: Site) => Promise<Answer>;

const isInvalidGrant = ({ status, body }: Answer): boolean => status === 400 && body.includes('"invalid_grant"');

function unexpected({ status, body, location }: Answer): Error {
  return new Error(`unexpected answer ${status} ${location ?? body.slice(0, 200)}`);
}

function tokensWon(answer: Answer): string | undefined {
  if (answer.status === 200) return (JSON.parse(answer.body) as { access_token: string }).access_token;
  if (isInvalidGrant(answer)) return undefined;
  throw unexpected(answer);
}

async function refreshPrize(site: Site, browser: Browser): Promise<Prize> {
  const { body } = await exchange(site, await obtainCode(site, {}, browser));
  const refresh_token = body.refresh_token;
  if (!refresh_token) throw new Error(`no refresh token: ${JSON.stringify(body)}`);
  return ({ url }) => send(`${url}/oauth/token`, { grant_type: 'refresh_token', refresh_token, client_id: 'app' });
}

export const codes: Game = {
  name: 'codes',
  id: 'CO02',
  async prize(site, browser) {
    const code = await obtainCode(site, {}, browser);
    const call = { grant_type: 'authorization_code', client_id: 'app', redirect_uri: redirectUri, code, code_verifier: verifier };
    return ({ url }) => send(`${url}/oauth/token`, call);
  },
  won: tokensWon,
};

/** Everybody is answered, and all with the very same successor: it counts as one. */
export const refresh: Game = {
  name: 'refresh',
  id: 'RT05',
  shared: true,
  prize: refreshPrize,
  won(answer) {
    if (answer.status !== 200) throw unexpected(answer);
    const { access_token, refresh_token } = JSON.parse(answer.body) as Record<string, string>;
    return `${access_token} ${refresh_token}`;
  },
};

export const strictRefresh: Game = {
  name: 'strict refresh',
  id: 'RT04',
  tokens: { reuseInterval: 0 },
  prize: refreshPrize,
  won: tokensWon,
};

export const interactions: Game = {
  name: 'interactions',
  id: 'CO02',
  async prize(site, browser) {
    const page = await browser.open(authorizationUrl(site, { prompt: 'consent' }));
    if (!page.form) throw new Error(`no consent page: ${page.status} ${page.body.slice(0, 200)}`);
    const { action, fields } = page.form;
    const { pathname, search } = new URL(action);
    const cookie = await browser.jar.getCookieString(action);
    const scope = fields.filter(([name]) => name === 'scope').map(([, value]) => value);
    const call = { ...Object.fromEntries(fields), scope, decision: 'allow' };
    return ({ url }) => send(`${url}${pathname}${search}`, call, { cookie });
  },
  won(answer) {
    const code = answer.location && new URL(answer.location).searchParams.get('code');
    if (code) return code;
    if (answer.status === 400 && answer.body.includes('This sign-in is over')) return undefined;
    throw unexpected(answer);
  },
};

/** A request signed with a MAC token, replayed: the host is part of what is signed, so all processes are called by one name. */
export const macNonces: Game = {
  name: 'MAC nonces',
  id: 'RB05',
  async prize(site) {
    const { body } = await post(site, { grant_type: 'client_credentials' }, { basic: 'mac' });
    const host = 'localhost:3000';
    const authorization = signMac(body as unknown as MacTokenResponse, { method: 'GET', url: `http://${host}/photos` });
    return ({ url }) => send(`${url}/photos`, undefined, { authorization, host });
  },
  won(answer) {
    if (answer.status === 200) return answer.body;
    if (answer.status === 401 && answer.body.includes('nonce')) return undefined;
    throw unexpected(answer);
  },
};

const known = { url: 'http://localhost:3000', clock: Date };
const dpopKey = DpopKey.create();

/** A proof for a resource, sent again; its URL is that of the issuer, whichever process is called. */
export const dpopProofs: Game = {
  name: 'DPoP proofs',
  id: 'DP03',
  async prize(site) {
    const key = await dpopKey;
    const call = { basic: 'service', headers: { dpop: await key.proof(known) } };
    const { body } = await post(site, { grant_type: 'client_credentials' }, call);
    const headers = await key.headers(known, body.access_token);
    return ({ url }) => send(`${url}/photos`, undefined, headers);
  },
  won(answer) {
    if (answer.status === 200) return answer.body;
    if (answer.status === 401 && answer.body.includes('used already')) return undefined;
    throw unexpected(answer);
  },
};

/** A pushed request, of a user who is not asked any more: every attempt would be an authorization. */
export const pushedRequests: Game = {
  name: 'pushed requests',
  id: 'PA06',
  async prize(site, browser) {
    const uri = await pushedUri(site);
    const cookie = await browser.jar.getCookieString(`${site.url}/oauth/authorize`);
    const query = form({ client_id: 'app', request_uri: uri });
    return ({ url }) => send(`${url}/oauth/authorize?${query}`, undefined, { cookie });
  },
  won(answer) {
    const code = answer.location && new URL(answer.location).searchParams.get('code');
    if (code) return code;
    if (answer.status === 400 && /This sign-in is over|invalid_request_uri/.test(answer.body)) return undefined;
    throw unexpected(answer);
  },
};

const signer = new Signer('signer', 'ES256', developmentSigner.privateKey, {
  issuer: known.url,
  clock: { now: () => Date.now() },
  kid: developmentSigner.kid,
});

/** What proves a client, once: each attempt would be a token of its own. */
export const clientAssertions: Game = {
  name: 'client assertions',
  id: 'CA12',
  async prize() {
    const call = {
      ...{ grant_type: 'client_credentials', client_assertion_type: assertionType },
      client_assertion: signer.sign(),
    };
    return ({ url }) => send(`${url}/oauth/token`, call);
  },
  won(answer) {
    if (answer.status === 200) return (JSON.parse(answer.body) as { access_token: string }).access_token;
    if (answer.status === 401 && answer.body.includes('"invalid_client"')) return undefined;
    throw unexpected(answer);
  },
};

export const games: readonly Game[] = [
  ...[codes, refresh, strictRefresh, interactions],
  ...[macNonces, dpopProofs, pushedRequests, clientAssertions],
];
