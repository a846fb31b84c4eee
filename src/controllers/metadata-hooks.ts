import { getFromContainer, getMetadataArgsStorage } from 'routing-controllers';
import type { MetadataDocument } from '../endpoints/metadata/document';
import type { MetadataEndpoint } from '../endpoints/metadata/metadata-endpoint';
import { type Class, lineage, metadataOf, nearest } from './metadata';

/**
 * Puts the methods of a controller under `@MetadataEndpoint()` behind the metadata, inherited ones too.
 * @throws TypeError for a parameter that only a request could give, and for `@ServerMetadata()` anywhere else
 */
export function hookMetadata(endpoint: MetadataEndpoint, target: Class): void {
  const hooks = namesIn(target, metadata => metadata.metadataHooks);
  const stray = namesIn(target, metadata => metadata.metadataParameters.keys()).find(method => !hooks.includes(method));
  if (stray !== undefined)
    throw new TypeError(`${target.name}.${stray} has @ServerMetadata() without @MetadataEndpoint(); put it on the method.`);
  for (const method of hooks) {
    refuseOtherParameters(target, method);
    endpoint.add(`${target.name}.${method}`, document => call(target, method, document));
  }
}

function namesIn(target: Class, read: (metadata: ReturnType<typeof metadataOf>) => Iterable<string>): string[] {
  return [...new Set([...lineage(target)].flatMap(one => [...read(metadataOf(one))]))];
}

function refuseOtherParameters(target: Class, method: string): void {
  const classes = new Set(lineage(target));
  const other = getMetadataArgsStorage().params.some(one => one.method === method && classes.has(one.object.constructor));
  if (other)
    throw new TypeError(
      `${target.name}.${method} is under @MetadataEndpoint() and has a parameter that only a request could give; @ServerMetadata() is the one that it may have.`,
    );
}

function call(target: Class, method: string, document: MetadataDocument): unknown {
  const instance = getFromContainer<Record<string, (...args: unknown[]) => unknown>>(target);
  const args: unknown[] = [];
  for (const index of nearest(target, metadata => metadata.metadataParameters.get(method)) ?? []) args[index] = document;
  return instance[method]?.(...args);
}
