import { invalidDpopProof, invalidToken } from '../core/errors';
import { isB64token } from '../tokens/b64token';
import { jktOf } from '../tokens/confirmation';
import { dpopAlgorithms, dpopProof } from '../tokens/dpop-proof';
import { challenge } from './challenge';
import type { TokenType } from './token-type';

const scheme = /^dpop(?: +|$)/i;

/** Tokens that are bound to a key (RFC 9449 section 7): each request has a proof by this key, for this token and this request. */
export const dpopType: TokenType = {
  name: 'dpop',
  async present(request) {
    const header = request.header('authorization') ?? '';
    if (!scheme.test(header)) return undefined;
    const value = header.replace(scheme, '');
    if (isB64token(value)) return value;
    throw invalidToken('The access token is malformed');
  },
  async prove(request, token, context) {
    const proof = await dpopProof(request, context, { value: token.value, jkt: jktOf(token.claims) });
    if (!proof) throw invalidDpopProof('The request needs a DPoP proof', { status: 401 });
  },
  errors: ['invalid_dpop_proof', 'use_dpop_nonce'],
  challenge: facts => challenge('DPoP', facts, { algs: dpopAlgorithms.join(' ') }),
};
