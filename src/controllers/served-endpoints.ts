import type { EndpointName } from '../endpoints/metadata/document';
import { type Class, lineage, metadataOf } from './metadata';

/** What options say of where endpoints are. */
export interface Served {
  readonly controllers?: readonly Class[];
  readonly endpointPaths?: Readonly<Partial<Record<EndpointName, string>>>;
}

/**
 * The endpoints that an application serves, by their names; undefined where nothing says it.
 * @param mounted those that are known to be served already
 */
export function servedEndpoints(
  { controllers, endpointPaths }: Served,
  mounted: Iterable<string> = [],
): ReadonlySet<string> | undefined {
  const classes = (controllers ?? []).flatMap(one => [...lineage(one)]);
  const declared = classes.flatMap(one => [...metadataOf(one).endpoints.values()]);
  const served = new Set([...declared, ...Object.keys(endpointPaths ?? {}), ...mounted]);
  return served.size > 0 || controllers !== undefined || endpointPaths !== undefined ? served : undefined;
}
