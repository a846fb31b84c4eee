import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { pinned } from './peer-process.mjs';

/** Where and when something was measured, with which command and which code. To be made before: a run outlasts a commit. */
export function circumstances(command) {
  const git = spawnSync('git', ['describe', '--always', '--dirty', '--exclude', '*', '--abbrev=12'], { encoding: 'utf8' });
  const [cpu] = cpus();
  return {
    command: commandLine(command),
    commit: git.status === 0 ? git.stdout.trim() : null,
    date: new Date().toISOString().slice(0, 10),
    machine: {
      ...{ cpu: cpu?.model ?? 'unknown', cores: cpus().length, gigabytes: Math.round(totalmem() / 2 ** 30) },
      ...{ system: process.platform, node: process.version, pinned },
    },
  };
}

/** @param file nothing: nothing is written */
export function writeRecord(file, record) {
  if (file === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}

/** Without the file that it was written to: that is here, and everybody else's is elsewhere. */
function commandLine(command) {
  const words = process.argv.slice(2);
  const at = words.indexOf('--json');
  if (at >= 0) words.splice(at, 2);
  const given = [command, ...words].filter(word => word !== '');
  return ['npm run bench', ...(given.length > 0 ? ['--', ...given] : [])].join(' ');
}
