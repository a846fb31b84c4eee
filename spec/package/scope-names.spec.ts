import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import * as ts from 'typescript';
import { temporaryFolder } from '../support/quick-start';
import { compile, compilerVersions, install, type Project, pack, root } from './project';

const right = readFileSync(join(root, 'samples/typed-scopes/photos.ts'), 'utf8');
const wrong = `${right}
export class Typos {
  @OAuthScope('photos:raed') // typo
  one() {}
  @OAuthScope(anyOf('photos:read', 'photos:wirte')) // typo
  two() {}
}
export const may = (scopes: Scopes) => scopes.has('photos:delete'); // typo
export const server = createOAuthServer({
  issuer: 'http://localhost:3000',
  scopes: {
    'photos:read': 'See your photos',
    'photo:write': 'Add photos', // typo
  },
  clients: [{ clientId: 'a', scopes: ['photos:read'] }, { clientId: 'b', scopes: ['photos'] }], // typo
});
import { createOAuthServer } from 'oauth-controllers';
`;

describe('scope names that an application declares', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let project: Project;
  before(() => {
    project = install(pack(folder.path), join(folder.path, 'typed'), 'module');
  });
  after(folder.remove);

  for (const version of compilerVersions) {
    it(`compile where they are right, and nowhere else, with TypeScript ${version}`, () => {
      project.write('scopes.ts', right);
      expect(compile(project, 'scopes.ts', version)).to.deep.equal({ status: 0, output: '' });
      project.write('scopes.ts', wrong);
      const { output } = compile(project, 'scopes.ts', version);
      const refused = [...output.matchAll(/^scopes\.ts\((\d+),/gm)].map(([, line]) => Number(line));
      const typos = wrong.split('\n').flatMap((line, index) => (line.endsWith('// typo') ? [index + 1] : []));
      expect(refused, output).to.deep.equal(typos);
      expect(output.match(/error TS/g), 'nothing else is wrong').to.have.length(typos.length);
    });
  }

  it('are suggested while one types', () => {
    const suggestions = editor(join(project.folder, 'editor.ts'));
    for (const before of ["@OAuthScope('", "@OAuthScope('photos:read', '", "@OAuthScope(anyOf('"]) {
      const typed = wrong.replace("@OAuthScope('photos:raed", before);
      const position = typed.indexOf(before, typed.indexOf('class Typos')) + before.length;
      expect(suggestions(typed, position), before).to.deep.equal(['photos:admin', 'photos:read', 'photos:write']);
    }
  });
});

/** What an editor offers at a position of a file that is not saved. */
function editor(file: string): (text: string, position: number) => string[] {
  let source = '';
  let version = 0;
  const settings = { strict: true, experimentalDecorators: true, types: ['node'] };
  const host: ts.LanguageServiceHost = {
    ...{ ...ts.sys, useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames },
    getCompilationSettings: () => ({ ...settings, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022 }),
    getScriptFileNames: () => [file],
    getScriptVersion: name => (name === file ? String(version) : '1'),
    getScriptSnapshot: name => {
      const content = name === file ? source : ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => dirname(file),
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: name => name === file || ts.sys.fileExists(name),
  };
  const service = ts.createLanguageService(host);
  return (text, position) => {
    source = text;
    version++;
    return (service.getCompletionsAtPosition(file, position, {})?.entries ?? []).map(entry => entry.name).sort();
  };
}
