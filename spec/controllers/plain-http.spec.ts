import { expect } from 'chai';
import { onEachFramework, startApplication } from '../support/application';
import { call, post } from '../support/flow';

const credentials = { grant_type: 'client_credentials' };

describe('plain http in front of an https issuer', () => {
  onEachFramework(on => {
    it('is refused, and each server says once what mends it', async () => {
      const [one, other] = [await startApplication({ on, tls: true }), await startApplication({ on, tls: true })];
      for (let attempt = 0; attempt < 2; attempt++) {
        const { status, body } = await post(one, credentials, { basic: 'service' });
        expect([status, body.error_description]).to.deep.equal([400, 'This endpoint is reached over TLS only']);
        expect((await call(one, 'any')).status).to.equal(400);
        expect((await call(other, 'any')).status).to.equal(400);
      }
      for (const { log } of [one, other]) {
        const warnings = log.lines.filter(line => line.startsWith('warn'));
        expect(warnings).to.have.length(1);
        expect(warnings[0]).to.match(/^warn oauth-controllers: A request came over plain http .*, set trustProxy /);
      }
      await Promise.all([one.close(), other.close()]);
    });
  });

  it('is said of no server that heard TLS only', async () => {
    const app = await startApplication({ tls: true });
    const headers = { 'x-forwarded-proto': 'https' };
    expect((await post(app, credentials, { basic: 'service', headers })).status).to.equal(200);
    expect(app.log.lines.filter(line => line.startsWith('warn'))).to.deep.equal([]);
    await app.close();
  });
});
