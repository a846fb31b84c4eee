/** What keeps a document from being used, as the end of a sentence about it; undefined when nothing does. */
export type Flaw = (document: object) => string | undefined;

/**
 * Fetches JSON documents that clients publish, such as their keys, under guard: https only, no redirect, no address within the
 * server's own network, bounded in size and time; and keeps them for a while.
 */
export interface DocumentFetcher {
  /**
   * A document that was fetched not longer ago than it may be kept. It is the same object each time, and nobody may change it.
   * @param flaw is asked when it comes in: one that has a flaw is not kept, and takes the place of none that is
   * @throws UnusableDocument when it is none that may be used, or its address may not be asked
   * @throws OAuthError temporarily_unavailable when it cannot be had now
   */
  get(url: string, flaw?: Flaw): Promise<object>;
  /** What `get` would answer with now; undefined where it would have to fetch it. */
  known(url: string): object | undefined;
  /**
   * The same for who misses something in it: fetched anew, but at most once a minute; in between the one that is known.
   * @throws the same
   */
  renewed(url: string, flaw?: Flaw): Promise<object>;
}

/** There is an answer, but not one that may be used. The message is for the log. */
export class UnusableDocument extends Error {
  constructor(
    readonly url: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`The document ${url} cannot be used: ${problem}`, options);
    this.name = 'UnusableDocument';
  }
}
