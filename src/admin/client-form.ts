import type { Client } from '../core/client';
import { sha256 } from '../core/crypto';
import { type Duration, seconds } from '../core/duration';
import { invalidRequest } from '../core/errors';
import type { Params } from '../core/params';
import type { ClientChanges } from '../server/client-changes';

/** What the form of a client holds: as it was typed, so that it can be shown again beside what is wrong with it. */
export interface ClientFields {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  /** One a line. */
  readonly redirectUris: string;
  readonly scopes: readonly string[];
  readonly grantTypes: readonly string[];
  readonly public: boolean;
  readonly trusted: boolean;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A new one: the grants of an application with a user are chosen, where the server has them. */
export function newFields(offered: readonly string[]): ClientFields {
  const grantTypes = offered.filter(type => type === 'authorization_code' || type === 'refresh_token');
  const texts = { clientId: '', name: '', description: '', owner: '', redirectUris: '', accessToken: '', refreshToken: '' };
  return { ...texts, scopes: [], grantTypes, public: false, trusted: false };
}

export function fieldsOf(client: Client): ClientFields {
  const { clientId, name, description, owner = '', scopes, grantTypes, trusted, tokens } = client;
  return {
    ...{ clientId, name, description, owner, scopes, grantTypes, trusted },
    redirectUris: client.redirectUris.join('\n'),
    public: client.public,
    accessToken: durationText(tokens.accessToken),
    refreshToken: durationText(tokens.refreshToken),
  };
}

/** Tells whether a client is still what a form was made from. */
export function fingerprint(client: Client): string {
  return sha256(JSON.stringify(fieldsOf(client)));
}

/** @throws OAuthError invalid_request for a form that does not say whether the client is public */
export function readFields(params: Params): ClientFields {
  const text = (name: string): string => params.get(name)?.trim() ?? '';
  const kind = params.need('kind');
  if (kind !== 'public' && kind !== 'confidential') throw invalidRequest('The form says neither public nor confidential');
  return {
    ...{ clientId: text('client_id'), name: text('name'), description: text('description'), owner: text('owner') },
    redirectUris: text('redirect_uris'),
    scopes: [...new Set(params.all('scope'))],
    grantTypes: [...new Set(params.all('grant_type'))],
    public: kind === 'public',
    trusted: params.has('trusted'),
    accessToken: text('access_token_lifetime'),
    refreshToken: text('refresh_token_lifetime'),
  };
}

/**
 * What the fields say of the client.
 * @param offered the grant types that the form had boxes for
 * @throws TypeError with a sentence for whoever filled the form in
 */
export function changesIn(fields: ClientFields, offered: readonly string[]): ClientChanges {
  const { name, description, owner, trusted } = fields;
  const strange = fields.grantTypes.find(type => !offered.includes(type));
  if (strange !== undefined) throw new TypeError(`The client has the grant type ${strange}, which this server does not offer.`);
  if (fields.grantTypes.length === 0) throw new TypeError('The client has no grant type; choose at least one.');
  return {
    ...{ name, description, owner, trusted, public: fields.public, grantTypes: [...fields.grantTypes] },
    redirectUris: fields.redirectUris.split(/\s+/).filter(Boolean),
    scopes: [...fields.scopes] as ClientChanges['scopes'],
    tokens: {
      accessToken: lifetime(fields.accessToken, 'The access token lifetime'),
      refreshToken: lifetime(fields.refreshToken, 'The refresh token lifetime'),
    },
  };
}

/** Longer than anything sensible, in seconds: ten years. */
const longest = 10 * 365 * 86_400;

function lifetime(text: string, what: string): Duration | undefined {
  if (text === '') return undefined;
  const value = seconds(/^\d{1,12}$/.test(text) ? Number(text) : (text as Duration), what);
  if (value > longest) throw new TypeError(`${what} is ${JSON.stringify(text)}; give ten years (3650d) at most.`);
  return value;
}

const units: readonly (readonly [letter: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
];

/** The shortest way to write it: `10m` for 600. */
export function durationText(value: number | undefined): string {
  if (value === undefined) return '';
  const [letter, size] = units.find(([, each]) => value % each === 0) ?? ['s', 1];
  return `${value / size}${letter}`;
}
