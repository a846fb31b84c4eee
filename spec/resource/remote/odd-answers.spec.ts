import { expect } from 'chai';
import type { ResourceContext } from '../../../src/core/context';
import { Scopes } from '../../../src/core/scope';
import type { Discovery } from '../../../src/resource/remote/discovery';
import { Introspector } from '../../../src/resource/remote/introspector';
import { ManualClock } from '../../support/clock';
import { saying } from '../../support/issuer';
import { errorOf, resource, startResource } from '../../support/resource';

describe('what an authorization server says that nobody could mean', () => {
  it('a token that ends at no instant that there is has ended', async () => {
    const app = await startResource();
    const answer = await app.get(await app.issuer.token({ exp: 1e300 }));
    await app.close();
    expect([answer.status, errorOf(answer)]).to.deep.equal([401, 'invalid_token']);
    const asking = await startResource({ verify: { introspect: { clientId: 'rs', clientSecret: 'secret' } } });
    const told = { active: true, client_id: 'app', sub: 'ada', scope: 'photos:read', aud: resource };
    asking.issuer.answers.set('/introspect', saying({ ...told, exp: 1e300 }));
    const introspected = await asking.get('opaque');
    await asking.close();
    expect([introspected.status, errorOf(introspected)]).to.deep.equal([401, 'invalid_token']);
  });

  it('a flood of unknown tokens does not make a known one asked about again', async () => {
    let asked = 0;
    const ask = async (_url: string, token: string) => {
      asked++;
      return token === 'good' ? { active: true, client_id: 'app', aud: resource } : { active: false };
    };
    const discovery = { issuer: 'https://auth.example', urlOf: async () => 'https://auth.example/introspect' };
    const source = new Introspector(discovery as unknown as Discovery, ask, { staleness: 30, tolerance: 5 });
    const scopes = { names: () => [], has: () => true, ofText: (text: string) => new Scopes(text.split(' ')) };
    const context = { clock: new ManualClock(), scopes } as unknown as ResourceContext;
    expect(await source.find('good', context)).to.have.property('value', 'good');
    for (let guess = 0; guess < 10_001; guess++) expect(await source.find(`guess${guess}`, context)).to.equal(undefined);
    const before = asked;
    expect(await source.find('good', context)).to.have.property('value', 'good');
    expect(await source.find('guess10000', context)).to.equal(undefined);
    expect(asked).to.equal(before);
  });
});
