import type { Awaitable } from '../../core/awaitable';
import { SteadyClock } from '../../core/clock';
import { bindContext, type ResourceContext, type ScopeDirectory } from '../../core/context';
import { OAuthError } from '../../core/errors';
import { OAuthEvents } from '../../core/events';
import { consoleLogger, unfailing } from '../../core/logger';
import { givenReplay, ReplayInMemory } from '../../core/replay';
import type { OAuthRequest } from '../../core/request';
import { Scopes } from '../../core/scope';
import { ScopeTexts } from '../../core/scope-texts';
import { requiresNonces } from '../../extensions/dpop';
import { type Admission, admit } from '../../resource/guard';
import type { ProtectedApplication } from '../../resource/protected-application';
import type { ProtectedResource } from '../../resource/protected-resource';
import type { Rule } from '../../resource/rule';
import { extensionsOf } from '../extension-registry';
import { OperatorVault } from '../operator-vault';
import type { Services } from '../services';
import type { ResourceApplicationOptions } from './options';
import { issuersOf, resolveResourceSettings, resourceOf } from './resource-settings';
import { type OpenSource, tokenSource } from './token-sources';

type GuardServices = Pick<Services, 'authenticator' | 'bearerTokens'>;

/** Guards without an authorization server beside them, and without a database: what a token is, the issuer says. */
export class ResourceApplication implements ProtectedApplication {
  readonly context: ResourceContext;
  readonly issuers: readonly string[];
  readonly resource: ProtectedResource;
  private readonly opened: OpenSource;

  /** @throws TypeError for a mistake in the options; the sentence says which and how to mend it */
  constructor(
    options: ResourceApplicationOptions,
    private readonly services: GuardServices,
  ) {
    const settings = resolveResourceSettings(options);
    const { clock = new SteadyClock() } = options;
    const logger = unfailing(options.logger ?? consoleLogger);
    this.resource = resourceOf(options);
    this.issuers = issuersOf(options);
    const extensions = extensionsOf(options.extensions);
    const vault = new OperatorVault(options.keys?.encryptWith, undefined, logger);
    if (settings.tokenTypes.has('dpop') && extensions.some(requiresNonces)) refuseUnsealed(vault);
    this.opened = tokenSource(options, clock, settings.clockTolerance);
    const { source } = this.opened;
    const context: ResourceContext = {
      ...{ settings, clock, logger, extensions, vault },
      events: new OAuthEvents(logger),
      scopes: knownScopes(options.scopes),
      replay: options.replay === undefined ? new ReplayInMemory(() => clock.now()) : givenReplay(options.replay),
      findToken: value => source.find(value, context),
      get tokens() {
        return services.bearerTokens;
      },
    };
    this.context = context;
  }

  /** Fetches what is needed before the first request. An issuer that is away is no reason not to start: it may come yet. */
  async prepare(): Promise<void> {
    try {
      await this.opened.source.ready();
    } catch (error) {
      const why = error instanceof OAuthError && error.hint !== undefined ? ` ${error.hint}` : '';
      const what = `${this.issuers.join(', ')} could not be asked; requests are answered with 503 until it can.${why}`;
      this.context.logger.warn(`oauth-controllers: ${what}`, error);
    }
  }

  admit(request: OAuthRequest, rule: Rule, resource: ProtectedResource = this.resource): Awaitable<Admission> {
    const { context, services } = this;
    return admit(bindContext(request, context), rule, { context, resource, services });
  }

  close(): Promise<void> {
    return this.opened.close();
  }
}

/** At the start, and not at each request. */
function refuseUnsealed(vault: OperatorVault): void {
  if (vault.canSeal()) return;
  throw new TypeError(
    'dpop() requires nonces and keys.encryptWith is missing, under which they are sealed (RFC 9449 section 8); give createResourceServer 32 random characters or more, the same in every process.',
  );
}

/** Without the option, what a scope means is the authorization server's business alone. */
function knownScopes(declared: ResourceApplicationOptions['scopes']): ScopeDirectory {
  const descriptions = new Map(Object.entries(declared ?? {}).map(([name, text]) => [name, text ?? name] as const));
  const of = (names: Iterable<string>): Scopes => new Scopes(names, descriptions);
  const texts = new ScopeTexts(of);
  return {
    names: () => [...descriptions.keys()],
    has: name => declared === undefined || descriptions.has(name),
    of,
    ofText: text => texts.of(text),
  };
}
