import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import { refresh, type TokenAnswer, tokens } from '../../support/flow';

describe('a refresh that is repeated', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  const both = 'photos:read photos:write';
  const errorOf = ({ status, body }: TokenAnswer): unknown[] => [status, body.error];
  const invalidScope = [400, 'invalid_scope'];

  it('RT07: for fewer scopes gets no token for more, and its family lives', async () => {
    const { refresh_token } = await tokens(app, { scope: both });
    const first = await refresh(app, refresh_token);
    expect(errorOf(await refresh(app, refresh_token, { scope: 'photos:read' }))).to.deep.equal(invalidScope);
    expect((await refresh(app, refresh_token)).body.access_token).to.equal(first.body.access_token);
    expect((await refresh(app, first.body.refresh_token ?? '', { scope: 'photos:read' })).body.scope).to.equal('photos:read');
  });

  it('RT07: for a scope that was never granted is refused', async () => {
    const { refresh_token } = await tokens(app);
    await refresh(app, refresh_token);
    for (const scope of ['photos:write', 'photos:read photos:write', 'unknown'])
      expect(errorOf(await refresh(app, refresh_token, { scope })), scope).to.deep.equal(invalidScope);
  });

  it('RT07: gets its narrow answer again, whether it names the scope or not', async () => {
    const { refresh_token } = await tokens(app, { scope: both });
    const first = await refresh(app, refresh_token, { scope: 'photos:read' });
    for (const scope of ['photos:read', both, undefined])
      expect((await refresh(app, refresh_token, { scope })).body.access_token, scope).to.equal(first.body.access_token);
  });

  it('RT07: of refreshes at once for more and for less, those for less get no more', async () => {
    for (let round = 0; round < 5; round++) {
      const { refresh_token } = await tokens(app, { scope: both });
      const wanted = Array.from({ length: 10 }, (_, index) => (index % 2 ? 'photos:read' : both));
      const answers = await Promise.all(wanted.map(scope => refresh(app, refresh_token, { scope })));
      answers.forEach((answer, index) => {
        if (answer.status === 200 && wanted[index] === 'photos:read') expect(answer.body.scope).to.equal('photos:read');
        else if (answer.status !== 200) expect(errorOf(answer)).to.deep.equal(invalidScope);
      });
    }
  });
});
