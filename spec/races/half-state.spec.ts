import { expect } from 'chai';
import { insertScope } from '../../src/core/statements/clients';
import { rotateRefreshToken } from '../../src/core/statements/tokens';
import { TypeormStorage } from '../../src/typeorm/typeorm-storage';
import { defaults, startApplication, type TestApplication } from '../support/application';
import { onEachDatabase } from '../support/databases';
import { halfStates, snapshot } from '../support/invariants';
import { freshHash } from '../support/rows';
import { type CommittingFlow, committingFlows } from './committing-flows';
import { type Fault, FaultyStorage } from './faulty-storage';

/** A write that finds no row. */
const refused = () =>
  rotateRefreshToken.with({ rotatedAt: 1, successor: null, expiresAt: 1 }, { hash: freshHash(), expiresAt: 0 });
/** A write that the database itself refuses. */
const duplicate = () => insertScope.with({ name: 'photos:read', description: 'taken' });
const legacy = { clientId: 'legacy', public: true, grantTypes: ['password', 'refresh_token'], scopes: ['photos:read'] } as const;

describe('a unit that fails at any of its statements', () => {
  onEachDatabase(database => {
    let app: TestApplication;
    let storage: FaultyStorage;
    const counted = { denials: 0, codelessFamilies: 0 };

    before(async () => {
      storage = new FaultyStorage(await TypeormStorage.open(database().options));
      app = await startApplication({
        storage,
        clients: [...defaults.clients, { ...legacy, grantTypes: [...legacy.grantTypes], scopes: [...legacy.scopes] }],
        grants: ['authorization_code', 'refresh_token', 'client_credentials', 'password'],
        limits: false,
      });
      app.server.events.on('consentDenied', () => counted.denials++);
      app.server.events.on('tokenIssued', ({ grantType }) => {
        if (grantType === 'password') counted.codelessFamilies++;
      });
    });
    beforeEach(() => storage.plant());
    after(() => app?.close());

    /** The units that a flow commits when nothing is in its way: how many statements each has. */
    const unitsOf = async ({ ok, prepare }: CommittingFlow): Promise<readonly number[]> => {
      const request = await prepare(app);
      storage.plant();
      expect((await request()).status, 'without a fault').to.equal(ok);
      const units = [...storage.units];
      expect(units, 'units').to.not.deep.equal([]);
      return units;
    };
    const places = (units: readonly number[]) =>
      units.flatMap((length, unit) => Array.from({ length: length + 1 }, (_, place) => ({ unit, place })));

    const fails = async ({ ok, prepare }: CommittingFlow, fault: Fault, answers: readonly number[]): Promise<void> => {
      const where = `${fault.write.statement.kind} at ${fault.place} of unit ${fault.unit}`;
      const request = await prepare(app);
      storage.plant(fault);
      const { status, error } = await request();
      expect(status, where).to.be.oneOf(answers);
      expect(error, where).to.match(/temporarily_unavailable|invalid_grant|access_denied/);
      expect(storage.around?.after, where).to.be.an('object').and.deep.equal(storage.around?.before);
      storage.plant();
      expect((await request()).status, `${where}, then without`).to.equal(ok);
    };

    for (const flow of committingFlows) {
      it(`RB01: ${flow.name}: leaves nothing behind, is refused properly, and can be tried again`, async function () {
        this.timeout(60_000);
        for (const place of places(await unitsOf(flow))) {
          await fails(flow, { ...place, write: refused() }, [400, 503]);
          await fails(flow, { ...place, write: duplicate() }, [503]);
        }
        expect(halfStates(await snapshot(storage), counted)).to.deep.equal([]);
      });
    }
  });
});
