import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { answers, engines } from '../support/databases';

describe('signing keys that change under load', () => {
  it('MD08: four processes issue, and a resource server that only reads the published keys refuses nothing', async function () {
    const port = engines.find(({ name }) => name === 'PostgreSQL')?.port ?? 0;
    if (!process.env.CI && !(await answers(port))) {
      console.log(`      No PostgreSQL answers on 127.0.0.1:${port}, so this spec is skipped.`);
      this.skip();
    }
    this.timeout(90_000);
    const run = promisify(execFile)(process.execPath, [join(__dirname, 'rotation.js'), '--seconds', '30', '--rate', '100']);
    const { stdout } = await run.catch((failed: { stdout: string }) => failed);
    expect(stdout.trim().split('\n').at(-1), stdout).to.equal('2 passed, 0 failed');
  });
});
