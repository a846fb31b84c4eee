import { OAuthError } from 'oauth-controllers';
import type { TestApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { authorizationUrl, exchange, form, loggedIn, obtainCode, post, refresh, tokens } from '../support/flow';

/** What came back: an HTTP answer, or what a method of the server threw as if it were one. */
export interface Reply {
  readonly status: number;
  readonly error?: string;
}

/** A request that commits something. It can be made again and again. */
export interface CommittingFlow {
  readonly name: string;
  /** The status of an answer that nothing was in the way of. */
  readonly ok: number;
  /** @returns the request, when all that has to come before it is done */
  prepare(app: TestApplication): Promise<() => Promise<Reply>>;
}

const ofPage = ({ status, body, location }: Page): Reply => ({
  status,
  error: location?.searchParams.get('error') ?? (status >= 400 ? body : undefined),
});
const ofToken = ({ status, body }: { status: number; body: { error?: string } }): Reply => ({ status, error: body.error });

/** A form sent once, its answer not followed. */
function posting(browser: Browser, { form: shown, url }: Page, values: Record<string, string>): () => Promise<Reply> {
  if (!shown) throw new Error(`There is no form on ${url}`);
  const fields = [...shown.fields.filter(([name]) => !(name in values)), ...Object.entries(values)];
  return async () => ofPage(await browser.request(shown.action, { method: 'POST', body: new URLSearchParams(fields) }));
}

async function revocation(app: TestApplication, kind: 'access_token' | 'refresh_token'): Promise<() => Promise<Reply>> {
  const body = form({ client_id: 'app', token: (await tokens(app))[kind] });
  return async () => {
    const answer = await fetch(`${app.url}/oauth/revoke`, { method: 'POST', body });
    const text = await answer.text();
    return { status: answer.status, error: text ? (JSON.parse(text) as { error?: string }).error : undefined };
  };
}

async function reused(app: TestApplication): Promise<() => Promise<Reply>> {
  const { refresh_token } = await tokens(app);
  await refresh(app, refresh_token);
  app.clock.advance(11);
  return async () => ofToken(await refresh(app, refresh_token));
}

async function registering(app: TestApplication): Promise<Reply> {
  try {
    await app.server.clients.register({ redirectUris: ['https://new.example/cb'], scopes: ['photos:read'] });
    return { status: 201 };
  } catch (error) {
    if (error instanceof OAuthError) return { status: error.status, error: error.code };
    throw error;
  }
}

const consentPage = async (app: TestApplication, browser: Browser): Promise<Page> =>
  browser.open(authorizationUrl(app, { prompt: 'consent' }));

export const committingFlows: readonly CommittingFlow[] = [
  {
    name: 'the beginning of an interaction',
    ok: 303,
    prepare: async app => async () => ofPage(await new Browser().request(authorizationUrl(app))),
  },
  {
    name: 'a login in place of another',
    ok: 303,
    async prepare(app) {
      const browser = await loggedIn(app);
      app.clock.advance(1);
      const page = await browser.open(authorizationUrl(app, { prompt: 'login' }));
      return posting(browser, page, { username: 'ada', password: 'lovelace' });
    },
  },
  {
    name: 'a consent',
    ok: 303,
    async prepare(app) {
      const browser = await loggedIn(app);
      return posting(browser, await consentPage(app, browser), { decision: 'allow' });
    },
  },
  {
    name: 'a denial',
    ok: 303,
    async prepare(app) {
      const browser = await loggedIn(app);
      return posting(browser, await consentPage(app, browser), { decision: 'deny' });
    },
  },
  {
    name: 'a consent that is remembered',
    ok: 303,
    async prepare(app) {
      const browser = await loggedIn(app);
      return async () => ofPage(await browser.request(authorizationUrl(app)));
    },
  },
  {
    name: 'a code exchange',
    ok: 200,
    async prepare(app) {
      const code = await obtainCode(app);
      return async () => ofToken(await exchange(app, code));
    },
  },
  {
    name: 'a wrong verifier',
    ok: 400,
    async prepare(app) {
      const code = await obtainCode(app);
      return async () => ofToken(await exchange(app, code, { code_verifier: 'x'.repeat(43) }));
    },
  },
  {
    name: 'a code replay',
    ok: 400,
    async prepare(app) {
      const code = await obtainCode(app);
      await exchange(app, code);
      return async () => ofToken(await exchange(app, code));
    },
  },
  {
    name: 'a refresh',
    ok: 200,
    async prepare(app) {
      const { refresh_token } = await tokens(app);
      return async () => ofToken(await refresh(app, refresh_token));
    },
  },
  { name: 'a refresh reuse', ok: 400, prepare: reused },
  { name: 'the revocation of an access token', ok: 200, prepare: app => revocation(app, 'access_token') },
  { name: 'the revocation of a refresh token', ok: 200, prepare: app => revocation(app, 'refresh_token') },
  {
    name: 'a password grant',
    ok: 200,
    prepare: async app => async () =>
      ofToken(await post(app, { grant_type: 'password', client_id: 'legacy', username: 'ada', password: 'lovelace' })),
  },
  {
    name: 'client credentials',
    ok: 200,
    prepare: async app => async () => ofToken(await post(app, { grant_type: 'client_credentials' }, { basic: 'service' })),
  },
  { name: 'a client registration', ok: 201, prepare: async app => () => registering(app) },
];
