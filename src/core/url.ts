/**
 * The URL, or undefined for a text that is none. URL.canParse would say the same, but on Node 20 it begins to refuse texts with
 * accented letters once it has been called often enough to be optimized.
 */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const loopbackHosts = ['localhost', '127.0.0.1', '[::1]'];

/** @param hostname as URL.hostname says it */
export function isLoopbackHost(hostname: string): boolean {
  return loopbackHosts.includes(hostname);
}
