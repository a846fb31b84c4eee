import { expect } from 'chai';
import { User, UserProvider } from 'oauth-controllers';
import type { TestApplication } from '../support/application';
import { call, post, tokens } from '../support/flow';
import { restoreServices, startWith } from '../support/services';

const ada = () => Object.assign(new User(), { id: 'ada', username: 'ada' });
const mend = 'return Object.assign(new User(), { id: String(row.id), username: row.username }).';

/** Answers as the spec says. */
class Accounts extends UserProvider {
  found: unknown = ada();
  verified: unknown = ada();

  override findById() {
    return this.found as User | undefined;
  }
  override async verify() {
    return this.verified as User | undefined;
  }
}

const strangers: [answer: unknown, words: string][] = [
  [{ id: 'ada', username: 'secret-name' }, 'an object of the class Object, which is no User'],
  [Object.assign(Object.create(null), { id: 'ada' }), 'a value of the type object'],
  [Object.assign(new User(), { id: 1 }), 'a User whose id is of the type number'],
  [Object.assign(new User(), { id: '' }), 'a User whose id is empty'],
  ['secret-name', 'a value of the type string'],
  [true, 'a value of the type boolean'],
];

describe('a UserProvider that answers with no User', () => {
  let app: TestApplication;
  const accounts = new Accounts();
  before(async () => {
    app = await startWith([accounts], { grants: ['authorization_code', 'password'], users: undefined });
    await app.server.clients.register({ clientId: 'old', public: true, grantTypes: ['password'], scopes: ['photos:read'] });
  });
  beforeEach(() => {
    accounts.found = accounts.verified = ada();
    app.log.lines.length = 0;
  });
  after(() => app.close().finally(restoreServices));

  const logIn = () => post(app, { grant_type: 'password', client_id: 'old', username: 'ada', password: 'lovelace' });
  const errors = () => app.log.lines.filter(line => line.startsWith('error'));

  for (const [answer, words] of strangers)
    it(`is told so in the log: ${words}`, async () => {
      accounts.verified = answer;
      expect((await logIn()).body.error).to.equal('invalid_grant');
      const said = `error oauth-controllers: Accounts.verify answered with ${words}, so nobody was let in; ${mend} `;
      expect(errors()).to.deep.equal([said]);
      expect(app.log.text).to.not.contain('secret-name');
    });

  it('is told so where it was asked for an id', async () => {
    const { access_token } = await tokens(app);
    expect((await call(app, access_token)).status).to.equal(200);
    for (const [answer, words] of [...strangers, [Object.assign(ada(), { id: 'eve' }), 'another user than the one of that id']]) {
      app.log.lines.length = 0;
      accounts.found = answer;
      expect((await call(app, access_token)).status).to.equal(401);
      expect(errors()).to.deep.equal([
        `error oauth-controllers: Accounts.findById answered with ${words}, so nobody was let in; ${mend} `,
      ]);
    }
  });

  it('is told nothing where there is nobody', async () => {
    const { access_token } = await tokens(app);
    for (const nobody of [undefined, null]) {
      accounts.found = accounts.verified = nobody;
      expect((await logIn()).body.error).to.equal('invalid_grant');
      expect((await call(app, access_token)).status).to.equal(401);
    }
    expect(errors()).to.deep.equal([]);
  });
});
