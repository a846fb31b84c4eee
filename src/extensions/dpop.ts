import type { Client } from '../core/client';
import { type ResourceContext, resourceContextOf } from '../core/context';
import { invalidDpopProof, invalidGrant, invalidRequest, OAuthError, serverError, unauthorizedClient } from '../core/errors';
import type { AskedAccess, AskedTokens, Extension } from '../core/extension';
import type { OAuthRequest } from '../core/request';
import type { ResourceSettings } from '../core/settings';
import { isGoodNonce, newNonce } from '../tokens/dpop-nonce';
import { type DpopProof, dpopAlgorithms, dpopProof, spentProof } from '../tokens/dpop-proof';

export interface DpopOptions {
  /**
   * Whether a proof needs a nonce that the server has given (RFC 9449 sections 8 and 9), so that none can be made in advance.
   * It is sealed under the option `keys.encryptWith`, which all processes share. Default 'off'.
   */
  nonce?: 'off' | 'required';
}

export interface DpopExtension extends Extension {
  readonly nonce: 'off' | 'required';
}

/** Kept with a code whose request named a key, and with the refresh tokens of public clients. */
interface Bound {
  readonly jkt: string;
}

const name = 'dpop';
/** base64url of a SHA-256. */
const thumbprint = /^[\w-]{43}$/;
const nonces: readonly string[] = ['off', 'required'] satisfies DpopOptions['nonce'][];

/**
 * Demonstrating proof of possession (RFC 9449), for every grant, where the option `tokenTypes` names 'dpop'.
 * @throws TypeError for a nonce that is neither 'off' nor 'required'
 */
export function dpop({ nonce = 'off' }: DpopOptions = {}): DpopExtension {
  if (!nonces.includes(nonce)) throw new TypeError(`dpop() has the nonce ${JSON.stringify(nonce)}; say 'off' or 'required'.`);
  const required = nonce === 'required';
  const proven = async (http: OAuthRequest): Promise<DpopProof | undefined> => {
    const context = resourceContextOf(http);
    const proof = isOn(context.settings) ? await dpopProof(http, context) : undefined;
    if (proof && required) await checkNonce(context, proof, 400);
    return proof;
  };
  const provenOrOptional = async (http: OAuthRequest, client: Client): Promise<DpopProof | undefined> =>
    (await proven(http)) ?? checkOptional(client, resourceContextOf(http));
  return {
    ...{ name, nonce },
    authorizationRequest({ http, params, client }) {
      const { settings } = resourceContextOf(http);
      // A token in the answer of the authorization endpoint is bound to nothing.
      if (params.get('response_type')?.split(' ').includes('token') && needsProof(client, settings))
        throw unauthorizedClient('The client may get no access token without a DPoP proof');
      const jkt = isOn(settings) ? params.get('dpop_jkt') : undefined;
      if (jkt === undefined) return undefined;
      if (!thumbprint.test(jkt)) throw invalidRequest('dpop_jkt is not the SHA-256 thumbprint of a key');
      return { jkt } satisfies Bound;
    },
    async pushedRequest({ http }) {
      const proof = await proven(http);
      const members: Record<string, string> = proof ? { dpop_jkt: proof.jkt } : {};
      return members;
    },
    tokenRequest({ http, client }) {
      return isOn(resourceContextOf(http).settings)
        ? provenOrOptional(http, client)
        : checkOptional(client, resourceContextOf(http));
    },
    issue(asked) {
      const proof = asked.proof as DpopProof | undefined;
      checkBinding(asked.kept as Bound | null | undefined, proof);
      if (!proof) return checkOptional(asked.client, resourceContextOf(asked.http));
      return { tokenType: name, claims: { cnf: { jkt: proof.jkt } }, keep: keptFor(asked, proof) };
    },
    access: required ? accessWithNonce : undefined,
    answerHeaders: required ? freshNonce : undefined,
    metadata: settings => (isOn(settings) ? { dpop_signing_alg_values_supported: dpopAlgorithms } : {}),
  };
}

const isOn = ({ tokenTypes }: ResourceSettings): boolean => tokenTypes.has(name);

/** A client that gets nothing but bound tokens, or a server that issues no others (RFC 9449 section 5.2). */
function needsProof({ protocol, tokens }: Client, { tokenTypes }: ResourceSettings): boolean {
  const only = tokens.type === undefined && [...tokenTypes].every(type => type === name);
  return protocol.dpop_bound_access_tokens === true || tokens.type === name || only;
}

function checkOptional(client: Client, { settings }: ResourceContext): undefined {
  if (!needsProof(client, settings)) return undefined;
  if (isOn(settings)) throw invalidDpopProof('The client needs a DPoP proof for its access tokens');
  throw serverError({ hint: `Client ${client.clientId} gets DPoP tokens only, but the option tokenTypes does not name dpop.` });
}

/** Sections 5 and 10: the key of the code, or of a public client's refresh token, is the only one that it can be used with. */
function checkBinding(bound: Bound | null | undefined, proof: DpopProof | undefined): void {
  if (!bound) return;
  if (!proof) throw invalidDpopProof('The grant is bound to a key, so a DPoP proof is needed');
  if (proof.jkt !== bound.jkt) throw invalidGrant('The grant is bound to another key than the one of the DPoP proof');
}

/** Section 5: a confidential client proves itself at each refresh anyway, and may change its key. */
function keptFor({ client }: AskedTokens, { jkt }: DpopProof): Bound | null {
  return client.public ? { jkt } : null;
}

async function checkNonce(context: ResourceContext, proof: DpopProof | undefined, status: 400 | 401): Promise<void> {
  if (proof?.nonce !== undefined && (await isGoodNonce(context, proof.nonce))) return;
  throw new OAuthError('use_dpop_nonce', 'The DPoP proof needs the nonce that is in the header DPoP-Nonce', { status });
}

async function accessWithNonce({ http, token }: AskedAccess): Promise<void> {
  if (token.type === name) await checkNonce(resourceContextOf(http), spentProof(http), 401);
}

/** With every answer to a proof, so that the next one has a young nonce (section 8.2). */
async function freshNonce(http: OAuthRequest): Promise<Record<string, string>> {
  const context = resourceContextOf(http);
  if (!isOn(context.settings) || http.header('dpop') === undefined) return {};
  return { 'dpop-nonce': await newNonce(context) };
}

/** Whether it is this extension, and seals nonces. */
export function requiresNonces(extension: Extension): boolean {
  return extension?.name === name && 'nonce' in extension && extension.nonce === 'required';
}
