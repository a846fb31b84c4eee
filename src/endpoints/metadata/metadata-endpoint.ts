import type { ServerContext } from '../../core/context';
import { within } from '../../core/deadline';
import type { OAuthResponse } from '../../core/http';
import type { OAuthRequest } from '../../core/request';
import { withPublicCors } from '../cors';
import { type Endpoint, errorResponse, onlyMethods, onlyTls } from '../endpoint';
import { PublicDocument } from '../public-document';
import { withExtension, withHook, withoutEmpty } from './added-members';
import { derivedDocument, type EndpointName, endpointNames, type MetadataDocument } from './document';
import { type Facts, factsOf } from './facts';

/** A method of the application's that adds members. @returns them, or undefined */
export type MetadataHook = (document: MetadataDocument) => unknown;

/** How long a client may keep the document, in seconds: what is deployed is known everywhere soon after. */
const maxAge = 300;

/** The server's metadata (RFC 8414). */
export class MetadataEndpoint implements Endpoint {
  private readonly placed = new Map<string, string>();
  private readonly hooks = new Map<string, MetadataHook>();
  private readonly made = new PublicDocument('application/json; charset=utf-8', maxAge);
  /** The last document, and what it follows from. */
  private known?: { readonly facts: string; readonly document: MetadataDocument };

  /** @param paths where the application serves which endpoint */
  constructor(
    private readonly context: ServerContext,
    private readonly paths: ReadonlyMap<string, string>,
  ) {}

  /**
   * Says where an application without controllers answers. What decorators have mounted comes first.
   * @throws TypeError for a name that no endpoint has, and for what is no path
   */
  place(paths: Readonly<Partial<Record<EndpointName, string>>>): void {
    for (const [name, path] of Object.entries(paths)) {
      if (!endpointNames.includes(name))
        throw new TypeError(`endpointPaths has ${JSON.stringify(name)}; the names are ${endpointNames.join(', ')}.`);
      if (typeof path !== 'string' || !/^\/[^?#]*$/.test(path))
        throw new TypeError(
          `endpointPaths has ${JSON.stringify(path)} for ${name}; give a path from the root of the origin, such as '/oauth/${name}'.`,
        );
      this.placed.set(name, path);
    }
  }

  /** @param where the class and the method; the same once more replaces its hook */
  add(where: string, hook: MetadataHook): void {
    this.hooks.set(where, hook);
  }

  /** @param mountPath the path below which the application is mounted; default: the request's */
  handle(request: OAuthRequest, mountPath = request.mountPath): Promise<OAuthResponse> {
    return withPublicCors(request, () => this.answer(request, mountPath));
  }

  /**
   * @param mountPath the path below which the application is mounted
   * @throws TypeError for a hook that changes what it may only read; whatever a hook throws
   */
  async document(mountPath: string): Promise<MetadataDocument> {
    let document = documentOf(await this.facts(mountPath));
    for (const [where, hook] of this.hooks) {
      const members = await within(this.context.settings.serviceTimeout, where, hook(withoutEmpty(document)));
      document = withHook(document, where, members);
    }
    return withoutEmpty(document);
  }

  /**
   * The same object as before where nothing that it follows from is another. A method of the application's may say something else
   * each time and change what it is given, so there a new one is made for each request.
   */
  private async current(mountPath: string): Promise<MetadataDocument> {
    if (this.hooks.size > 0) return this.document(mountPath);
    const facts = await this.facts(mountPath);
    if (this.known?.facts !== facts) this.known = { facts, document: withoutEmpty(documentOf(facts)) };
    return this.known.document;
  }

  private async facts(mountPath: string): Promise<string> {
    const paths = new Map([...this.placed, ...this.paths]);
    return JSON.stringify(await factsOf(this.context, { paths, mountPath }));
  }

  private async answer(request: OAuthRequest, mountPath: string): Promise<OAuthResponse> {
    try {
      onlyMethods(request, 'GET', 'HEAD');
      onlyTls(request, this.context);
      return this.made.answer(request, await this.current(mountPath));
    } catch (thrown) {
      return errorResponse(thrown, this.context);
    }
  }
}

/**
 * From the text of its facts alone: so the text tells whether it is the same still, whatever has been changed in place.
 * @throws TypeError for an extension that changes a member
 */
function documentOf(text: string): MetadataDocument {
  const facts = JSON.parse(text) as Facts;
  let document = derivedDocument(facts);
  for (const [extension, members] of facts.added) document = withExtension(document, extension, members);
  return document;
}
