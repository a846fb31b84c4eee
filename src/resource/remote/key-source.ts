import type { KeyObject } from 'node:crypto';
import { temporarilyUnavailable } from '../../core/errors';
import { type DocumentFetcher, UnusableDocument } from '../../core/fetcher';
import { jwkSetFlaw } from '../../core/jwk-set-flaw';
import { jose } from '../../tokens/jose';
import type { Discovery } from './discovery';
import { PublishedKeys } from './published-keys';

/** The published keys of an authorization server. A key that is not among those that are kept is looked for anew, now and then. */
export class KeySource {
  private readonly sets = new WeakMap<object, PublishedKeys>();
  /** Where keys were found last. */
  private place?: string;
  /** The document that could not be fetched anew, and why. */
  private unsure?: { readonly document: object; readonly error: unknown };

  constructor(
    private readonly discovery: Discovery,
    private readonly documents: DocumentFetcher,
  ) {}

  /** The document as it is known now: another object as soon as it was fetched anew. */
  async current(): Promise<object> {
    return this.known() ?? this.fetched(url => this.documents.get(url, jwkSetFlaw));
  }

  /** The same, where nobody has to be asked for it; undefined otherwise. Keys last by their own word, not by that of the metadata. */
  known(): object | undefined {
    return this.place === undefined ? undefined : this.documents.known(this.place);
  }

  /** The key of a document, where it was opened before; undefined otherwise. */
  openedKeyOf(document: object, alg: string, kid: unknown): KeyObject | undefined {
    return this.sets.get(document)?.openedKeyOf(alg, kid);
  }

  /** @throws as PublishedKeys does; OAuthError temporarily_unavailable when nobody can say */
  async keyOf(alg: string, kid: unknown): Promise<KeyObject> {
    const known = await this.current();
    try {
      return await this.setOf(known).keyOf(alg, kid);
    } catch (error) {
      if (!(error instanceof jose().errors.JWKSNoMatchingKey)) throw error;
      return this.setOf(await this.renewed(known)).keyOf(alg, kid);
    }
  }

  /** After an attempt that failed, what is missing may be there by now: until the next one, nobody can say. */
  private async renewed(known: object): Promise<object> {
    try {
      const document = await this.fetched(url => this.documents.renewed(url, jwkSetFlaw));
      if (document === this.unsure?.document) throw this.unsure.error;
      return document;
    } catch (error) {
      this.unsure = { document: known, error };
      throw error;
    }
  }

  private async fetched(from: (url: string) => Promise<object>): Promise<object> {
    const url = await this.discovery.urlOf('jwks_uri');
    const document = await usable(from(url));
    this.place = url;
    return document;
  }

  private setOf(document: object): PublishedKeys {
    const known = this.sets.get(document);
    if (known) return known;
    const made = new PublishedKeys(document);
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
