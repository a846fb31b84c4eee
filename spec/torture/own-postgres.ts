import { execFile, execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port';

export type StopMode = 'immediate' | 'fast';

const home = '/usr/lib/postgresql';

/** Where initdb and pg_ctl are. Undefined: PostgreSQL is not installed. */
export function postgresPrograms(): string | undefined {
  const versions = existsSync(home) ? readdirSync(home).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map(version => join(home, version, 'bin')).find(folder => existsSync(join(folder, 'initdb')));
}

/** A PostgreSQL of its own, in a temporary folder and on a port of its own, that may be stopped without disturbing anybody. */
export class OwnPostgres {
  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    readonly port: number,
  ) {}

  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  static async create(programs: string): Promise<OwnPostgres> {
    const folder = mkdtempSync(join(tmpdir(), 'oauth-postgres-'));
    const { uid, gid } = owner();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const made = new OwnPostgres(programs, folder, await freePort());
    await made.run('initdb', '--pgdata', made.data, '--username', 'postgres', '--auth', 'trust', '--no-sync');
    return made;
  }

  /** Resolves when it takes connections. */
  async start(): Promise<void> {
    const options = `-p ${this.port} -k ${this.folder} -c listen_addresses=127.0.0.1 -c max_connections=50`;
    await this.control('start', '--options', options, '--log', join(this.folder, 'log'));
  }

  async stop(mode: StopMode): Promise<void> {
    await this.control('stop', '--mode', mode);
  }

  async remove(): Promise<void> {
    await this.stop('immediate').catch(() => undefined);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  private control(...parameters: string[]): Promise<void> {
    return this.run('pg_ctl', ...parameters, '--wait', '--silent', '--pgdata', this.data);
  }

  private async run(program: string, ...parameters: string[]): Promise<void> {
    await promisify(execFile)(join(this.programs, program), parameters, { ...owner(), cwd: this.folder });
  }
}

/** PostgreSQL refuses to run as root. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (kind: string): number => Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
