import { invalidRequest } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';
import type { Scope } from '../core/scope';
import type { AuthenticationResult } from './authentication-result';
import { UnvalidatedRequestError } from './authentication-result';
import type { ProtectOptions } from './rule';

/** Whoever can authenticate a request: an OAuthServer. */
export interface RequestAuthenticator {
  authenticate(request: OAuthRequest, scope?: Scope, options?: ProtectOptions): Promise<AuthenticationResult>;
}

export interface JsonAuthenticatorOptions extends ProtectOptions {
  scope?: Scope;
  /**
   * Legacy: answers with a script that calls the function which the parameter `callback` names (JSONP). Any page of any site can
   * read such an answer, if the browser can be made to send a token with it; CORS is what replaced it.
   */
  dangerouslyAllowCallback?: boolean;
}

/** Dotted identifiers, and short: nothing that could be anything but the name of a function. */
const identifier = /^[A-Za-z_$][\w$]{0,63}(?:\.[A-Za-z_$][\w$]{0,63}){0,3}$/;

/** Authenticates a request and answers it in JSON: for handlers that answer by themselves, one object for each request. */
export class JsonAuthenticator {
  private result?: AuthenticationResult;
  private callback?: string;

  constructor(
    private readonly authenticator: RequestAuthenticator,
    private readonly options: JsonAuthenticatorOptions = {},
  ) {}

  /** @throws OAuthError invalid_request when the callback is not the name of a function */
  async validate(request: OAuthRequest): Promise<AuthenticationResult> {
    this.callback = this.options.dangerouslyAllowCallback ? callbackOf(request) : undefined;
    this.result = await this.authenticator.authenticate(request, this.options.scope, protectOptions(this.options));
    return this.result;
  }

  /** The data, for a request that is valid. @throws UnvalidatedRequestError for any other */
  response(data: unknown): OAuthResponse {
    if (!this.result?.valid) throw new UnvalidatedRequestError('response()');
    const answer = json(200, data, { 'x-content-type-options': 'nosniff' });
    return this.callback === undefined ? answer : asScript(this.callback, answer);
  }

  /** The refusal, with its challenge. @throws TypeError before validate(), and for a request that is valid */
  errorResponse(): OAuthResponse {
    if (!this.result) throw new UnvalidatedRequestError('errorResponse()');
    return this.result.errorResponse();
  }
}

const protectOptions = ({ subject, tokenTypes }: ProtectOptions): ProtectOptions => ({ subject, tokenTypes });

function callbackOf(request: OAuthRequest): string | undefined {
  const name = request.query.get('callback');
  if (name !== undefined && !identifier.test(name)) throw invalidRequest('callback is not the name of a function');
  return name;
}

/** The comment in front keeps the text from being taken for another kind of file by whoever sniffs at it. */
function asScript(callback: string, { status, headers, body }: OAuthResponse): OAuthResponse {
  // In a script, unlike in JSON, these two end a line.
  const text = body.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return { status, headers: { ...headers, 'content-type': 'text/javascript; charset=utf-8' }, body: `/**/${callback}(${text});` };
}
