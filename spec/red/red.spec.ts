import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { judge, type Mutant, mutate, type Ran, type Run, unfit, watching } from './mutant';
import { chosen, parts, readMutants } from './run';
import { runMutants } from './runner';
import { broken } from './worker';

const ROOT = join(__dirname, '../../..');
const mutant: Mutant = { id: 'XX01', file: 'src/rule.ts', find: 'age >= 18', replace: 'true' };
const ran = (title: string, failed = false, file = 'spec/a/rule.spec.ts'): Ran => ({
  title,
  fullTitle: `rules ${title}`,
  file,
  failed,
});
const run = (changes: Partial<Run>): Run => ({ exitCode: 1, timedOut: false, output: 'the output', specs: [], ...changes });

describe('the mutant runner', () => {
  it('breaks a text that occurs exactly once', () => {
    expect(mutate(mutant, 'return age >= 18;')).to.equal('return true;');
    expect(() => mutate(mutant, 'return age > 17;')).to.throw(
      'mutant XX01: the text to break was not found in src/rule.ts; the code moved, so move the mutant',
    );
    expect(() => mutate(mutant, 'age >= 18 && age >= 18')).to.throw('occurs 2 times in src/rule.ts');
    expect(() => mutate({ ...mutant, replace: mutant.find }, 'age >= 18')).to.throw('nothing is broken');
  });

  it('keeps $ in the replacement as it is', () => {
    expect(mutate({ ...mutant, replace: `'$&$1'` }, 'return age >= 18;')).to.equal(`return '$&$1';`);
  });

  it('finds the specs that watch a rule by the id as a word, a title or a file', () => {
    const specs = [ran('XX01 adults'), ran('XX011 no'), ran('other', false, 'spec/b.spec.ts')];
    const titles = (changes: Partial<Mutant>): string[] => watching({ ...mutant, ...changes }, specs).map(spec => spec.title);
    expect(titles({})).to.deep.equal(['XX01 adults']);
    expect(titles({ grep: 'oth' })).to.deep.equal(['other']);
    expect(titles({ grep: 'XX|oth', spec: 'spec/*.spec.ts' })).to.deep.equal(['other']);
    expect(titles({ grep: 'XX|oth', spec: 'spec/**/*.spec.ts' })).to.have.length(3);
  });

  it('refuses a comparison without a spec, or with one that fails already', () => {
    expect(unfit(mutant, [])).to.equal('no spec has a title that matches /\\bXX01\\b/');
    expect(unfit(mutant, [ran('XX01 adults', true)])).to.match(/^fails already without the mutant: rules XX01 adults/);
    expect(unfit(mutant, [ran('XX01 adults')])).to.equal(undefined);
  });

  it('calls red only what a spec noticed', () => {
    expect(judge(mutant, run({ specs: [ran('XX01 adults', true)] }))).to.deep.equal({ red: true, text: 'rules XX01 adults' });
    expect(judge(mutant, run({ specs: [ran('XX01 adults', true)], exitCode: 0 })).red).to.equal(false);
    expect(judge(mutant, run({ specs: [ran('XX01 adults')], exitCode: 0 })).red).to.equal(false);
    expect(judge(mutant, run({ specs: [] }))).to.deep.equal({ red: false, text: 'no spec ran' });
    expect(judge(mutant, run({ specs: undefined })).text).to.contain('the output');
    expect(judge(mutant, run({ specs: [ran('"before each" hook for "XX01 adults"', true)] })).text).to.contain(
      'only a hook failed',
    );
    expect(judge(mutant, run({ timedOut: true })).red).to.equal(false);
    expect(judge({ ...mutant, hangs: true }, run({ timedOut: true })).red).to.equal(true);
  });

  it('runs the mutants that were asked for, and says so when there are none', () => {
    const mutants = [mutant, { ...mutant, id: 'XX02' }, { ...mutant, find: 'b' }];
    expect(chosen(mutants, [])).to.have.length(3);
    expect(chosen(mutants, ['XX01'])).to.have.length(2);
    expect(() => chosen(mutants, ['XX03'])).to.throw('--only XX03: no mutant has this id; there are XX01, XX02');
    expect(() => chosen([], [])).to.throw('no mutant');
  });

  it('takes them in parts of neighbours, beginning with any, and leaves none out', () => {
    const five = ['a', 'b', 'c', 'd', 'e'].map(id => ({ ...mutant, id }));
    const taken = (count: number, first: number): string[] =>
      parts(five, count, first).map(part => part.map(one => one.id).join(''));
    expect(taken(2, 0)).to.deep.equal(['abc', 'de']);
    expect(taken(2, 7)).to.deep.equal(['de', 'abc']);
    expect(taken(8, 3)).to.deep.equal(['d', 'e', 'a', 'b', 'c']);
  });

  it('finds the text of every mutant, once', () => {
    for (const one of [...readMutants('.mutants.js'), ...readMutants('.slow-mutants.js')])
      mutate(one, readFileSync(join(ROOT, one.file), 'utf8'));
  });

  describe('on a small project', () => {
    let root: string;
    before(() => {
      root = plant();
    });
    after(() => rmSync(root, { recursive: true, force: true }));

    it('tells red from green, imports the copy by its name, and leaves nothing behind', async () => {
      const lines: string[] = [];
      const mutants = [
        mutant,
        { ...mutant, id: 'XX02' },
        { ...mutant, id: 'XX03' },
        { ...mutant, find: 'export', replace: `throw new Error('at start');\nexport` },
        { ...mutant, find: 'gone' },
      ];
      const summary = await runMutants(mutants, { root, workers: 2, print: line => lines.push(line.split('\n')[0] ?? '') });
      const told = lines.map(line => line.replace(/ \(.* s\)/, '')).sort();
      expect(told).to.deep.equal([
        'STILL GREEN XX01 src/rule.ts: mocha ended (1) before it ran a spec:',
        'STILL GREEN XX01 src/rule.ts: mutant XX01: the text to break was not found in src/rule.ts; the code moved, so move the mutant',
        'STILL GREEN XX02 src/rule.ts: 1 specs passed on the broken code',
        'STILL GREEN XX03 src/rule.ts: no spec has a title that matches /\\bXX03\\b/',
        'red  XX01 src/rule.ts: rules XX01 are for adults',
      ]);
      expect(summary).to.deep.equal({ passed: 1, failed: 4 });
      expect(readdirSync(join(root, '.red'))).to.be.empty;
    });

    it('compiles with the metadata that dependency injection reads', () => {
      const source = `declare const d: ClassDecorator;\nclass B {}\n@d\nexport class A { constructor(b: B) {} }\n// age >= 18\n`;
      writeFileSync(join(root, 'src/injected.ts'), source);
      const text = broken(root, { ...mutant, file: 'src/injected.ts' });
      expect(text).to.contain('"design:paramtypes", [B]').and.contain('exports.A');
      expect(() => broken(root, { ...mutant, file: 'src/injected.ts', replace: '\n}' })).to.throw('no longer parses');
      expect(() => broken(root, { ...mutant, file: 'src/absent.ts' })).to.throw('there is no file src/absent.ts');
    });
  });
});

/** A package of one rule and two specs, inside the repository so that mocha is found. */
function plant(): string {
  mkdirSync(join(ROOT, '.red'), { recursive: true });
  const root = mkdtempSync(join(ROOT, '.red', 'planted-'));
  const spec = `const { adult } = require('planted');
    const { equal } = require('node:assert');
    describe('rules', () => {
      it('XX01 are for adults', () => equal(adult(17), false));
      it('XX02 watches nothing', () => equal(adult(18), true));
    });`;
  const files = {
    'package.json': JSON.stringify({ name: 'planted', exports: './dist/src/rule.js' }),
    'src/rule.ts': 'export const adult = (age: number): boolean => age >= 18;',
    'dist/src/rule.js': 'exports.adult = age => age >= 18;',
    'dist/spec/rule.spec.js': spec,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  cpSync(join(ROOT, 'tsconfig.json'), join(root, 'tsconfig.json'));
  return root;
}
