import { wellKnownPaths } from '../endpoints/metadata/well-known';
import { ResourceMetadataEndpoint } from '../endpoints/resource-metadata-endpoint';
import type { ProtectedApplication } from '../resource/protected-application';
import type { ProtectedResource } from '../resource/protected-resource';
import type { AuthorizationServer } from '../server';
import type { WellKnownDocument } from './well-known';

/**
 * The metadata of an authorization server (RFC 8414).
 * @param mountPath where the endpoints are, if not below the path that the application is mounted at
 */
export function serverDocument(server: AuthorizationServer, mountPath?: string): WellKnownDocument {
  const { path, origin } = server.context.settings;
  return {
    places: wellKnownPaths(path),
    handle: exchange => server.endpoints.metadata.handle(server.accept(exchange.request(origin)), mountPath),
  };
}

/**
 * The metadata of protected resources (RFC 9728).
 * @throws TypeError for two whose metadata would be at the same place
 */
export function resourceDocuments(
  application: ProtectedApplication,
  resources: Iterable<ProtectedResource>,
): WellKnownDocument[] {
  const places = new Map<string, ProtectedResource>();
  for (const resource of resources) {
    const known = places.get(resource.metadataPath);
    if (known && known.identifier !== resource.identifier)
      throw new TypeError(
        `The resources ${known.identifier} and ${resource.identifier} have their metadata at the same path; give them different ones.`,
      );
    places.set(resource.metadataPath, known ? bothOf(known, resource) : resource);
  }
  const { context, issuers } = application;
  return [...places].map(([place, resource]) => {
    const endpoint = new ResourceMetadataEndpoint(context, resource, issuers);
    return { places: new Set([place]), handle: exchange => endpoint.handle(exchange.request(context.settings.origin)) };
  });
}

/** One resource that is made of several controllers. */
function bothOf(one: ProtectedResource, other: ProtectedResource): ProtectedResource {
  return {
    ...one,
    name: one.name ?? other.name,
    documentation: one.documentation ?? other.documentation,
    scopes: [...new Set([...(one.scopes ?? []), ...(other.scopes ?? [])])],
  };
}
