import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect } from 'chai';
import { anyTypes, cycles, type Layers, type Limits, longFiles, longFunctions, wrongDirections } from './architecture/rules';
import { readSource, type Source } from './architecture/source';

// Who may import whom. The core knows neither a framework nor a database, and what stands below knows nothing of what
// stands above it. A line that has to grow is a decision, not a formality: think, then change it here.
const CORE = ['core'];
const MIDDLE = [...CORE, 'clients', 'tokens'];
const INNER = [...MIDDLE, 'grants', 'resource', 'extensions', 'openid', 'pages'];
const SERVER = [...INNER, 'endpoints', 'typeorm'];
const ALL = [...SERVER, 'server', 'admin', 'controllers'];
const FRAMEWORK = ['routing-controllers', 'typedi', 'reflect-metadata', 'class-transformer', 'class-validator', 'express', 'koa'];

/** `oauth check` loads the file that the application names. */
const CONFIGURATION = '(pathToFileURL(file).href)';

// biome-ignore format: a table is read in columns
const LAYERS: Layers = {
  core:        { layers: [] },
  clients:     { layers: CORE, packages: ['jose'] },
  tokens:      { layers: CORE, packages: ['jose'] },
  pages:       { layers: CORE, packages: ['eta'] },
  typeorm:     { layers: CORE, packages: ['typeorm', 'reflect-metadata', 'better-sqlite3', 'pg', 'mysql2', 'lru-cache'] },
  grants:      { layers: MIDDLE },
  resource:    { layers: MIDDLE, packages: ['jose', 'lru-cache'] },
  extensions:  { layers: MIDDLE },
  openid:      { layers: [...MIDDLE, 'extensions'] },
  endpoints:   { layers: INNER },
  server:      { layers: SERVER, packages: ['ipaddr.js', 'lru-cache', 'rate-limiter-flexible', 'undici'], typesOf: ['typeorm'] },
  admin:       { layers: [...SERVER, 'server'] },
  controllers: { layers: [...SERVER, 'server', 'admin'], packages: FRAMEWORK, typesOf: ['typeorm'] },
  testing:     { layers: [...ALL, 'index'] },
  cli:         { layers: [...ALL, 'index'], packages: ['commander', CONFIGURATION] },
  index:       { layers: ALL, packages: ['reflect-metadata'] },
};
const LIMITS: Limits = { fileLines: 250, functionLines: 50 };

describe('architecture', () => {
  describe('of src', () => {
    const sources = readTree(join(__dirname, '../../src'));
    const all = (sentences: string[]): Chai.Assertion => expect(sentences.join('\n')).to.equal('');

    it('is read at all', () => expect(sources).to.not.be.empty);
    it('imports only in the direction of the layers', () => all(wrongDirections(sources, LAYERS)));
    it('has no import cycle, not even of types', () => all(cycles(sources)));
    it(`has no file over ${LIMITS.fileLines} lines`, () => all(longFiles(sources, LIMITS)));
    it(`has no function over ${LIMITS.functionLines} lines`, () => all(longFunctions(sources, LIMITS)));
    it('does not use the type any', () => all(anyTypes(sources)));
  });

  describe('rules, on planted examples', () => {
    const direction = (path: string, text: string, ...others: string[]): string[] =>
      wrongDirections([readSource(path, text), ...others.map(other => readSource(other, ''))], LAYERS);

    for (const text of [
      `import { a } from '../grants/a';`,
      `import type { A } from '../grants/a';`,
      `import { type A } from '../grants/a.js';`,
      `import * as a from '../grants/a';`,
      `import a = require('../grants/a');`,
      `import '../grants/a';`,
      `export { a } from '../grants/a';`,
      `export type * from '../grants/a';`,
      `const a = require('../grants/a');`,
      `const a = await import('../grants/a');`,
      `let a: import('../grants/a').A;`,
    ]) {
      it(`refuse in core: ${text}`, () => {
        const [sentence, ...more] = direction('core/x.ts', text, 'grants/a.ts');
        expect(sentence).to.match(
          /^src\/core\/x\.ts imports '\.\.\/grants\/a(\.js)?', which is of the layer grants; core may import no other layer\.$/,
        );
        expect(more).to.be.empty;
      });
    }

    for (const [path, text, reason] of [
      ['core/x.ts', `import 'jose';`, 'which is a package; core may import no package.'],
      ['pages/x.ts', `import type {} from 'typedi';`, 'which is a package; pages may import only eta.'],
      [
        'endpoints/x.ts',
        `import type { Action } from 'routing-controllers';`,
        'which is a package; endpoints may import no package.',
      ],
      ['testing/x.ts', `export * from 'typeorm/browser';`, 'which is a package; testing may import no package.'],
      [
        'server.ts',
        `import { DataSource } from 'typeorm';`,
        'which loads the package typeorm; server may import only its types (import type).',
      ],
      [
        'server/x.ts',
        `import typeorm, { type A } from 'typeorm';`,
        'which loads the package typeorm; server may import only its types (import type).',
      ],
      [
        'controllers/x.ts',
        `import {} from 'typeorm';`,
        'which loads the package typeorm; controllers may import only its types (import type).',
      ],
      ['grants/x.ts', `require(name);`, 'which is a package; grants may import no package.'],
      ['core/x.ts', `import './nowhere';`, 'which is no file of src.'],
      ['core/x.ts', `import '../../spec/helper';`, 'which is no file of src.'],
    ] as const) {
      it(`refuse in ${path}: ${text}`, () => {
        const sentences = direction(path, text);
        expect(sentences).to.have.length(1);
        expect(sentences[0]).to.satisfy((sentence: string) => sentence.endsWith(reason), reason);
      });
    }

    it('allow the right direction, builtins, neighbours and types of what may not be loaded', () => {
      expect(direction('grants/x.ts', `import '../core'; import 'node:crypto'; import './y';`, 'core/index.ts', 'grants/y.ts')).to
        .be.empty;
      expect(direction('server.ts', `import type { A } from 'typeorm'; let b: import('typeorm').B;`)).to.be.empty;
      expect(direction('controllers/x.ts', `// import '../cli/a'\nconst a = "import 'typeorm'"; import 'typedi';`)).to.be.empty;
    });

    it('refuse a folder without a layer', () => {
      expect(direction('helpers/x.ts', '')[0]).to.match(
        /^src\/helpers\/x\.ts is in no known layer; put it in one of: core, clients/,
      );
    });

    it('find a cycle once, also through types and through other files, and none in a diamond', () => {
      const a = readSource('core/a.ts', `import type { B } from './b'; import './c';`);
      const b = readSource('core/b.ts', `export { d } from './d';`);
      const c = readSource('core/c.ts', `import './d';`);
      const d = (text: string): Source => readSource('core/d.ts', text);
      expect(cycles([a, b, c, d('')])).to.be.empty;
      expect(cycles([a, b, c, d(`let a: import('./a').A;`)]).length).to.be.within(1, 2);
      expect(cycles([b, d(`import './b';`)])).to.deep.equal([
        'src/core/b.ts imports itself in a circle: core/b.ts -> core/d.ts -> core/b.ts; move what both need into a file of its own.',
      ]);
      expect(cycles([readSource('core/a.ts', `import './a';`)])).to.have.length(1);
    });

    it('count lines of files and functions', () => {
      const body = (lines: number): string => `class A {\n  long() {\n${'    f();\n'.repeat(lines - 2)}  }\n}\n`;
      expect(longFunctions([readSource('a.ts', body(50))], LIMITS)).to.be.empty;
      expect(longFunctions([readSource('a.ts', body(51))], LIMITS)).to.deep.equal([
        'src/a.ts:2 long has 51 lines; the limit is 50.',
      ]);
      expect(longFiles([readSource('a.ts', '\n'.repeat(249).concat('a;\n'))], LIMITS)).to.be.empty;
      expect(longFiles([readSource('a.ts', '\n'.repeat(250).concat('a;\n'))], LIMITS)).to.have.length(1);
    });

    it('find any as a type, but not as a word', () => {
      const text = `// any\nconst any = 'any';\nfunction f(a: Record<string, any>, b = c as any): Any<unknown> {}\n`;
      expect(anyTypes([readSource('a.ts', text)])).to.have.length(2);
      expect(anyTypes([readSource('a.ts', `let a: any;`)])[0]).to.equal(
        'src/a.ts:1 uses the type any; use unknown and narrow it.',
      );
    });
  });
});

function readTree(root: string): Source[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .map(file => readSource(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')));
}
