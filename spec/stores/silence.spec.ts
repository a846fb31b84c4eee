import { expect } from 'chai';
import type { DataSourceOptions } from 'typeorm';
import { startApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { call, post, tokens } from '../support/flow';
import { SilentProxy } from '../torture/proxy';

describe('a database behind a network that falls silent', () => {
  onEachDatabase((database, name) => {
    if (name === 'SQLite') return;

    it('RB03: is 503 and never access, and is found again though every connection was lost', async () => {
      const { port } = database().options as { port: number };
      const proxy = new SilentProxy(port);
      const options = { ...database().options, port: await proxy.listen() } as DataSourceOptions;
      const app = await startApplication({ database: options });
      try {
        const { access_token: token } = await tokens(app);
        expect((await call(app, token)).status).to.equal(200);
        proxy.fallSilent();
        const begun = performance.now();
        // More than a pool has connections.
        const asked = Array.from({ length: 15 }, () => call(app, token));
        const refused = [
          ...(await Promise.all(asked)),
          await post(app, { grant_type: 'client_credentials' }, { basic: 'service' }),
        ];
        expect(refused.map(({ status }) => status)).to.deep.equal(refused.map(() => 503));
        for (const { headers } of refused) expect(headers.get('retry-after')).to.equal('1');
        expect(performance.now() - begun).to.be.below(10_000);
        proxy.speak('is lost');
        // Who waited last has taken a connection with it; the next one is new.
        const statuses = [];
        for (let attempt = 0; attempt < 2; attempt++) statuses.push((await call(app, token)).status);
        expect(statuses.at(-1)).to.equal(200);
      } finally {
        await proxy.close();
        await app.close();
      }
    });
  });
});
