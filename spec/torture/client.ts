import { redirectUri } from '../support/application';
import { Browser } from '../support/browser';
import { challenge, form, type Parameters, verifier } from '../support/flow';

/** What a token request came to. No status: there was no answer, so nobody knows. */
export interface Outcome {
  readonly status?: number;
  readonly headers?: Headers;
  readonly body: { readonly access_token?: string; readonly refresh_token?: string; readonly error?: string };
  /** Milliseconds. */
  readonly took: number;
}

/** A client whose server may vanish in the middle of a request. */
export class TortureClient {
  private readonly browser = new Browser();

  constructor(
    private readonly url: string,
    private readonly patience = 10_000,
  ) {}

  /** Logs in where that is asked for, and allows. @returns the code, or undefined when the server did not give one */
  async code(): Promise<string | undefined> {
    try {
      let page = await this.browser.open(`${this.url}/oauth/authorize?${authorizationRequest()}`);
      if (page.form && page.body.includes('name="password"')) page = await this.browser.logIn(page);
      if (page.form && page.body.includes('name="decision"')) page = await this.browser.allow(page);
      return page.location?.searchParams.get('code') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** @throws Error when the server gives no tokens, though it is asked several times */
  async authorization(): Promise<{ access: string; refresh: string }> {
    for (let attempt = 1; attempt <= 5; attempt++) {
      const code = await this.code();
      const { access_token: access, refresh_token: refresh } = code === undefined ? {} : (await this.exchange(code)).body;
      if (access !== undefined && refresh !== undefined) return { access, refresh };
    }
    throw new Error('The server gives no tokens.');
  }

  exchange(code: string): Promise<Outcome> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
  }

  refresh(token: string): Promise<Outcome> {
    return this.token({ grant_type: 'refresh_token', refresh_token: token });
  }

  credentials(): Promise<Outcome> {
    const authorization = `Basic ${Buffer.from('service:service-secret').toString('base64')}`;
    return this.ask('/oauth/token', {
      method: 'POST',
      body: form({ grant_type: 'client_credentials' }),
      headers: { authorization },
    });
  }

  revoke(token: string): Promise<Outcome> {
    return this.ask('/oauth/revoke', { method: 'POST', body: form({ token, client_id: 'app' }) });
  }

  photos(token: string): Promise<Outcome> {
    return this.ask('/photos', { headers: { authorization: `Bearer ${token}` } });
  }

  /** Not followed to the login page. */
  authorize(): Promise<Outcome> {
    return this.ask(`/oauth/authorize?${authorizationRequest()}`, { redirect: 'manual' });
  }

  private token(parameters: Parameters): Promise<Outcome> {
    return this.ask('/oauth/token', { method: 'POST', body: form({ client_id: 'app', ...parameters }) });
  }

  private async ask(path: string, init: RequestInit): Promise<Outcome> {
    const begun = performance.now();
    const took = (): number => performance.now() - begun;
    try {
      const response = await fetch(this.url + path, { ...init, signal: AbortSignal.timeout(this.patience) });
      const text = await response.text();
      const body = text.startsWith('{') ? JSON.parse(text) : {};
      return { status: response.status, headers: response.headers, body, took: took() };
    } catch {
      return { body: {}, took: took() };
    }
  }
}

function authorizationRequest(): URLSearchParams {
  const request = { response_type: 'code', client_id: 'app', redirect_uri: redirectUri, scope: 'photos:read', state: 'x' };
  return form({ ...request, code_challenge: challenge, code_challenge_method: 'S256' });
}
