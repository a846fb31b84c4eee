import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = file => JSON.parse(readFileSync(file, 'utf8'));

/**
 * What npm installs for a library beside the frameworks that an application has anyway, in an empty folder.
 * @returns a list of { name, packages, bytes, with: the frameworks }
 */
export function installations() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-install-'));
  try {
    const express = { express: '^5' };
    return [
      beyond(folder, 'oauth-controllers', packed(folder), peersOf(read(join(root, 'package.json')))),
      beyond(folder, 'oidc-provider', wanted('oidc-provider'), {}),
      beyond(folder, '@node-oauth/oauth2-server', wanted('@node-oauth/oauth2-server'), express),
      beyond(folder, '@jmondi/oauth2-server', wanted('@jmondi/oauth2-server'), express),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The peers that every application has, one of the frameworks and one of the databases. */
function peersOf({ peerDependencies, peerDependenciesMeta }) {
  const chosen = name => !peerDependenciesMeta[name]?.optional || ['express', 'better-sqlite3'].includes(name);
  return Object.fromEntries(Object.entries(peerDependencies).filter(([name]) => chosen(name)));
}

const wanted = name => read(join(root, 'bench/package.json')).dependencies[name];

function packed(folder) {
  const parameters = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename }] = JSON.parse(
    execFileSync('npm', parameters, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  return `file:${join(folder, filename)}`;
}

function beyond(parent, name, version, frameworks) {
  const folder = mkdtempSync(join(parent, 'project-'));
  const before = install(folder, frameworks);
  const after = install(folder, { ...frameworks, [name]: version });
  return {
    ...{ name, with: Object.keys(frameworks) },
    ...{
      packages: after.packages - before.packages,
      bytes: after.bytes - before.bytes,
      ownBytes: size(join(folder, 'node_modules', name)),
    },
  };
}

/** Without scripts: better-sqlite3 would be compiled, and counts on both sides. */
function install(folder, dependencies) {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...quiet], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const { packages } = read(join(folder, 'package-lock.json'));
  return { packages: Object.keys(packages).length - 1, bytes: size(join(folder, 'node_modules')) };
}

function size(path) {
  const found = readdirSync(path, { recursive: true, withFileTypes: true });
  return found
    .filter(entry => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
