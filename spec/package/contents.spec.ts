import { expect } from 'chai';
import { mistakes } from './contents';

describe('the check of the package', () => {
  const manifest = {
    main: './dist/src/index.js',
    types: './dist/src/index.d.ts',
    exports: { './package.json': './package.json' },
  };
  const good = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'src/index.ts'].concat(
    ['.js', '.js.map', '.d.ts'].map(end => `dist/src/index${end}`),
  );
  const found = (files: readonly string[]): string[] => mistakes(manifest, new Set(files), () => ['../../src/index.ts']);

  it('lets a good package pass', () => expect(found(good)).to.be.empty);
  it('misses an entry point', () =>
    expect(found(good.filter(file => !file.endsWith('index.js')))).to.deep.equal(['dist/src/index.js is missing']));
  it('misses the source of a map', () =>
    expect(found(good.filter(file => file !== 'src/index.ts'))[0]).to.equal(
      'src/index.ts is missing, though a source map points to it',
    ));
  it('finds what does not belong there', () =>
    expect(found([...good, 'dist/spec/a.spec.js', 'src/oauth.sqlite', '.env'])).to.have.length(3));
});
