// npm run compat
// The specs of storage and of flows on the oldest supported line of TypeORM, for applications that have not moved, and once more
// with the driver sqlite3, which only that line has. Everything else is what is installed here.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const version = '0.3.31';
const sqlite3 = '6.0.1';
const root = join(__dirname, '../../..');
/** Kept from run to run, so that it is installed once. */
const project = join(tmpdir(), `oauth-controllers-compat-typeorm-${version}`);
/** What specs read beside the code: what is set up as a document says, and the key of development that they sign with. */
const read = ['docs/scaling.md', 'samples/full/signer.development.json'];
const specs = ['stores', 'flows', 'grants', 'server'].map(folder => `dist/spec/${folder}/**/*.spec.js`);

interface Report {
  readonly stats: { readonly passes: number; readonly failures: number };
  readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message?: string } }[];
}

function main(): void {
  install();
  link();
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  cpSync(join(root, 'dist'), join(project, 'dist'), { recursive: true });
  for (const file of ['package.json', ...read]) cpSync(join(root, file), join(project, file));
  for (const driver of ['better-sqlite3', 'sqlite3']) report(driver, play(driver));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}

function play(driver: string): Report | undefined {
  const output = join(project, `${driver}.json`);
  rmSync(output, { force: true });
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const reporter = ['--reporter', 'json', '--reporter-option', `output=${output}`];
  const parameters = [
    mocha,
    '--no-config',
    '--exit',
    '--require',
    'reflect-metadata',
    ...['--timeout', '20000', '--parallel', '--jobs', '2'],
    ...reporter,
    ...specs,
  ];
  const env = { ...process.env, SPEC_SQLITE: driver };
  spawnSync(process.execPath, parameters, { cwd: project, env, stdio: ['ignore', 'ignore', 'inherit'] });
  return existsSync(output) ? (JSON.parse(readFileSync(output, 'utf8')) as Report) : undefined;
}

function install(): void {
  if (installed('typeorm') === version && installed('sqlite3') === sqlite3) return;
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--legacy-peer-deps', '--loglevel', 'error'];
  execFileSync('npm', ['install', ...quiet, `typeorm@${version}`, `sqlite3@${sqlite3}`], { cwd: project, stdio: 'inherit' });
}

function installed(name: string): string | undefined {
  const file = join(project, 'node_modules', name, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : undefined;
}

/** Packages that came with TypeORM stay; the metadata of decorators has to be in one place. */
function link(): void {
  rmSync(join(project, 'node_modules/reflect-metadata'), { recursive: true, force: true });
  for (const name of packagesIn(join(root, 'node_modules'))) {
    const there = join(project, 'node_modules', name);
    if (existsSync(there)) continue;
    rmSync(there, { force: true });
    mkdirSync(dirname(there), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), there);
  }
}

function packagesIn(folder: string): string[] {
  const names = readdirSync(folder).filter(name => !name.startsWith('.') && name !== 'oauth-controllers');
  return names.flatMap(name =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map(inner => `${name}/${inner}`) : [name],
  );
}

let passed = 0;
let failed = 0;

function report(driver: string, result: Report | undefined): void {
  for (const { fullTitle, err } of result?.failures ?? []) console.log(`${fullTitle}\n  ${err.message}`);
  const { passes = 0, failures = 1 } = result?.stats ?? {};
  console.log(`on TypeORM ${installed('typeorm')} with ${driver} ${installed(driver)}: ${passes} passed, ${failures} failed`);
  passed += passes;
  failed += failures;
}

main();
