// npm run bench and npm run bench:quick: installs the peers where that is needed, and measures.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const commands = { quick: './driver/quick.mjs', profile: './driver/profile.mjs' };

if (!isInstalled()) {
  const { status } = spawnSync('npm', ['--prefix', folder, 'install', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm --prefix bench install failed; the peers are not there.');
}
const command = commands[process.argv[2]];
if (command !== undefined) process.argv.splice(2, 1);
await import(command ?? './driver/main.mjs');

/** Whether what is installed is what the lock file says: npm keeps a copy of its own. */
function isInstalled() {
  const wanted = packages('package-lock.json');
  const installed = packages('node_modules/.package-lock.json');
  return (
    wanted !== undefined &&
    Object.entries(wanted).every(([path, { version }]) => path === '' || installed?.[path]?.version === version)
  );
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(`${folder}${file}`, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
