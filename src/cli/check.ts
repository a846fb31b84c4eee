import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AdminControllers } from '../controllers/admin-controllers';
import { checkOptions } from '../controllers/check-options';
import { namesOwnUsers, TypediServices } from '../controllers/container';
import type { OAuthOptions } from '../controllers/options';
import { servedEndpoints } from '../controllers/served-endpoints';
import { Pages } from '../pages/pages';
import { type Finding, findingsOf } from '../server/findings';
import { dryStart, type Refused } from './dry-start';

/** Where an application keeps what it gives to `OAuthServer.create()`. */
const usual = ['oauth.config.js', 'oauth.config.mjs', 'oauth.config.cjs', 'oauth.config.ts', 'oauth.config.mts'];

export interface CheckOptions {
  readonly config?: string;
  readonly production?: boolean;
}

/**
 * Reads the configuration that the application reads, and says what is wrong with it.
 * @throws TypeError when there is none, or it cannot be loaded
 */
export async function checkConfiguration({ config, production = false }: CheckOptions): Promise<Finding[]> {
  const options = await load(fileOf(config));
  // Asked first: a server that is made puts default services where none is.
  const facts = { served: servedEndpoints(options), ownUsers: namesOwnUsers(options.services) };
  let registrations: ReturnType<typeof dryStart>;
  try {
    registrations = start(options);
  } catch (error) {
    return [mistake({ level: 'error', error })];
  }
  const mistakes = (await registrations()).map(mistake);
  return [...mistakes, ...findingsOf(options, production || process.env.NODE_ENV === 'production', facts)];
}

/** One line a finding, and the mend below it. */
export function printed({ id, level, message, hint }: Finding): string {
  return `${level} ${id}: ${message}\n  ${hint}`;
}

function fileOf(named: string | undefined): string {
  const found = named === undefined ? usual.find(file => existsSync(file)) : named;
  if (found === undefined)
    throw new TypeError(`There is no configuration here, neither ${usual.join(' nor ')}; name it with --config.`);
  if (existsSync(found)) return resolve(found);
  throw new TypeError(`There is no configuration ${found}; name another with --config.`);
}

async function load(file: string): Promise<OAuthOptions> {
  const loaded = await imported(file);
  const options = 'default' in loaded ? loaded.default : loaded;
  // CommonJS that was compiled from `export default` has it one level deeper.
  const inner = isRecord(options) && 'default' in options ? options.default : options;
  if (isRecord(inner) && 'issuer' in inner) return inner as unknown as OAuthOptions;
  throw new TypeError(`${file} exports no options; write export default defineOAuth({ issuer, scopes, … }).`);
}

async function imported(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (cause) {
    const mend = /\.m?ts$/.test(file)
      ? '; this version of Node may not read TypeScript: name the compiled file with --config'
      : '';
    throw new TypeError(`${file} cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}${mend}.`, { cause });
  }
}

/**
 * What `OAuthServer.create()` does, short of what the database has to say.
 * @throws what it would throw
 */
function start(options: OAuthOptions): ReturnType<typeof dryStart> {
  checkOptions(options);
  new AdminControllers(options.admin);
  const registrations = dryStart(options, new TypediServices(options.services));
  new Pages(options.pages);
  return registrations;
}

function mistake({ level, error }: Refused): Finding {
  const message = error instanceof Error ? error.message : String(error);
  const hint =
    level === 'error' ? 'The server does not start with it.' : 'Unless the database knows it, the server does not start.';
  return { id: 'configuration', level, message, hint };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
