import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { onEachDatabase } from '../../support/databases';
import { authorizationUrl } from '../../support/flow';

describe('an authorization request that no column holds', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    before(async () => {
      app = await startApplication({ database: database().options });
    });
    after(() => app.close());

    const post = (more: string): Promise<Response> =>
      fetch(`${app.url}/oauth/authorize`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URL(authorizationUrl(app)).search.slice(1) + more,
      });
    const more = (character: string): string =>
      Array.from({ length: 8 }, (_, index) => `&x${index}=${character.repeat(7900)}`).join('');

    it('AZ25: one that grows too large when it is encoded anew is refused with 413, not with a failure', async () => {
      const answer = await post(more('('));
      expect([answer.status, answer.headers.get('location')]).to.deep.equal([413, null]);
    });

    it('AZ25: one of 64 KB that does not grow is kept until its user has logged in', async () => {
      const answer = await post(more('x'));
      expect([answer.status, answer.headers.get('location')?.split('?')[0]]).to.deep.equal([303, '/oauth/authorize']);
    });
  });
});
