import type { ServerContext } from '../../core/context';
import { having } from '../../core/hooks';
import { offeredResponseTypes } from '../checks/response-type';

/** Where the application serves which endpoint. */
export interface Mounted {
  readonly paths: ReadonlyMap<string, string>;
  /** The path below which the whole application is mounted; empty where it is the whole. */
  readonly mountPath: string;
}

/**
 * All that the server's metadata follow from, as plain data: whoever has only this can say nothing else as long as it stays the
 * same. Much of it may be another at the next request: keys rotate, other processes add scopes, an extension may say what it likes.
 */
export interface Facts {
  readonly issuer: string;
  /** Of the issuer: addresses are made from it, and never from what a request says of its host. */
  readonly origin: string;
  readonly mountPath: string;
  /** Where the application serves which endpoint. */
  readonly paths: readonly (readonly [endpoint: string, path: string])[];
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  readonly responseTypes: readonly string[];
  /** That a signature of now may have. */
  readonly algorithms: readonly string[];
  /** Whether a secret can be kept so that it can be read again. */
  readonly canSeal: boolean;
  /** What extensions add, by their names and in their order. */
  readonly added: readonly (readonly [extension: string, members: Readonly<Record<string, unknown>>])[];
}

/** @throws whatever the signer or an extension throws */
export async function factsOf(context: ServerContext, { paths, mountPath }: Mounted): Promise<Facts> {
  const algorithms = await context.signer.algorithms();
  const { settings, scopes, grantTypes, vault, extensions } = context;
  return {
    issuer: settings.issuer,
    origin: settings.origin,
    mountPath,
    paths: [...paths],
    scopes: scopes.names(),
    grantTypes: grantTypes.types(),
    responseTypes: offeredResponseTypes(context),
    algorithms,
    canSeal: vault.canSeal(),
    added: having(extensions, 'metadata').map(extension => [extension.name, extension.metadata(settings)] as const),
  };
}
