import { expect } from 'chai';
import { onEachDatabase } from '../support/databases';
import { post } from '../support/flow';
import { startProcesses } from '../support/processes';

describe('a process that has closed its server', () => {
  onEachDatabase(database => {
    for (const framework of ['express', 'koa'] as const)
      it(`has nothing left to wait for: no timer, no connection, no handle (${framework})`, async () => {
        const processes = await startProcesses(1, { database: database().options, framework, cleanup: true });
        const answers = [];
        for (const site of processes.sites) {
          const { status, body } = await post(site, { grant_type: 'client_credentials' }, { basic: 'service' });
          const headers = { authorization: `Bearer ${body.access_token}` };
          answers.push(status, (await fetch(`${site.url}/photos`, { headers })).status);
        }
        expect({ answers, codes: await processes.stop(), output: processes.output() }).to.deep.equal({
          ...{ answers: [200, 200], codes: [0], output: '' },
        });
      });
  });
});
