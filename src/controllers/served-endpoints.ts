import type { EndpointName } from '../endpoints/metadata/document';
import { type Class, lineage, metadataOf } from './metadata';

/** What options say of where endpoints are. */
export interface Served {
  readonly controllers?: readonly Class[];
  readonly endpointPaths?: Readonly<Partial<Record<EndpointName, string>>>;
}

/** The endpoints that an application serves, by their names; undefined where its options do not say. */
export function servedEndpoints({ controllers, endpointPaths }: Served): ReadonlySet<string> | undefined {
  if (controllers === undefined && endpointPaths === undefined) return undefined;
  const classes = (controllers ?? []).flatMap(one => [...lineage(one)]);
  const declared = classes.flatMap(one => [...metadataOf(one).endpoints.values()]);
  return new Set([...declared, ...Object.keys(endpointPaths ?? {})]);
}
