import { OAuthError, temporarilyUnavailable } from '../../core/errors';
import { lazy } from '../../core/lazy';
import type { Claims } from '../../resource/remote/told-token';
import { type Fetchable, fetchProblem } from '../fetchable';

const undici = lazy(() => require('undici') as typeof import('undici'));

/** Bytes, far above what an answer has. */
const maxSize = 64 * 1024;
/** For all of it, waiting for a free connection included, in milliseconds. */
const timeLimit = 2000;

interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Asks an introspection endpoint (RFC 7662 section 2.1), on connections that are kept. */
export class IntrospectionClient {
  private readonly agent = new (undici().Agent)({ connections: 32, maxResponseSize: maxSize, maxHeaderSize: 16 * 1024 });
  private readonly authorization: string;

  constructor(
    { clientId, clientSecret }: Credentials,
    private readonly fetchable: Fetchable,
  ) {
    this.authorization = `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64')}`;
  }

  /** @throws OAuthError temporarily_unavailable when there is no answer in time, or none that says something */
  async ask(url: string, token: string): Promise<Claims> {
    const problem = fetchProblem(url, this.fetchable);
    if (problem) throw temporarilyUnavailable({ hint: `The introspection endpoint ${url} ${problem}.` });
    try {
      return await this.answerOf(url, token);
    } catch (cause) {
      throw cause instanceof OAuthError
        ? cause
        : temporarilyUnavailable({ hint: `${url} gave no answer that can be used.`, cause });
    }
  }

  private async answerOf(url: string, token: string): Promise<Claims> {
    // undici follows no redirect unless it is told to: the token goes nowhere else.
    const { statusCode, body } = await undici().request(url, {
      method: 'POST',
      dispatcher: this.agent,
      signal: AbortSignal.timeout(timeLimit),
      headers: {
        accept: 'application/json',
        authorization: this.authorization,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
    });
    const text = await body.text();
    if (statusCode !== 200) throw temporarilyUnavailable({ hint: refused(url, statusCode) });
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) return answer as Claims;
    throw new TypeError('The introspection response is no JSON object.');
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }
}

function refused(url: string, status: number): string {
  const mend = status === 401 || status === 403 ? '; check verify.introspect.clientId and clientSecret' : '';
  return `${url} answered ${status}${mend}.`;
}

/** RFC 6749 section 2.3.1: form-encoded before they are joined. */
const formEncoded = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
