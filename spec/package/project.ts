import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../../..');

interface Manifest {
  readonly peerDependencies: Record<string, string>;
  readonly dependencies?: Record<string, string>;
}

/** What would be published. @returns the path of the tarball */
export function pack(folder: string): string {
  // Without scripts: they would build again, under the feet of the specs that run.
  const parameters = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const answer = execFileSync('npm', parameters, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [packed] = JSON.parse(answer) as { filename: string }[];
  if (!packed) throw new Error('npm pack made nothing.');
  return join(folder, packed.filename);
}

/** An empty project that the package was installed into. */
export interface Project {
  readonly folder: string;
  write(name: string, text: string): void;
}

/**
 * As `npm install` would leave it: the tarball is unpacked, and what its manifest names is linked out of this repository's
 * node_modules, so that no network is needed. Nothing else is there, so a dependency that is not named is missed.
 */
export function install(tarball: string, folder: string, type: 'commonjs' | 'module'): Project {
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'oauth-controllers');
  mkdirSync(join(modules, '@types'), { recursive: true });
  mkdirSync(own);
  execFileSync('tar', ['-xzf', tarball, '-C', own, '--strip-components=1']);
  const { peerDependencies, dependencies = {} } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as Manifest;
  for (const name of [...Object.keys(peerDependencies), ...Object.keys(dependencies), '@types/node'])
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  return emptyProject(folder, type);
}

export function emptyProject(folder: string, type: 'commonjs' | 'module', further: object = {}): Project {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('package.json', JSON.stringify({ name: 'empty', private: true, type, ...further }));
  return { folder, write };
}

const compilers = {
  6: join(root, 'node_modules/typescript/bin/tsc6'),
  7: join(root, 'node_modules/@typescript/native/bin/tsc'),
};
export type Compiler = keyof typeof compilers;
export const compilerVersions = [6, 7] as const satisfies readonly Compiler[];

/**
 * Compiles one file of a project into its folder `dist`, as strictly as can be; the slower compiler leaves out the declarations
 * of packages, which the faster one looks at.
 * @returns what the compiler had to say
 */
export function compile(project: Project, file: string, version: Compiler): { status: number | null; output: string } {
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, noImplicitOverride: true },
    ...{ skipLibCheck: version === 6, module: 'nodenext', target: 'es2022', lib: ['es2023'], types: ['node'] },
    ...{ experimentalDecorators: true, emitDecoratorMetadata: true, isolatedModules: true, rootDir: '.', outDir: 'dist' },
  };
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
  const parameters = [compilers[version], '--project', '.', '--pretty', 'false'];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { cwd: project.folder, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}
