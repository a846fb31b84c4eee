import { createRequire } from 'node:module';

/**
 * Loads what the library itself runs on: the library as it was built, and the frameworks of the root package.json. Peers on
 * Express take the same Express.
 */
export const root = createRequire(new URL('../../../package.json', import.meta.url));
