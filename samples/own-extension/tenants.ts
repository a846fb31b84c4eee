import { type Extension, OAuthError } from 'oauth-controllers';

/** `tenant=…` of an authorization request becomes a claim of its access tokens: `extensions: [tenants(['north', 'south'])]`. */
export function tenants(known: readonly string[]): Extension {
  return {
    name: 'tenant',
    async authorizationRequest({ params }) {
      const tenant = params.get('tenant');
      if (tenant !== undefined && !known.includes(tenant)) throw new OAuthError('invalid_request', 'The tenant is unknown');
      return tenant; // kept with the code and with every refresh token
    },
    async issue({ kept }) {
      return kept === undefined ? undefined : { claims: { tenant: kept } };
    },
    metadata: () => ({ tenants_supported: known }),
  };
}
