import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { demoTokens, photos } from '../samples/demo';
import { freePort } from '../support/free-port';
import { temporaryFolder } from '../support/quick-start';
import { compile, compilerVersions, emptyProject, install, type Project, pack, root } from './project';

const minimal = readFileSync(join(root, 'samples/minimal/server.mts'), 'utf8');

/** A CommonJS module cannot wait at its top level. */
function insideFunction(text: string): string {
  const [classes, start] = text.split(/(?=^const server = await )/m);
  return `${classes}async function main(): Promise<void> {\n${start}}\nvoid main();\n`;
}

/** The same on another port, and it says when it listens. */
function on(port: number, text: string): string {
  return text.replaceAll('3000', String(port)).replace(/^await server\.listen.*$/m, "$&\nconsole.log('listening');");
}

const kinds = [
  { type: 'module', file: 'server.mts', output: 'dist/server.mjs', text: minimal },
  { type: 'commonjs', file: 'server.ts', output: 'dist/server.js', text: insideFunction(minimal) },
] as const;

describe('the package, installed in an empty project', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let tarball: string;
  let server: ChildProcess | undefined;
  before(() => {
    tarball = pack(folder.path);
  });
  afterEach(() => server?.kill('SIGKILL'));
  after(folder.remove);

  /** Starts the compiled server and walks the flow that its README promises. */
  async function expectPhotos(project: Project, output: string, port: number): Promise<void> {
    server = spawn(process.execPath, [output], { cwd: project.folder, stdio: ['ignore', 'pipe', 'inherit'] });
    await printed(server, 'listening');
    const sample = { url: `http://localhost:${port}` };
    const { access_token } = await demoTokens(sample, { redirectUri: 'http://127.0.0.1/callback' });
    expect(await (await photos(sample, access_token)).json()).to.deep.equal([{ id: 1, title: 'Sunset', owner: 'ada' }]);
    expect((await photos(sample)).status).to.equal(401);
  }

  for (const { type, file, output, text } of kinds) {
    it(`runs the minimal server of the README as ${type}, compiled strictly by TypeScript 6 and 7`, async () => {
      const port = await freePort();
      const project = install(tarball, join(folder.path, type), type);
      project.write(file, on(port, text));
      for (const version of compilerVersions)
        expect(compile(project, file, version), `TypeScript ${version}`).to.deep.equal({ status: 0, output: '' });
      await expectPhotos(project, output, port);
    });
  }

  it('is installed by npm itself, with all that it needs', async function () {
    if (!process.env.CI) this.skip();
    this.timeout(10 * 60_000);
    const port = await freePort();
    const project = emptyProject(join(folder.path, 'npm'), 'module', { allowScripts: { 'better-sqlite3': true } });
    const parameters = ['install', '--no-audit', '--no-fund', tarball, 'express', 'better-sqlite3@12', '@types/node@20'];
    execFileSync('npm', parameters, { cwd: project.folder, stdio: 'ignore' });
    expect(execFileSync('npm', ['ls', '--all', '--json'], { cwd: project.folder, encoding: 'utf8' })).not.to.include('"invalid"');
    project.write('server.mts', on(port, minimal));
    expect(compile(project, 'server.mts', 7)).to.deep.equal({ status: 0, output: '' });
    await expectPhotos(project, 'dist/server.mjs', port);
  });
});

function printed(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) => data.includes(text) && resolve());
    child.once('exit', code => reject(new Error(`It ended with ${code}.`)));
  });
}
