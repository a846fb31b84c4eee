import { expect } from 'chai';
import type { Grant } from 'oauth-controllers';
import { secret, type TestApplication } from '../../support/application';
import { post } from '../../support/flow';
import { albums, audienceOf, errorOf, invalidTarget, photos, startWithResources } from './resources';

const undeclared = 'https://elsewhere.example/';

/** Grants of the application's own: one says what its tokens are for, the other leaves it to the client. */
const grants: Grant[] = [
  { type: 'urn:example:fixed', handle: async ({ context }) => ({ ...all(context), audience: [photos, undeclared] }) },
  { type: 'urn:example:free', handle: async ({ context }) => all(context) },
];
const all = (context: Parameters<Grant['handle']>[0]['context']) => ({
  scopes: context.scopes.of(['photos:read', 'albums:read']),
});

describe('a grant of the application’s own and resources', () => {
  let app: TestApplication;
  before(async () => {
    const grantTypes = grants.map(({ type }) => type);
    const client = {
      clientId: 'all',
      clientSecret: secret,
      scopes: ['photos:read' as const, 'albums:read' as const],
      grantTypes,
    };
    app = await startWithResources({ grants, clients: [client] });
  });
  after(() => app.close());

  const ask = (grant_type: string, resource: string[] = []) => post(app, { grant_type, resource }, { basic: 'all' });

  it('RI02: what the grant says its tokens are for can be narrowed, and never be changed', async () => {
    expect(await audienceOf(app, await ask('urn:example:fixed'))).to.deep.equal([photos, undeclared]);
    expect(await audienceOf(app, await ask('urn:example:fixed', [photos]))).to.deep.equal([photos]);
    for (const other of [[albums], [photos, albums], [undeclared]])
      expect(errorOf(await ask('urn:example:fixed', other)), String(other)).to.deep.equal(invalidTarget);
  });

  it('RI02: where the grant says nothing, the client asks for what it may have', async () => {
    expect(await audienceOf(app, await ask('urn:example:free'))).to.equal(undefined);
    expect(await audienceOf(app, await ask('urn:example:free', [albums]))).to.deep.equal([albums]);
  });
});
