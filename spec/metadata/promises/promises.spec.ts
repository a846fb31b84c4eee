import { expect } from 'chai';
import { AuthorizationEndpoint, type OAuthOptions, pushedAuthorizationRequests, TokenEndpoint } from 'oauth-controllers';
import { Controller } from 'routing-controllers';
import { PhotoController } from '../../support/photos';
import { authorization, post, type Subject, startSubject } from './attempts';
import { startFull } from './full';
import * as working from './working';

@Controller('/oauth')
class AuthorizationAlone {
  @AuthorizationEndpoint() authorize() {}
}

@Controller('/oauth')
class TokenAlone {
  @TokenEndpoint() token() {}
}

const all = ['authorization_code', 'refresh_token', 'client_credentials', 'password'] as const;

/** Servers that offer as differently as they can. */
const servers: Record<string, Partial<OAuthOptions>> = {
  'as it comes': {},
  'with everything': { grants: [...all], responseTypes: ['code', 'token', 'code token'] },
  'with keys of RSA': { keys: { algorithm: 'RS256' } },
  'with pushed requests alone': { extensions: [pushedAuthorizationRequests({ required: true })] },
  'with DPoP': { tokenTypes: ['bearer', 'dpop'] },
  'for machines': { grants: ['client_credentials'] },
  'with codes and nothing else': { grants: ['authorization_code'] },
  'with passwords and nothing of a browser': { grants: ['password', 'refresh_token'] },
  'with code token alone': { grants: ['authorization_code'], responseTypes: ['code token'] },
  'with tokens in addresses alone': { grants: ['client_credentials'], responseTypes: ['token'] },
  'without an authorization endpoint': { controllers: [TokenAlone, PhotoController], grants: [...all] },
  'without a token endpoint': { controllers: [AuthorizationAlone, PhotoController], responseTypes: ['token'] },
};

/** These are there and not told of where no authorization can be had. */
const idle = ['authorization_endpoint', 'pushed_authorization_request_endpoint'];

const endpoints = {
  ...{ authorization_endpoint: 'authorize', token_endpoint: 'token', revocation_endpoint: 'revoke' },
  ...{ introspection_endpoint: 'introspect', pushed_authorization_request_endpoint: 'par', jwks_uri: 'jwks' },
  ...{ userinfo_endpoint: 'userinfo', registration_endpoint: 'register', end_session_endpoint: 'logout' },
  device_authorization_endpoint: 'device_authorization',
};

/** Everything that is promised works, and everything else that there could be is refused. */
function keeps(subject: () => Subject): void {
  const said = (member: string): readonly string[] => (subject().document[member] ?? []) as readonly string[];
  const code = (): string | undefined => said('response_types_supported').find(type => type.includes('code'));
  const are = (member: string, found: readonly string[]) => expect(found, member).to.have.members(said(member));

  it('MD04: each grant type works, and no other', async () =>
    are('grant_types_supported', await working.workingGrants(subject())));

  it('MD04: each response type works, and no other', async () =>
    are('response_types_supported', await working.workingResponseTypes(subject())));

  it('MD04: each response mode works, and no other', async () =>
    are('response_modes_supported', await working.workingModes(subject(), said('response_types_supported'))));

  it('MD04: each PKCE method works, and no other', async () =>
    are('code_challenge_methods_supported', await working.workingChallengeMethods(subject(), code() ?? 'code')));

  it('MD04: each scope can be had, and no other', async () =>
    are('scopes_supported', await working.workingScopes(subject(), said('response_types_supported')[0])));

  for (const kind of ['token', 'revocation', 'introspection'])
    it(`MD04: each way to authenticate, and each algorithm for it, works at the ${kind} endpoint, and no other`, async () => {
      const endpoint = subject().document[`${kind}_endpoint`];
      const [methods, algorithms] = ['methods', 'signing_alg_values'].map(what => `${kind}_endpoint_auth_${what}_supported`);
      if (endpoint === undefined) return expect(subject().document).not.to.have.any.keys(`${methods}`, `${algorithms}`);
      // A public client is known as one, but where there are only grants that need a secret it has nothing to ask for.
      const idle = said('grant_types_supported').every(type => type === 'client_credentials') ? ['none'] : [];
      const found = await working.workingAuthMethods(subject(), endpoint);
      are(
        `${methods}`,
        found.filter(method => !idle.includes(method)),
      );
      are(`${algorithms}`, await working.workingAlgorithms(subject(), endpoint));
      expect((await post(endpoint, { client_id: 'nobody', token: 'x' })).body.error).to.equal('invalid_client');
    });

  it('MD04: each algorithm of a proof of possession works, and no other', async () =>
    are('dpop_signing_alg_values_supported', await working.workingProofs(subject())));

  it('MD04: each algorithm of a signed answer about a token is that of a published key', async () =>
    are('introspection_signing_alg_values_supported', await working.workingSignatures(subject())));

  it('MD04: requests can be pushed where it is said, and have to be where it is said', async () => {
    const { document } = subject();
    const beginnings = await working.workingBeginnings(subject(), said('response_types_supported')[0]);
    expect(beginnings.includes('pushed')).to.equal(document.pushed_authorization_request_endpoint !== undefined);
    const canBegin = document.authorization_endpoint !== undefined;
    expect(canBegin && !beginnings.includes('plain')).to.equal(document.require_pushed_authorization_requests === true);
  });

  it('MD04: each way to authenticate at the token endpoint is one to push a request with (RFC 9126 section 2)', async () => {
    const { pushed_authorization_request_endpoint: endpoint, token_endpoint: tokens } = subject().document;
    if (endpoint === undefined || tokens === undefined) return;
    are('token_endpoint_auth_methods_supported', await working.workingAuthMethods(subject(), endpoint));
    are('token_endpoint_auth_signing_alg_values_supported', await working.workingAlgorithms(subject(), endpoint));
  });

  for (const [member, place] of Object.entries(endpoints))
    it(`MD04: ${member} is there where it is named, and nothing is at its place where it is not`, async () => {
      const url = subject().document[member] as string | undefined;
      const method = member === 'jwks_uri' ? 'GET' : 'POST';
      const { status } = await fetch(url ?? `${subject().app.url}/oauth/${place}`, { method });
      // An authorization endpoint that gives nothing is there and not told of.
      if (url === undefined) expect(status).to.be.oneOf(idle.includes(member) ? [400, 404] : [404]);
      else expect(status).to.be.oneOf([200, 400, 401]);
    });

  it('MD04: iss is in answers as it is promised', async () => {
    for (const type of said('response_types_supported')) {
      const { authorization_response_iss_parameter_supported: promised } = subject().document;
      const answer = await authorization(subject(), { response_type: type });
      expect(answer.get('iss') === subject().app.url).to.equal(promised);
    }
  });
}

describe('what the metadata promises', () => {
  for (const [name, options] of Object.entries(servers))
    describe(`by a server ${name}`, () => {
      let subject: Subject;
      before(async () => {
        subject = await startSubject(options);
      });
      after(() => subject.app.close());
      keeps(() => subject);
    });

  describe('by npm run full', () => {
    let subject: Subject;
    before(async () => {
      subject = await startFull();
    });
    after(() => subject?.app.close());
    keeps(() => subject);
  });
});
