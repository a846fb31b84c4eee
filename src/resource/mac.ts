import type { ResourceContext } from '../core/context';
import { constantTimeEqual, sha256 } from '../core/crypto';
import { invalidRequest, invalidToken } from '../core/errors';
import type { OAuthRequest } from '../core/request';
import { unseal } from '../core/seal';
import { type MacKey, type MacRequest, macOf, macPurpose } from '../tokens/mac';
import { challenge } from './challenge';
import type { TokenType } from './token-type';

/** How far a client's clock may be off, in seconds; as long a nonce is remembered. */
const window = 60;
const scheme = /^mac(?: +|$)/i;
/** draft-ietf-oauth-v2-http-mac-02 section 3.1: name="value", separated by commas. */
const attributePattern = /([a-z]+)="([\x20\x21\x23-\x5B\x5D-\x7E]*)"\s*(?:,\s*|$)/gy;
const names = ['id', 'ts', 'nonce', 'ext', 'mac'];

/**
 * MAC access tokens (draft-ietf-oauth-v2-http-mac-02): a request is signed with a key that never travels. Legacy, off until
 * named in `tokenTypes`; DPoP (RFC 9449) is the standard for the same purpose.
 */
export const macType: TokenType = {
  name: 'mac',
  async present(request) {
    const header = request.header('authorization') ?? '';
    return scheme.test(header) ? attributesOf(header.replace(scheme, '')).id : undefined;
  },
  async prove(request, token, context) {
    const attributes = attributesOf((request.header('authorization') ?? '').replace(scheme, ''));
    const now = Math.floor(context.clock.now() / 1000);
    if (Math.abs(now - Number(attributes.ts)) > window)
      throw invalidToken('The timestamp of the request is too far from the time of the server');
    const key = keyOf(token.value, token.confirmation);
    if (!constantTimeEqual(macOf(key, signedRequest(request, attributes)), attributes.mac))
      throw invalidToken('The MAC of the request is wrong');
    await spendNonce(request, context, attributes, now);
  },
  challenge: facts => challenge('MAC', facts),
};

interface MacAttributes {
  readonly id: string;
  readonly ts: string;
  readonly nonce: string;
  readonly ext?: string;
  readonly mac: string;
}

/** Every attribute once, none that is unknown: what two readers could take for different things is refused. */
function attributesOf(text: string): MacAttributes {
  const found = new Map<string, string>();
  attributePattern.lastIndex = 0;
  for (let end = 0; end < text.length; end = attributePattern.lastIndex) {
    const [, name = '', value = ''] = attributePattern.exec(text) ?? [];
    if (!names.includes(name) || found.has(name)) throw invalidRequest('The MAC credentials are malformed');
    found.set(name, value);
  }
  const { id, ts, nonce, ext, mac } = Object.fromEntries(found);
  if (!id || !nonce || !mac || !ts || !/^[1-9]\d{0,14}$/.test(ts)) throw invalidRequest('The MAC credentials are malformed');
  return { id, ts, nonce, ext, mac };
}

function keyOf(value: string, confirmation: string | undefined): MacKey {
  if (confirmation === undefined) throw invalidToken('The access token has no MAC key');
  return unseal(value, macPurpose, confirmation) as MacKey;
}

/** Section 3.2.1: host and port as the client sent them in Host; without a port, the scheme's. */
function signedRequest(request: OAuthRequest, { ts, nonce, ext }: MacAttributes): MacRequest {
  const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(request.header('host') ?? '') ?? [];
  const standardPort = request.secure ? '443' : '80';
  return { ts, nonce, ext, method: request.method, uri: request.target, host, port: port ?? standardPort };
}

/** The nonce that a request has spent. */
const spent = new WeakMap<OAuthRequest, string>();

/** Section 4.1: the pair of timestamp and nonce is good once for this key, on whichever process it arrives. */
async function spendNonce(
  request: OAuthRequest,
  context: ResourceContext,
  { id, ts, nonce }: MacAttributes,
  now: number,
): Promise<void> {
  const key = sha256(`mac\n${id}\n${ts}\n${nonce}`);
  // Two guards before one handler see one and the same request.
  if (spent.get(request) === key) return;
  if (!(await context.replay.spend(key, (now + 2 * window) * 1000))) throw invalidToken('The nonce has been used already');
  spent.set(request, key);
}
