import { after } from '../core/awaitable';
import type { GrantTypeDirectory } from '../core/context';
import { within } from '../core/deadline';
import type { Extension } from '../core/extension';
import type { GrantName } from '../core/settings';
import type { Grant, Granted } from '../grants/grant';
import { builtInGrants, defaultGrants } from '../grants/grants';
import type { TokenResponse } from '../tokens/token-response';
import { checkExtension } from './extension-registry';

/** The grants that a server offers, by their grant_type. */
export class GrantRegistry implements GrantTypeDirectory {
  private readonly grants = new Map<string, Grant>();
  private readonly extensions = new Map<string, readonly Extension[]>();

  /** @throws TypeError that names what is missing in a grant */
  constructor(wanted: readonly (GrantName | Grant)[] = defaultGrants) {
    for (const one of wanted) this.register(one);
  }

  /** @throws TypeError that names what is missing in the grant */
  register(wanted: GrantName | Grant, extensions: readonly Extension[] = []): void {
    const grant = typeof wanted === 'string' ? builtIn(wanted) : inTime(wanted);
    for (const extension of extensions) checkExtension(extension, `registerGrant(${grant.type})`);
    if (this.grants.has(grant.type)) throw new TypeError(`The option grants names ${grant.type} twice.`);
    this.grants.set(grant.type, grant);
    this.extensions.set(grant.type, extensions);
  }

  get(type: string): Grant | undefined {
    return this.grants.get(type);
  }

  extensionsOf(type: string): readonly Extension[] {
    return this.extensions.get(type) ?? [];
  }

  has(type: string): boolean {
    return this.grants.has(type);
  }

  types(): string[] {
    return [...this.grants.keys()];
  }
}

function builtIn(name: GrantName): Grant {
  if (Object.hasOwn(builtInGrants, name)) return builtInGrants[name];
  throw new TypeError(
    `The option grants has ${JSON.stringify(name)}; the built-in grants are ${Object.keys(builtInGrants).join(', ')}.`,
  );
}

/** A grant of the application's own, which is not waited for for ever. @throws TypeError that names what is missing in it */
function inTime(grant: Grant): Grant {
  check(grant);
  const { type } = grant;
  return {
    type,
    handle: (request, client) => {
      const limit = request.context.settings.serviceTimeout;
      const granted = within(limit, `The grant ${type}`, grant.handle(request, client));
      return after(granted, one => (one.repeats || one.refused ? againInTime(one, limit, type) : one));
    },
  };
}

/** Also what is asked of the grant afterwards. The rest of what it granted is left as it is, whatever kind of object that may be. */
function againInTime(granted: Granted, limit: number, type: string): Granted {
  const waited = (name: string, ask: (() => Promise<TokenResponse>) | undefined): PropertyDescriptor => ({
    value: ask && (async () => within(limit, `${name}() of the grant ${type}`, ask.call(granted))),
  });
  const { repeats, refused, spends } = granted;
  return Object.create(granted, {
    repeats: waited('repeats', repeats),
    refused: waited('refused', refused),
    spends: { value: spends?.bind(granted) },
  });
}

function check(grant: Grant): void {
  if (typeof grant?.type !== 'string' || grant.type === '') {
    throw new TypeError(
      'A grant in the option grants has no type; give it the grant_type that it answers to. Pass an object, not a class.',
    );
  }
  if (typeof grant.handle !== 'function') throw new TypeError(`The grant ${grant.type} has no method handle(request, client).`);
}
