import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { temporarilyUnavailable } from '../../core/errors';
import { type DocumentFetcher, UnusableDocument } from '../../core/fetcher';
import type { Discovery } from './discovery';

type KeySet = ReturnType<typeof createLocalJWKSet>;

/** The published keys of an authorization server. A key that is not among those that are kept is looked for anew, now and then. */
export class KeySource {
  private readonly sets = new WeakMap<object, KeySet>();
  /** The document that could not be fetched anew, and why. */
  private unsure?: { readonly document: object; readonly error: unknown };

  constructor(
    private readonly discovery: Discovery,
    private readonly documents: DocumentFetcher,
  ) {}

  /** The document as it is known now: another object as soon as it was fetched anew. */
  async current(): Promise<object> {
    const url = await this.discovery.urlOf('jwks_uri');
    return usable(this.documents.get(url));
  }

  /** For jose. Keys in a token's own header (jwk, jku, x5u, x5c) are never looked at. */
  readonly keyOf: JWTVerifyGetKey = async (header, token) => {
    const known = await this.current();
    try {
      return await this.setOf(known)(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      return this.setOf(await this.renewed(known))(header, token);
    }
  };

  /** After an attempt that failed, what is missing may be there by now: until the next one, nobody can say. */
  private async renewed(known: object): Promise<object> {
    try {
      const document = await usable(this.documents.renewed(await this.discovery.urlOf('jwks_uri')));
      if (document === this.unsure?.document) throw this.unsure.error;
      return document;
    } catch (error) {
      this.unsure = { document: known, error };
      throw error;
    }
  }

  private setOf(document: object): KeySet {
    const known = this.sets.get(document);
    if (known) return known;
    const made = createLocalJWKSet(document as Parameters<typeof createLocalJWKSet>[0]);
    this.sets.set(document, made);
    return made;
  }
}

async function usable(document: Promise<object>): Promise<object> {
  try {
    return await document;
  } catch (error) {
    throw error instanceof UnusableDocument ? temporarilyUnavailable({ hint: error.message, cause: error }) : error;
  }
}
