import { expect } from 'chai';
import { outer, pushedUri } from '../../extensions/par/push';
import { startApplication, type TestApplication } from '../../support/application';
import { onEachDatabase } from '../../support/databases';
import { authorizationUrl, authorize } from '../../support/flow';

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
    const more = (character: string, parameters = 8): string =>
      Array.from({ length: parameters }, (_, index) => `&x${index}=${character.repeat(7900)}`).join('');
    const rows = (): Promise<unknown[]> => app.server.dataSource.getRepository('InteractionEntity').find();

    for (const [title, parameters] of [
      ['of 16 KiB', more('x', 3)],
      ['that grows so large when it is encoded anew', more('(', 1)],
      ['of 64 KB', more('x')],
      ['that no column holds', more('(')],
    ] as const)
      it(`AZ25: one ${title} is refused with 413, and nothing of it is kept`, async () => {
        const before = await rows();
        const answer = await post(parameters);
        expect([answer.status, answer.headers.get('location')]).to.deep.equal([413, null]);
        expect(await answer.text()).to.include('The request is too large');
        expect(await rows()).to.have.length(before.length);
      });

    it('AZ25: one that a link could carry is kept until its user has logged in', async () => {
      const answer = await post(more('x', 2));
      expect([answer.status, answer.headers.get('location')?.split('?')[0]]).to.deep.equal([303, '/oauth/authorize']);
    });

    it('AZ25: one of 64 KB that its client has pushed is kept until its user has logged in', async () => {
      const names = Array.from({ length: 8 }, (_, index) => `x${index}`);
      const long = Object.fromEntries(names.map(name => [name, 'x'.repeat(7900)]));
      const { location } = await authorize(app, outer(await pushedUri(app, long)));
      expect(location?.searchParams.has('code')).to.equal(true);
    });
  });
});
