/**
 * Something large that many servers never need, loaded when it is needed first: without it a start is sooner, and the process
 * smaller.
 * @param load asked again after it has thrown; what it throws is for whoever needed it, whose request is then refused
 */
export function lazy<T extends object>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
