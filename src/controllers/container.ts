import 'reflect-metadata';
import { type Constructable, Container } from 'typedi';
import { ClientAuthenticator } from '../clients/client-authenticator';
import { ScopePolicy } from '../core/scope-policy';
import { UserProvider } from '../core/user';
import { Authenticator } from '../resource/authenticator';
import { BearerTokens } from '../resource/bearer-tokens';
import type { Services } from '../server/services';
import { AuthorizationCodeGenerator } from '../tokens/authorization-code-generator';
import { IntrospectionPolicy } from '../tokens/introspection-policy';
import { TokenGenerator } from '../tokens/token-generator';
import { TokenRevoker } from '../tokens/token-revoker';
import type { Class } from './metadata';

const replaceable: readonly Constructable<object>[] = [
  TokenGenerator,
  AuthorizationCodeGenerator,
  Authenticator,
  ClientAuthenticator,
  UserProvider,
  ScopePolicy,
  BearerTokens,
  TokenRevoker,
  IntrospectionPolicy,
];

/** Services are shared by all servers of a process; those that run are asked before one is replaced by an option. */
const running = new Set<TypediServices>();
/** What the option `services` has registered, so that a second server shares the instance of the first. */
const named = new Map<Constructable<object>, Class>();

/**
 * The replaceable services out of TypeDI. A default is registered only where nothing is, and everything is resolved when it is
 * used, so the order in which modules are loaded does not matter. Once the application has started, a replacement would change
 * the rules for requests under way: that is an error, not a silence.
 */
export class TypediServices implements Services {
  private readonly started = new Map<Constructable<object>, Class>();

  /** @param services the classes of the option `services` */
  constructor(services: readonly Class[] = []) {
    for (const service of services) register(service);
    for (const id of replaceable) if (!Container.has(id)) Container.set({ id, type: id });
  }

  /** From now on the services stay as they are. @throws TypeError when one was replaced since the last start */
  start(): void {
    for (const id of replaceable) this.resolve(id);
    running.add(this);
  }

  /** The server has closed: nobody relies on its services any more. */
  stop(): void {
    running.delete(this);
  }

  /** What the server started with; undefined before. */
  startedWith(id: Constructable<object>): Class | undefined {
    return this.started.get(id);
  }

  /** Whether users are the application's own; undefined: the start will tell. */
  get ownUsers(): boolean | undefined {
    const provider = this.started.get(UserProvider);
    return provider && provider !== UserProvider;
  }

  get tokenGenerator(): TokenGenerator {
    return this.resolve(TokenGenerator);
  }
  get authorizationCodeGenerator(): AuthorizationCodeGenerator {
    return this.resolve(AuthorizationCodeGenerator);
  }
  get authenticator(): Authenticator {
    return this.resolve(Authenticator);
  }
  get clientAuthenticator(): ClientAuthenticator {
    return this.resolve(ClientAuthenticator);
  }
  get userProvider(): UserProvider {
    return this.resolve(UserProvider);
  }
  get scopePolicy(): ScopePolicy {
    return this.resolve(ScopePolicy);
  }
  get bearerTokens(): BearerTokens {
    return this.resolve(BearerTokens);
  }
  get tokenRevoker(): TokenRevoker {
    return this.resolve(TokenRevoker);
  }
  get introspectionPolicy(): IntrospectionPolicy {
    return this.resolve(IntrospectionPolicy);
  }

  private resolve<T extends object>(id: Constructable<T>): T {
    const service: unknown = Container.get(id);
    if (!(service instanceof id))
      throw new TypeError(
        `The service registered as ${id.name} does not extend ${id.name}; write class Mine extends ${id.name}.`,
      );
    const before = this.started.get(id);
    if (before === undefined) this.started.set(id, service.constructor);
    else if (before !== service.constructor) throw new TypeError(tooLate(id.name, service.constructor.name));
    return service;
  }
}

/** The same, by the option `services` and what has been loaded by now; undefined: what loads later will tell. */
export function namesOwnUsers(services: readonly Class[] | undefined): boolean | undefined {
  if (Container.has(UserProvider) || services?.some(one => one.prototype instanceof UserProvider)) return true;
  return services && false;
}

function tooLate(id: string, replacement: string): string {
  return `${replacement} replaced ${id} after the server had started; register it before, or name it in the option: services: [${replacement}].`;
}

/** A class that is named in `services` is registered even if its decorator has not been. */
function register(service: Class): void {
  const id = replaceable.find(one => service.prototype instanceof one);
  if (!id) {
    const names = replaceable.map(one => one.name).join(', ');
    throw new TypeError(`The option services has ${service.name || 'something'} that extends none of ${names}.`);
  }
  for (const other of running) {
    const started = other.startedWith(id);
    if (started !== undefined && started !== service)
      throw new TypeError(
        `The option services has ${service.name}, but another server of this process has started with ${started.name}; servers of one process share their services.`,
      );
  }
  // TypeDI knows the types of a constructor's parameters only from a decorator; it would pass something else without a word.
  if (service.length > 0 && !Reflect.hasOwnMetadata('design:paramtypes', service))
    throw new TypeError(
      `${service.name} has constructor parameters that nothing is known of; put @Service({ id: ${id.name} }) on it.`,
    );
  if (named.get(id) === service && Container.has(id) && Container.get(id).constructor === service) return;
  named.set(id, service);
  Container.set({ id, type: service as unknown as Constructable<object> });
}

/**
 * Makes controllers known to TypeDI that have no @Service() and need nothing injected, so that `useContainer(Container)` does
 * not ask for one on each of them.
 */
export function registerControllers(controllers: readonly Class[]): void {
  for (const controller of controllers as readonly Constructable<object>[]) {
    const injected = (Reflect.getMetadata('design:paramtypes', controller) as unknown[] | undefined) ?? [];
    if (injected.length === 0 && controller.length === 0 && !Container.has(controller))
      Container.set({ id: controller, type: controller });
  }
}
