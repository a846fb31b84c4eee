import { within } from '../../core/deadline';
import { serverError } from '../../core/errors';
import type { PublicJwk, TokenSigner } from '../../core/signing';
import { publicJwk } from './public-jwk';

/** A compact JWS (RFC 7515 section 3.1). */
const compact = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A signer of the application's: it may hang, and it may tell more of its keys than is meant for the public. */
export class GuardedSigner implements TokenSigner {
  /** @param limit milliseconds @throws TypeError when it lacks a method */
  constructor(
    private readonly signer: TokenSigner,
    private readonly limit: number,
  ) {
    for (const method of ['algorithms', 'sign', 'jwks'] as const) {
      if (typeof signer?.[method] === 'function') continue;
      throw new TypeError(`keys.signer has no method ${method}; a TokenSigner has algorithms(), sign(typ, claims) and jwks().`);
    }
  }

  async algorithms(): Promise<readonly string[]> {
    return within(this.limit, 'keys.signer.algorithms', this.signer.algorithms());
  }

  async sign(typ: string, claims: Readonly<Record<string, unknown>>): Promise<string> {
    const jws: unknown = await within(this.limit, 'keys.signer.sign', this.signer.sign(typ, claims));
    if (typeof jws === 'string' && compact.test(jws)) return jws;
    throw serverError({ hint: 'keys.signer.sign has to answer with a compact JWS (RFC 7515 section 3.1).' });
  }

  async jwks(): Promise<{ keys: PublicJwk[] }> {
    const { keys } = await within(this.limit, 'keys.signer.jwks', this.signer.jwks());
    return { keys: keys.map(key => publicJwk(key, key.kid, key.alg)) };
  }
}
