import { expect } from 'chai';
import { type User, UserProvider } from 'oauth-controllers';
import { Container } from 'typedi';
import { startApplication, type TestApplication, type TestOptions } from '../../support/application';
import { call, type Parameters, post, refresh, type TokenAnswer, type TokenCall } from '../../support/flow';

const client = {
  clientId: 'legacy',
  clientSecret: 's',
  scopes: ['photos:read' as const],
  grantTypes: ['password', 'refresh_token'],
};
const on: TestOptions = { grants: ['password', 'refresh_token', 'authorization_code'] };

describe('the password grant', () => {
  let app: TestApplication;
  const start = async (options: TestOptions = {}): Promise<void> => {
    app = await startApplication(options);
    await app.server.clients.register(client);
  };
  const ask = (changes: Parameters = {}, how: TokenCall = { basic: 'legacy', secret: 's' }): Promise<TokenAnswer> =>
    post(app, { grant_type: 'password', username: 'ada', password: 'lovelace', ...changes }, how);
  afterEach(() => app.close());

  it('PW01: is off until it is named', async () => {
    await start();
    const { status, body } = await ask();
    expect([status, body.error]).to.deep.equal([400, 'unsupported_grant_type']);
    expect(app.log.text).to.not.contain("grants has 'password'");
  });

  it('PW01: works when it is named, with a warning for the operator', async () => {
    await start(on);
    const { status, body } = await ask();
    expect(status).to.equal(200);
    expect(await (await call(app, body.access_token)).json()).to.deep.equal({
      owner: 'ada',
      client: 'legacy',
      scope: 'photos:read',
    });
    expect((await refresh(app, body.refresh_token ?? '', {}, { basic: 'legacy', secret: 's' })).status).to.equal(200);
    expect(app.log.text).to.match(/^warn .*grants has 'password'/m);
  });

  it('PW01: is for the clients that are registered for it, and that prove themselves', async () => {
    await start(on);
    expect((await ask({}, { basic: 'web' })).body.error).to.equal('unauthorized_client');
    expect((await ask({ client_id: 'app' }, {})).body.error).to.equal('unauthorized_client');
    expect((await ask({ client_id: 'legacy' }, {})).body.error).to.equal('invalid_client');
    expect((await ask({}, { basic: 'legacy', secret: 'wrong' })).body.error).to.equal('invalid_client');
  });

  it('PW02: answers a wrong password and an unknown user with the same words', async () => {
    await start(on);
    const wrong = await ask({ password: 'wrong' });
    expect([wrong.status, wrong.body.error]).to.deep.equal([400, 'invalid_grant']);
    for (const changes of [{ username: 'nobody' }, { username: 'nobody', password: '\u{1F511}' }, { username: '__proto__' }]) {
      expect((await ask(changes)).body).to.deep.equal(wrong.body);
    }
    for (const missing of ['username', 'password']) {
      expect((await ask({ [missing]: undefined })).body.error).to.equal('invalid_request');
    }
  });

  it('PW02: spends the same work on an unknown user as on a wrong password', async () => {
    const asked: string[] = [];
    class Accounts extends UserProvider {
      override async verify(username: string): Promise<User | undefined> {
        asked.push(username);
        return undefined;
      }
    }
    await start({ ...on, services: [Accounts], users: undefined });
    try {
      for (const username of ['ada', 'nobody']) await ask({ username, password: 'wrong' });
      expect(asked, 'the provider decides about every name').to.deep.equal(['ada', 'nobody']);
    } finally {
      Container.remove(UserProvider);
    }
  });

  it('PW02: refuses to go on guessing, for that user only and even with the right password', async () => {
    await start({ ...on, limits: { login: '3/min' } });
    for (let attempt = 0; attempt < 3; attempt++) expect((await ask({ password: `${attempt}` })).status).to.equal(400);
    for (const password of ['3', 'lovelace']) {
      const { status, headers, body } = await ask({ password });
      expect([status, body.access_token]).to.deep.equal([429, undefined]);
      expect(Number(headers.get('retry-after'))).to.be.within(1, 60);
    }
    expect((await ask({ username: 'grace', password: 'hopper' })).status).to.equal(200);
  });

  it('PW02: refuses to go on guessing when many guess at once', async () => {
    class Slow extends UserProvider {
      override async verify(): Promise<User | undefined> {
        await new Promise(resolve => setTimeout(resolve, 50));
        return undefined;
      }
    }
    await start({ ...on, services: [Slow], users: undefined, limits: { login: '3/min' } });
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => ask({ password: `${n}` })));
      const count = (status: number): number => answers.filter(answer => answer.status === status).length;
      expect([count(400), count(429)]).to.deep.equal([3, 17]);
    } finally {
      Container.remove(UserProvider);
    }
  });

  it('PW02: forgets the failures of who succeeds', async () => {
    await start({ ...on, limits: { login: '3/min' } });
    for (const password of ['1', '2', 'lovelace', '1', '2']) await ask({ password });
    expect((await ask()).status).to.equal(200);
  });

  it('PW02: keeps what the application says to itself when its user table fails', async () => {
    class Broken extends UserProvider {
      override async verify(): Promise<User | undefined> {
        throw new Error('connection to 10.0.0.7 refused');
      }
    }
    await start({ ...on, services: [Broken], users: undefined });
    try {
      const { status, body } = await ask();
      expect([status, body.error]).to.deep.equal([500, 'server_error']);
      expect(JSON.stringify(body)).to.not.contain('10.0.0.7');
    } finally {
      Container.remove(UserProvider);
    }
  });
});
