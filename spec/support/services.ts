import {
  Authenticator,
  AuthorizationCodeGenerator,
  BearerTokens,
  ClientAuthenticator,
  IntrospectionPolicy,
  ScopePolicy,
  TokenGenerator,
  TokenRevoker,
  UserProvider,
} from 'oauth-controllers';
import { type Constructable, Container } from 'typedi';
import { startApplication, type TestApplication, type TestOptions } from './application';

const replaceable: readonly Constructable<object>[] = [
  Authenticator,
  AuthorizationCodeGenerator,
  BearerTokens,
  ClientAuthenticator,
  IntrospectionPolicy,
  ScopePolicy,
  TokenGenerator,
  TokenRevoker,
  UserProvider,
];

/** Starts an application with services of its own; `restoreServices` has to follow when it is closed. */
export async function startWith(services: readonly object[], options: TestOptions = {}): Promise<TestApplication> {
  for (const service of services) {
    const id = replaceable.find(one => service instanceof one);
    if (!id) throw new Error(`${service.constructor.name} replaces nothing.`);
    Container.set(id, service);
  }
  return startApplication(options);
}

/** The container as if nothing had been replaced, so that no spec sees another's services. */
export function restoreServices(): void {
  for (const id of replaceable) Container.set({ id, type: id });
}

/** Never answers. */
export const hanging = (): Promise<never> => new Promise(() => undefined);
