import type { AccessToken } from './access-token';
import type { Awaitable } from './awaitable';
import type { Client } from './client';
import type { Clock } from './clock';
import type { OAuthEvents } from './events';
import type { Extension } from './extension';
import type { DocumentFetcher } from './fetcher';
import { hiddenField } from './hidden-field';
import type { AttemptLimiter, FailureLimiter } from './limiter';
import type { Logger } from './logger';
import type { ReplayMemory } from './replay';
import type { Scopes } from './scope';
import type { ScopePolicy } from './scope-policy';
import type { ResourceSettings, Settings } from './settings';
import type { TokenSigner } from './signing';
import type { Storage } from './storage';
import type { TokenQuestions } from './token-questions';
import type { UserProvider } from './user';
import type { Vault } from './vault';

/** What guards share, be it at an authorization server or at a resource server that stands apart. */
export interface ResourceContext {
  readonly settings: ResourceSettings;
  readonly clock: Clock;
  readonly events: OAuthEvents;
  readonly logger: Logger;
  readonly scopes: ScopeDirectory;
  readonly tokens: TokenQuestions;
  readonly replay: ReplayMemory;
  /** What the operator alone can read again; a resource server that stands apart may be without. */
  readonly vault?: Vault;
  /** In the order in which their hooks run. */
  readonly extensions: readonly Extension[];
  /** The living access token with this value, whoever it is that knows. */
  findToken(value: string): Awaitable<AccessToken | undefined>;
}

/** What a server shares with its grants, services and extensions. */
export interface ServerContext extends ResourceContext {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly clients: ClientDirectory;
  readonly grantTypes: GrantTypeDirectory;
  readonly users: UserProvider;
  readonly scopePolicy: ScopePolicy;
  /** Wrong passwords, on the login page and in the password grant alike. */
  readonly logins: AttemptLimiter;
  /** Wrong secrets and assertions, by client and address. */
  readonly clientFailures: FailureLimiter;
  /** What clients publish. */
  readonly fetcher: DocumentFetcher;
  readonly vault: Vault;
  /** What tokens and other answers are signed with. */
  readonly signer: TokenSigner;
}

export interface ClientDirectory {
  find(clientId: string): Awaitable<Client | undefined>;
  /** The same for a token's row that has just been found. */
  ofToken(token: { readonly clientId: string }): Awaitable<Client | undefined>;
  /** Where clients are remembered for a time: the client as it was when it was read. */
  remembered(clientId: string): Client | undefined;
  /** As the storage has it now. */
  current(clientId: string): Awaitable<Client | undefined>;
}

/** The grant types that the server offers. */
export interface GrantTypeDirectory {
  has(type: string): boolean;
  /** Each grant_type, in the order of the option `grants`. */
  types(): readonly string[];
}

export interface ScopeDirectory {
  has(name: string): boolean;
  /** Every declared scope. */
  names(): readonly string[];
  /** A set that knows its descriptions. */
  of(names: Iterable<string>): Scopes;
  /** The same for the names in a text, which are separated by a blank. The empty text has none. */
  ofText(text: string): Scopes;
}

/** Services are shared by all servers of a process, so they hold no server: the objects that they are given lead to it. */
const contexts = hiddenField<ResourceContext>();

export function bindContext<T extends object>(object: T, context: ResourceContext): T {
  contexts.set(object, context);
  return object;
}

/** @throws TypeError when the object was not made by an authorization server */
export function contextOf(object: object): ServerContext {
  const context = resourceContextOf(object);
  if (isServerContext(context)) return context;
  throw new TypeError(
    `This ${object.constructor.name} is a resource server's, which has neither clients nor users nor a storage.`,
  );
}

const isServerContext = (context: ResourceContext): context is ServerContext => 'storage' in context;

/** @throws TypeError when the object was made neither by an authorization server nor by a resource server */
export function resourceContextOf(object: object): ResourceContext {
  const context = contexts.get(object);
  if (context) return context;
  const name = object.constructor.name;
  throw new TypeError(`This ${name} belongs to no server; pass on the one that the server gave you instead of a copy of it.`);
}
