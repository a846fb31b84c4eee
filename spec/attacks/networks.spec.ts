import { expect } from 'chai';
import { secret, startApplication, type TestApplication } from '../support/application';
import { post } from '../support/flow';

/** Who has IPv6 has 2^64 addresses. */
describe('guessing from many addresses of one network', () => {
  let app: TestApplication;
  beforeEach(async () => {
    app = await startApplication({
      tls: true,
      grants: ['password', 'client_credentials'],
      limits: { login: '5/min', token: '5/min' },
    });
    const legacy = { clientId: 'legacy', public: true, grantTypes: ['password'], scopes: ['photos:read'] } as const;
    await app.server.clients.register({ ...legacy, grantTypes: ['password'], scopes: ['photos:read'] });
  });
  afterEach(() => app.close());

  const from = (address: string) => ({ headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': address } });
  const ways = {
    'limits.token': async (address: string, right: boolean): Promise<number> => {
      const call = { basic: 'service', secret: right ? secret : 'wrong', ...from(address) };
      return (await post(app, { grant_type: 'client_credentials' }, call)).status;
    },
    'limits.login': async (address: string, right: boolean): Promise<number> => {
      const user = { username: 'ada', password: right ? 'lovelace' : 'wrong' };
      return (await post(app, { grant_type: 'password', client_id: 'legacy', ...user }, from(address))).status;
    },
  };

  for (const [limit, guess] of Object.entries(ways)) {
    const wrong = async (addresses: readonly string[]): Promise<number[]> => {
      const found: number[] = [];
      for (const address of addresses) found.push(await guess(address, false));
      return found;
    };

    it(`CA16: ${limit} counts IPv6 by the /64, however its addresses are written`, async () => {
      const spellings = ['2001:db8:1:2::1', '2001:DB8:1:2::2', '2001:db8:1:2:3:4:5:6', '2001:0db8:0001:0002:ffff::'];
      expect(await wrong([...spellings, '2001:db8:1:2::7'])).to.not.include(429);
      expect(await guess('2001:db8:1:2:9::9', false)).to.equal(429);
      expect(await guess('2001:db8:1:2:9::9', true)).to.equal(429);
      expect(await guess('2001:db8:1:3::1', true), 'another /64').to.equal(200);
    });

    it(`CA16: ${limit} counts IPv4 by the address, within IPv6 too`, async () => {
      expect(await wrong(['192.0.2.1', '::ffff:192.0.2.1', '192.0.2.1', '::ffff:c000:201', '192.0.2.1'])).to.not.include(429);
      expect(await guess('::ffff:192.0.2.1', false)).to.equal(429);
      for (const other of ['192.0.2.2', '::ffff:192.0.2.2']) expect(await guess(other, true)).to.equal(200);
    });
  }
});
