import { expect } from 'chai';
import { Browser } from '../support/browser';
import { onEachDatabase, type SpecDatabase } from '../support/databases';
import { verifier } from '../support/flow';
import { type QuickStart, runQuickStart, startSample, temporaryFolder } from '../support/quick-start';
import { demo, demoTokens, photos, refresh, token } from './demo';

const processes = 2;

/** What leads the sample to a database of the specs. For PostgreSQL its default, with a schema of the specs in front. */
function environmentOf({ options }: SpecDatabase, file: string): Record<string, string> {
  if (options.type === 'postgres') return { PGOPTIONS: `-c search_path=${options.schema}` };
  return { OAUTH_DATABASE: options.type === 'mariadb' ? `mysql://root@127.0.0.1:3306/${options.database}` : file };
}

describe('npm run cluster', () => {
  onEachDatabase((database, name) => {
    const folder = temporaryFolder();
    let cluster: QuickStart;
    before(async function () {
      this.timeout(60_000);
      const environment = { ...environmentOf(database(), `${folder.path}/${name}.sqlite`), PROCESSES: String(processes) };
      cluster = await startSample('cluster', environment);
    });
    after(async () => {
      await cluster?.stop();
      folder.remove();
    });

    const pids = (pattern: RegExp): number[] => [...cluster.output().matchAll(pattern)].map(([, pid]) => Number(pid));
    const serving = (): number[] => {
      const ended = new Set(pids(/Process (\d+) ended/g));
      return pids(/Process (\d+) serves/g).filter(pid => !ended.has(pid));
    };
    /** Kills some, and waits until others serve in their place. */
    const replace = async (victims: readonly number[]): Promise<void> => {
      for (const pid of victims) process.kill(pid, 'SIGKILL');
      const replaced = (): boolean => serving().length === processes && !victims.some(pid => serving().includes(pid));
      const begun = performance.now();
      while (!replaced()) {
        if (performance.now() - begun > 20_000) expect.fail(`nobody replaces ${victims}`);
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    };

    it('RB05: begins with PROCESSES processes and the banner of the quick start', () => {
      expect(serving()).to.have.length(processes);
      expect(cluster.output()).to.include(`${cluster.url}/oauth/playground`);
    });

    it('RB05: goes on with a flow though all processes are killed after each of its steps', async function () {
      this.timeout(120_000);
      const browser = new Browser();
      const login = await browser.open(demo(cluster));
      await replace(serving());
      const consent = await browser.logIn(login);
      await replace(serving());
      const { location } = await browser.allow(consent);
      await replace(serving());
      const redirect_uri = `${location?.origin}${location?.pathname}`;
      const code = location?.searchParams.get('code') ?? '';
      const exchange = { grant_type: 'authorization_code', client_id: 'demo', redirect_uri, code, code_verifier: verifier };
      const { status, body } = await token(cluster, exchange);
      expect(status, JSON.stringify(body)).to.equal(200);
      await replace(serving());
      expect((await photos(cluster, body.access_token)).status).to.equal(200);
      expect((await token(cluster, exchange)).body.error).to.equal('invalid_grant');
      expect((await photos(cluster, body.access_token)).status, 'after the replay of the code').to.equal(401);
    });

    it('RB05: loses nothing that was answered when a process is killed under load, and replaces it', async function () {
      this.timeout(120_000);
      let { refresh_token } = await demoTokens(cluster);
      const answered: string[] = [];
      let done = false;
      const load = async (): Promise<void> => {
        while (!done) answered.push(...(await machineToken(cluster)));
      };
      const lanes = Array.from({ length: 8 }, load);
      try {
        for (const victim of serving()) {
          await new Promise(resolve => setTimeout(resolve, 200));
          await replace([victim]);
          const renewed = await again(() => refresh(cluster, refresh_token));
          expect(renewed.status, `a refresh meanwhile: ${JSON.stringify(renewed.body)}`).to.equal(200);
          refresh_token = renewed.body.refresh_token;
        }
      } finally {
        done = true;
      }
      await Promise.all(lanes);
      expect(answered.length).to.be.above(10);
      for (const one of answered) expect((await photos(cluster, one)).status).to.equal(200);
    });

    it('ends all its processes on SIGTERM', async () => {
      const last = serving();
      const { code, signal } = await cluster.stop();
      expect([code, signal]).to.deep.equal([0, null]);
      for (const pid of last) expect(() => process.kill(pid, 0), String(pid)).to.throw('ESRCH');
    });
  });

  it('ends with an error when no process can serve', async function () {
    this.timeout(60_000);
    const { code, output } = await runQuickStart({ OAUTH_DATABASE: 'oracle://nowhere', PROCESSES: '2' }, 'cluster');
    expect(code).to.equal(1);
    expect(output).to.include('The option database is a oracle: URL');
  });
});

/** None when the process was killed before it answered: fetch throws a TypeError then. */
async function machineToken(cluster: QuickStart): Promise<string[]> {
  const answer = await token(cluster, { grant_type: 'client_credentials' }, { authorization: service }).catch(unanswered);
  expect(answer?.status ?? 200).to.equal(200);
  return answer ? [answer.body.access_token] : [];
}

function unanswered(error: unknown): undefined {
  if (!(error instanceof TypeError)) throw error;
}

const service = `Basic ${Buffer.from('service:service-secret').toString('base64')}`;

/** A connection that was kept to a process which was killed is noticed at the next request only. */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  return ask().catch(ask);
}
