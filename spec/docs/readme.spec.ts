import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';

const root = join(__dirname, '../../..');

function filesIn(folder: string, end: RegExp): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return entries.filter(name => end.test(name)).map(name => join(root, folder, name));
}

const documents = [join(root, 'README.md'), ...filesIn('docs', /\.md$/)];
const samples = filesIn('samples', /\.m?ts$/).map(file => readFileSync(file, 'utf8'));

/** The blocks of code in TypeScript. */
function snippets(text: string): string[] {
  return [...text.matchAll(/^```(?:ts|typescript|js)\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code.trimEnd());
}

/** A region begins and ends with a line, so that half a statement is none. */
function isRegion(snippet: string): boolean {
  return snippet !== '' && samples.some(sample => `\n${sample}`.includes(`\n${snippet}\n`));
}

/** Links and pictures within the repository. */
function targets(text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, picture]) => link ?? picture ?? '');
  return links.filter(link => !/^[a-z]+:|^#/.test(link)).map(link => link.replace(/#.*$/, ''));
}

describe('the documentation', () => {
  for (const document of documents) {
    const text = readFileSync(document, 'utf8');

    it(`${relative(root, document)} shows only code that stands in a sample, word for word`, () => {
      for (const snippet of snippets(text)) expect(isRegion(snippet), snippet).to.equal(true);
    });

    it(`${relative(root, document)} links to nothing that is not there`, () => {
      const missing = targets(text).filter(target => !existsSync(join(dirname(document), target)));
      expect(missing).to.deep.equal([]);
    });
  }

  it('has a README of at most 150 lines, with the whole minimal server in it', () => {
    const text = readFileSync(join(root, 'README.md'), 'utf8');
    expect(text.trimEnd().split('\n').length).to.be.at.most(150);
    const minimal = readFileSync(join(root, 'samples/minimal/server.mts'), 'utf8').trimEnd();
    expect(snippets(text)).to.include(minimal).and.to.have.length.above(3);
  });

  it('would be seen to be wrong', () => {
    expect(snippets('```ts\nawait server.listen(3001);\n```').map(isRegion)).to.deep.equal([false]);
    expect(snippets('```ts\nawait server.listen(3000)\n```').map(isRegion), 'half a line').to.deep.equal([false]);
    expect(targets('[a](nowhere.md#b) [c](https://example.com) <img src="docs/no.png">')).to.deep.equal([
      'nowhere.md',
      'docs/no.png',
    ]);
  });
});
