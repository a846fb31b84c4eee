import { expect } from 'chai';
import {
  AuthorizationEndpoint,
  IntrospectionEndpoint,
  JwksEndpoint,
  MetadataEndpoint,
  OAuthController,
  PushedAuthorizationEndpoint,
  RevocationEndpoint,
  ServerMetadata,
  TokenEndpoint,
} from 'oauth-controllers';
import { Controller, Get, Param } from 'routing-controllers';
import { onEachFramework, startApplication, type TestOptions } from '../support/application';
import { forgettingMetadata } from '../support/controllers';
import { raw } from '../support/raw';
import { type Metadata, metadataOf, oauth, openid } from './support';

@Controller('/o')
class Everything {
  @AuthorizationEndpoint() authorize() {}
  @TokenEndpoint() token() {}
  @RevocationEndpoint('/away') revoke() {}
  @IntrospectionEndpoint() introspect() {}
  @PushedAuthorizationEndpoint() push() {}
  @JwksEndpoint() jwks() {}
}

@Controller('/o')
class TokenOnly {
  @TokenEndpoint() token() {}
}

@Controller('/o')
class AuthorizationOnly {
  @AuthorizationEndpoint() authorize() {}
}

@Controller('/:tenant')
class Anywhere {
  @TokenEndpoint() token() {}
}

async function documentWith(options: TestOptions): Promise<Metadata> {
  const app = await startApplication(options);
  try {
    return await metadataOf(app);
  } finally {
    await app.close();
  }
}

describe('the metadata document', () => {
  forgettingMetadata();

  it('MD03: it has what clients need, and names every endpoint that is mounted', async () => {
    const { issuer, ...members } = await documentWith({ controllers: [Everything] });
    expect(members).to.deep.include({
      authorization_endpoint: `${issuer}/o/authorize`,
      token_endpoint: `${issuer}/o/token`,
      revocation_endpoint: `${issuer}/o/away`,
      introspection_endpoint: `${issuer}/o/introspect`,
      pushed_authorization_request_endpoint: `${issuer}/o/par`,
      jwks_uri: `${issuer}/o/jwks`,
      scopes_supported: ['photos:read', 'photos:write', 'albums:read'],
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      code_challenge_methods_supported: ['S256'],
      introspection_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    });
    for (const endpoint of ['token', 'revocation', 'introspection'])
      expect(members[`${endpoint}_endpoint_auth_methods_supported`])
        .to.include.members(['none', 'client_secret_basic', 'client_secret_post'])
        .and.to.deep.equal(members.token_endpoint_auth_methods_supported);
  });

  it('MD03: what is empty is not said', async () => {
    const document = await documentWith({ controllers: [TokenOnly], grants: ['client_credentials'], scopes: {}, clients: [] });
    expect(Object.values(document)).to.not.deep.include([]);
    expect(document)
      .to.include.keys('issuer', 'token_endpoint')
      .and.not.to.have.any.keys(
        'authorization_endpoint',
        'response_types_supported',
        'response_modes_supported',
        'code_challenge_methods_supported',
        'scopes_supported',
        'revocation_endpoint',
        'revocation_endpoint_auth_methods_supported',
        'jwks_uri',
      );
    expect(document.grant_types_supported).to.deep.equal(['client_credentials']);
    expect(document.token_endpoint_auth_methods_supported).to.include('client_secret_basic').and.not.to.include('none');
  });

  it('MD03: a grant is said where its endpoints are', async () => {
    const code = await documentWith({ controllers: [TokenOnly] });
    expect(code.grant_types_supported).to.deep.equal(['refresh_token', 'client_credentials']);
    const implicit = await documentWith({ controllers: [AuthorizationOnly], responseTypes: ['token'] });
    expect(implicit.grant_types_supported).to.deep.equal(['implicit']);
    expect([implicit.response_modes_supported, implicit.code_challenge_methods_supported]).to.deep.equal([
      ['fragment'],
      undefined,
    ]);
    const none = await documentWith({ controllers: [Everything], grants: ['client_credentials'] });
    expect(none).not.to.have.any.keys('authorization_endpoint', 'response_types_supported');
  });

  it('MD03: an endpoint of many addresses has none', async () => {
    expect(await documentWith({ controllers: [Anywhere] })).not.to.have.property('token_endpoint');
  });

  onEachFramework(on => {
    it('MD05: neither Host nor X-Forwarded-* has a say in an address', async () => {
      for (const path of ['', '/tenant1']) {
        const app = await startApplication({ on, path, controllers: [Everything], tls: true });
        const expected = await metadataOf(app, oauth + path, { 'x-forwarded-proto': 'https' });
        const evil = 'evil.example';
        const headers = {
          ...{ host: evil, 'x-forwarded-host': evil, 'x-forwarded-prefix': '/evil', 'x-forwarded-port': '666' },
          ...{ forwarded: `host=${evil}`, 'x-original-url': '/evil', 'x-forwarded-server': evil, 'x-forwarded-proto': 'https' },
        };
        for (const place of [oauth + path, path + openid, `${oauth}${path}?issuer=https://${evil}`]) {
          const { status, body } = await raw(app.url + place, { headers });
          expect([status, JSON.parse(body)], place).to.deep.equal([200, expected]);
        }
        expect(JSON.stringify(expected)).to.not.contain('evil').and.not.to.contain(app.url);
        await app.close();
      }
    });

    it('@MetadataEndpoint adds members, and is given those there are', async () => {
      @Controller('/elsewhere')
      class Described {
        private readonly base = 'https://docs.example/';
        @MetadataEndpoint() async describe(@ServerMetadata() document: Metadata) {
          return { service_documentation: this.base + document.scopes_supported?.length, ui_locales_supported: [] };
        }
        @MetadataEndpoint() hide() {
          return { scopes_supported: ['photos:read'] };
        }
        @MetadataEndpoint() nothing() {}
      }
      class Inheriting extends Described {}
      for (const controllers of [
        [OAuthController, Described],
        [OAuthController, Inheriting],
      ]) {
        const document = await documentWith({ on, controllers });
        expect(document).to.include({
          service_documentation: 'https://docs.example/3',
          token_endpoint: `${document.issuer}/oauth/token`,
        });
        expect(document.scopes_supported).to.deep.equal(['photos:read']);
        expect(document).not.to.have.property('ui_locales_supported');
      }
    });
  });

  const changes = {
    issuer: { issuer: 'https://evil.example' },
    token_endpoint: { token_endpoint: 'https://evil.example/token' },
    jwks_uri: { jwks_uri: undefined },
  };
  for (const [member, changed] of Object.entries(changes))
    it(`MD02: @MetadataEndpoint may not change ${member}`, async () => {
      @Controller()
      class Changing {
        @MetadataEndpoint() change(@ServerMetadata() document: object) {
          return { ...document, ...changed };
        }
      }
      const app = await startApplication({ controllers: [Everything, Changing] });
      const refused = await fetch(app.url + oauth);
      expect([refused.status, await refused.json()]).to.have.nested.property('[1].error', 'server_error');
      expect(refused.headers.get('cache-control')).to.equal('no-store');
      const sentence = `Changing.change changes ${member} of the metadata; issuer, endpoints and jwks_uri follow from what is mounted.`;
      expect(await app.server.metadata().catch((error: unknown) => error))
        .to.be.instanceOf(TypeError)
        .with.property('message', sentence);
      expect(app.log.text).to.contain(sentence);
      await app.close();
    });

  it('@MetadataEndpoint has to answer with members, in time', async () => {
    let answer = (): unknown => 'text';
    @Controller()
    class Odd {
      @MetadataEndpoint() odd() {
        return answer();
      }
    }
    const app = await startApplication({ controllers: [OAuthController, Odd], serviceTimeout: 50 });
    const status = async () => (await fetch(app.url + oauth)).status;
    for (const wrong of ['text', null, ['a'], 1, { a: 1n }]) {
      answer = () => wrong;
      expect(await status()).to.equal(500);
    }
    answer = () => Promise.reject(new Error('down'));
    expect(await status()).to.equal(500);
    answer = () => new Promise(() => undefined);
    expect(await status()).to.equal(503);
    const more = { registration_endpoint: 'https://elsewhere.example/register' };
    answer = () => more;
    expect(await metadataOf(app)).to.include(more);
    await app.close();
  });

  it('@MetadataEndpoint and @ServerMetadata stop the start-up where they make no sense', async () => {
    @Controller()
    class Asking {
      @MetadataEndpoint() ask(@Param('id') _id: string) {}
    }
    @Controller()
    class Stray {
      @Get('/stray') get(@ServerMetadata() _document: object) {}
    }
    const messageOf = async (controller: new () => object) =>
      startApplication({ controllers: [controller] }).then(
        app => app.close(),
        (error: unknown) => (error instanceof TypeError ? error.message : error),
      );
    expect(await messageOf(Asking)).to.equal(
      'Asking.ask is under @MetadataEndpoint() and has a parameter that only a request could give; @ServerMetadata() is the one that it may have.',
    );
    expect(await messageOf(Stray)).to.equal('Stray.get has @ServerMetadata() without @MetadataEndpoint(); put it on the method.');
  });

  it('an extension adds to lists and names members, and changes none', async () => {
    const metadata = { response_modes_supported: ['query', 'jwt'], x: true };
    const document = await documentWith({ extensions: [{ name: 'x', metadata: () => metadata }] });
    expect(document.response_modes_supported).to.deep.equal(['query', 'jwt']);
    expect(document).to.have.property('x', true);
    const app = await startApplication({ extensions: [{ name: 'y', metadata: () => ({ issuer: 'https://evil.example' }) }] });
    expect((await fetch(app.url + oauth)).status).to.equal(500);
    await app.close();
  });
});
