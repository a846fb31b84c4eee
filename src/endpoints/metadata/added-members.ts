import type { MetadataDocument } from './document';

type Members = Readonly<Record<string, unknown>>;

/**
 * A document with what an extension adds. Lists become longer; nothing that is there is replaced.
 * @throws TypeError when it would be
 */
export function withExtension(document: MetadataDocument, name: string, members: Members): MetadataDocument {
  const added = Object.entries(members).map(([member, value]) => {
    const known = document[member];
    if (Array.isArray(known) && Array.isArray(value)) return [member, [...new Set([...known, ...value])]];
    if (known === undefined || known === value) return [member, value];
    throw new TypeError(`The extension ${name} changes ${member} of the metadata; its metadata() may only add members.`);
  });
  return { ...document, ...Object.fromEntries(added) };
}

/**
 * A document with what a method under `@MetadataEndpoint()` answers.
 * @param where the class and the method
 * @throws TypeError when it changes what clients are led by: the issuer, an endpoint or the place of the keys
 */
export function withHook(document: MetadataDocument, where: string, members: unknown): MetadataDocument {
  if (members === undefined) return document;
  if (typeof members !== 'object' || members === null || Array.isArray(members))
    throw new TypeError(`${where} has to return an object with the members that it adds to the metadata, or nothing.`);
  const changed = Object.entries(members).find(([member, value]) => isFixed(document, member) && document[member] !== value);
  if (changed)
    throw new TypeError(
      `${where} changes ${changed[0]} of the metadata; issuer, endpoints and jwks_uri follow from what is mounted.`,
    );
  return { ...document, ...members };
}

function isFixed(document: MetadataDocument, member: string): boolean {
  return document[member] !== undefined && (member === 'issuer' || member === 'jwks_uri' || member.endsWith('_endpoint'));
}

/** Zero elements are not said (RFC 8414 section 3.2). */
export function withoutEmpty(document: MetadataDocument): MetadataDocument {
  const said = Object.entries(document).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return { ...Object.fromEntries(said), issuer: document.issuer };
}
