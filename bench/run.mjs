// npm run bench and npm run bench:quick: installs the peers where that is needed, and measures.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const commands = ['quick', 'profile', 'footprint', 'growth', 'scale', 'report', 'all'];

if (!isInstalled()) {
  const { status } = spawnSync('npm', ['--prefix', folder, 'install', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('npm --prefix bench install failed; the peers are not there.');
}
const [, , first] = process.argv;
const command = commands.includes(first) ? first : 'main';
if (command === first) process.argv.splice(2, 1);
await import(`./driver/${command}.mjs`);

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
