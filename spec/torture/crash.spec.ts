import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';

describe('a server on a SQLite file', () => {
  it('RB02: killed under load and started again, keeps every promise; two crashes here, 200 in npm run crash', async function () {
    this.timeout(60_000);
    const run = promisify(execFile)(process.execPath, [join(__dirname, 'crash.js'), '--rounds', '2']);
    const { stdout } = await run.catch((failed: { stdout: string }) => failed);
    expect(stdout.trim().split('\n').at(-1), stdout).to.equal('2 passed, 0 failed');
  });
});
