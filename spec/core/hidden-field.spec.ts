import { inspect } from 'node:util';
import { expect } from 'chai';
import { hiddenField } from '../../src/core/hidden-field';

describe('hiddenField', () => {
  it('keeps a value with an object, and replaces it', () => {
    const field = hiddenField<string>();
    const object = {};
    expect(field.get(object)).to.equal(undefined);
    field.set(object, 'one');
    field.set(object, 'two');
    expect(field.get(object)).to.equal('two');
    expect(hiddenField<string>().get(object)).to.equal(undefined);
  });

  it('shows nothing, and no copy has it', () => {
    const field = hiddenField<string>();
    const object = { shown: 1 };
    field.set(object, 'hidden');
    expect(Reflect.ownKeys(object)).to.deep.equal(['shown']);
    expect(inspect(object, { showHidden: true, depth: 9 })).not.to.contain('hidden');
    for (const copy of [{ ...object }, structuredClone(object), Object.create(object) as object])
      expect(field.get(copy)).to.equal(undefined);
  });

  it('stays with frozen objects and with instances of a class', () => {
    const field = hiddenField<number>();
    const frozen = Object.freeze({});
    const date = new Date(0);
    field.set(frozen, 1);
    field.set(date, 2);
    expect([field.get(frozen), field.get(date)]).to.deep.equal([1, 2]);
  });
});
