import { expect } from 'chai';
import { consoleLogger, unfailing } from '../../src/core/logger';
import { startApplication } from '../support/application';
import { post } from '../support/flow';

const failing = {
  throws: () => {
    throw new Error('the disk is full');
  },
  rejects: () => Promise.reject(new Error('the disk is full')),
};
const service = { grant_type: 'client_credentials' };

describe('a logger of the application', () => {
  const { error } = consoleLogger;
  const console: unknown[][] = [];
  before(() => {
    consoleLogger.error = (...said) => void console.push(said);
  });
  beforeEach(() => {
    console.length = 0;
  });
  after(() => {
    consoleLogger.error = error;
  });

  it('gets what it is told, and no more', () => {
    const told: unknown[][] = [];
    const keep = (...said: unknown[]): void => void told.push(said);
    const logger = unfailing({ debug: keep, info: keep, warn: keep, error: keep });
    logger.info('a');
    logger.error('b', 1);
    expect(told).to.deep.equal([['a'], ['b', 1]]);
  });

  for (const [how, fails] of Object.entries(failing))
    it(`TE12: that ${how} changes no answer and ends no process, and the console gets what it did not take`, async () => {
      const app = await startApplication({ logger: { debug: fails, info: fails, warn: fails, error: fails } });
      try {
        app.server.events.on('tokenIssued', () => {
          throw new Error('of a listener');
        });
        app.server.events.on('clientAuthenticated', () => Promise.reject(new Error('of a late listener')));
        expect((await post(app, service, { basic: 'service' })).status).to.equal(200);
        // An unhandled rejection would have failed this spec by then.
        await new Promise(resolve => setImmediate(resolve));
        expect(console.map(([message]) => message)).to.have.members([
          'A listener of the event tokenIssued failed; the request went on.',
          'A listener of the event clientAuthenticated failed; the request went on.',
        ]);
      } finally {
        await app.close();
      }
    });
});
