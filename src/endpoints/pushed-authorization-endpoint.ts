import type { ClientAuthenticator } from '../clients/client-authenticator';
import type { ServerContext } from '../core/context';
import { invalidRequest } from '../core/errors';
import { json, type OAuthResponse } from '../core/http';
import type { AttemptLimiter } from '../core/limiter';
import { Params } from '../core/params';
import type { OAuthRequest } from '../core/request';
import type { PushedAuthorizationRequests } from '../extensions/par';
import { pushedMembers } from './authorization/hooks';
import { validate } from './authorization/validate';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from './endpoint';
import { authenticateClient } from './token/token-endpoint';

/** What proves the client is no part of its request, and a secret least of all. */
const credentials = ['client_secret', 'client_assertion', 'client_assertion_type'];

/** The pushed authorization request endpoint (RFC 9126 section 2): a request is refused here, before its user sees anything of it. */
export class PushedAuthorizationEndpoint implements Endpoint {
  constructor(
    private readonly context: ServerContext,
    private readonly par: PushedAuthorizationRequests,
    private readonly limiter: AttemptLimiter,
    private readonly services: () => { readonly clientAuthenticator: ClientAuthenticator },
  ) {}

  async handle(request: OAuthRequest): Promise<OAuthResponse> {
    try {
      return json(201, { request_uri: await this.push(request), expires_in: this.par.lifetime });
    } catch (thrown) {
      return errorResponse(thrown, this.context);
    }
  }

  private async push(http: OAuthRequest): Promise<string> {
    onlyMethods(http, 'POST');
    onlyTls(http, this.context);
    const params = await http.form();
    params.refuseRepetition(['resource']);
    const client = await authenticateClient(this.context, this.services().clientAuthenticator, http);
    await this.limiter.attempt({ ip: http.ip, name: client.clientId });
    if (params.has('request_uri') || http.query.has('request_uri'))
      throw invalidRequest('A request_uri cannot be pushed (RFC 9126 section 2.1)');
    if (params.need('client_id') !== client.clientId) throw invalidRequest('client_id is not the client of the credentials');
    const members = await pushedMembers(this.context, { http, params, client });
    const pushed = pushedParameters(params, members);
    const { requestUri, kept } = this.par.begin();
    const validated = await validate(this.context, { http, params: pushed, kept });
    if (!validated.valid) throw validated.error;
    await this.par.store(this.context, requestUri, client, pushed);
    return requestUri;
  }
}

function pushedParameters(params: Params, members: Readonly<Record<string, string>>): Params {
  const own = [...params].filter(([name]) => !credentials.includes(name) && !Object.hasOwn(members, name));
  return new Params([...own, ...Object.entries(members)]);
}
