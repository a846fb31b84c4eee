import { expect } from 'chai';
import { BearerTokens } from 'oauth-controllers';
import type { TestApplication } from '../support/application';
import { call, tokens } from '../support/flow';
import { restoreServices, startWith } from '../support/services';

describe('an application that is asked about a token', () => {
  let app: TestApplication;
  let isRevoked: () => unknown;
  let isAcceptable: () => unknown;
  before(async () => {
    class Mine extends BearerTokens {
      override isRevoked = async () => isRevoked() as boolean;
      override isAcceptable = async () => isAcceptable() as boolean;
    }
    app = await startWith([new Mine()]);
  });
  beforeEach(() => {
    isRevoked = () => false;
    isAcceptable = () => true;
  });
  after(async () => {
    await app.close();
    restoreServices();
  });

  const status = async (): Promise<number> => (await call(app, (await tokens(app)).access_token)).status;

  it('RB03: lets it in with two clear answers', async () => {
    expect(await status()).to.equal(200);
  });

  for (const unclear of [undefined, null, 0, '', 'no', {}])
    it(`RB03: opens nothing when it answers ${JSON.stringify(unclear)}`, async () => {
      isRevoked = () => unclear;
      expect(await status(), 'isRevoked').to.equal(500);
      isRevoked = () => false;
      isAcceptable = () => unclear;
      expect(await status(), 'isAcceptable').to.equal(500);
      expect(app.log.text, 'the mend').to.contain('BearerTokens.isAcceptable has to answer with true or false.');
    });
});
