import { hash, randomFillSync, timingSafeEqual } from 'node:crypto';

/** One call for many values: to ask the operating system each time costs more than everything else about a token. */
const pool = Buffer.alloc(4096);
let used = pool.length;

/** Where so many bytes stand in the pool that nobody has had. Each process and each worker fills a pool of its own. */
function fresh(bytes: number): number {
  if (bytes > pool.length) throw new RangeError(`At most ${pool.length} random bytes are given at once.`);
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return used - bytes;
}

/** Bytes from the operating system's generator, never the same ones twice. @throws RangeError above 4096 */
export function randomBuffer(bytes: number): Buffer {
  const start = fresh(bytes);
  const taken = Buffer.from(pool.subarray(start, used));
  pool.fill(0, start, used);
  return taken;
}

/** 256 bits as 43 base64url characters (RFC 6749 section 10.10 asks for 128 bits). What is handed out is wiped in the pool. */
export function randomValue(bytes = 32): string {
  const start = fresh(bytes);
  const text = pool.toString('base64url', start, used);
  pool.fill(0, start, used);
  return text;
}

/** SHA-256 as lowercase hex: nothing more of a secret reaches the storage. Hex survives case-insensitive collations. */
export function sha256(value: string): string {
  return hash('sha256', value, 'hex');
}

/** SHA-256 as base64url, as PKCE's S256 wants it (RFC 7636 section 4.2). */
export function sha256Base64url(value: string): string {
  return hash('sha256', value, 'base64url');
}

/**
 * Equality whose duration depends on neither value. What is compared are hashes and MACs, whose lengths are known to everybody;
 * what somebody else has sent may have another length, and that alone shows.
 */
export function constantTimeEqual(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
