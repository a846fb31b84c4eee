import { expect } from 'chai';
import { type OAuthOptions, OAuthServer } from 'oauth-controllers';
import { embedded } from '../support/databases';

const user = "give a text: { username: 'ada', password: '…' }.";

/** What is given in the place of something else, a secret in each, and all that is said of it. */
const mistakes: [given: object, told: string][] = [
  [{ keys: 'hidden-8765' }, 'keys is a text; give an object.'],
  [{ keys: 8765 }, 'keys is a number; give an object.'],
  [{ keys: ['hidden-8765'] }, 'keys is a list; give an object.'],
  [{ keys: { jwks: '{"d":"hidden-8765"}' } }, 'keys.jwks is a text; give an object.'],
  [{ users: 'ada:hidden-8765' }, "users is a text; give a list, such as ['…']."],
  [{ clients: 'app:hidden-8765' }, "clients is a text; give a list, such as ['…']."],
  [{ clients: ['app:hidden-8765'] }, 'Client (new) is described by a text; give an object.'],
  [{ credentials: 'hidden-8765' }, 'credentials is a text; give an object.'],
  [
    { credentials: { clientSecret: 'hidden-8765' } },
    'credentials.clientSecret is a text; give a whole number from 32, the default, to 128.',
  ],
  [
    { clients: [{ clientId: 'app', clientSecret: 8765 }] },
    'Client app has clientSecret: a number; give a text, or leave it out.',
  ],
  [{ users: ['ada:hidden-8765'] }, `A user in the option users has no username; ${user}`],
  [{ users: [null] }, `A user in the option users has no username; ${user}`],
  [{ users: [{ username: 8765, password: 'hidden-8765' }] }, `A user in the option users has username: a number; ${user}`],
  [{ users: [{ username: 'ada' }] }, `User ada in the option users has no password; ${user}`],
  [{ users: [{ username: 'ada', password: 8765 }] }, `User ada in the option users has password: a number; ${user}`],
  [{ users: [{ username: 'ada', password: null }] }, `User ada in the option users has password: null; ${user}`],
];

describe('the start-up shows no secret', () => {
  for (const [given, told] of mistakes)
    it(`TD15: of ${JSON.stringify(given)}`, async () => {
      const options = { issuer: 'http://localhost:3000', database: embedded, scopes: { a: 'A' }, ...given } as OAuthOptions;
      const error = await OAuthServer.create(options).then(
        () => expect.fail('it started'),
        (refused: Error) => refused,
      );
      expect(`${error.name}: ${error.message}`).to.equal(`TypeError: ${told}`);
      expect(error.stack).to.not.include('8765');
    });
});
