import type { AccessTokenRow, AuthorizationCodeRow, RefreshTokenRow, Tables, TokenFamilyRow } from '../../src/core/model';
import { select } from '../../src/core/statement';
import type { Storage } from '../../src/core/storage';

const everything = {
  client: select('client', {}),
  scope: select('scope', {}),
  authorizationCode: select('authorizationCode', {}),
  tokenFamily: select('tokenFamily', {}),
  accessToken: select('accessToken', {}),
  refreshToken: select('refreshToken', {}),
  consent: select('consent', {}),
  loginSession: select('loginSession', {}),
  interaction: select('interaction', {}),
  replay: select('replay', {}),
};

export type Snapshot = { readonly [T in keyof typeof everything]: readonly Tables[T][] };

/** The whole database, each table in the order of its keys. */
export async function snapshot(storage: Storage): Promise<Snapshot> {
  const tables = await Promise.all(
    Object.entries(everything).map(async ([name, query]) => {
      const rows = (await storage.all(query.with({} as never))) as readonly object[];
      const keyed = rows.map(row => [JSON.stringify(row), row] as const).sort(([a], [b]) => (a < b ? -1 : 1));
      return [name, keyed.map(([, row]) => row)] as const;
    }),
  );
  return Object.fromEntries(tables) as unknown as Snapshot;
}

/** What the database alone cannot tell. */
export interface Facts {
  /** Families that no code gave birth to: those of the password grant. */
  readonly codelessFamilies?: number;
  /** Interactions that the user ended with no. */
  readonly denials?: number;
  /** Whether rotated tokens keep their successor (the default). */
  readonly strict?: boolean;
}

/** Every sentence is a half state: something that no unit which is kept as a whole could have left. Nothing may have been swept. */
export function halfStates(rows: Snapshot, facts: Facts = {}): string[] {
  return [
    ...codesAndFamilies(rows, facts),
    ...tokensOfFamilies(rows),
    ...refreshTokens(rows, facts),
    ...interactions(rows, facts),
  ];
}

function codesAndFamilies({ authorizationCode, tokenFamily }: Snapshot, { codelessFamilies = 0 }: Facts): string[] {
  const families = new Map(tokenFamily.map(family => [family.id, family]));
  const problems = authorizationCode.flatMap(code => {
    const family = families.get(code.familyId);
    families.delete(code.familyId);
    if (code.redeemedAt === null) return family ? [`code ${code.hash} was not redeemed and has a family`] : [];
    if (!family) return [`code ${code.hash} was redeemed and has no family`];
    return [
      ...(sameOwner(code, family) ? [] : [`code ${code.hash} and its family belong to others`]),
      ...(code.failedVerifiers < 5 ? [] : [`code ${code.hash} was redeemed after ${code.failedVerifiers} wrong verifiers`]),
    ];
  });
  if (families.size !== codelessFamilies) problems.push(`${families.size} families have no code, not ${codelessFamilies}`);
  return problems;
}

function tokensOfFamilies({ tokenFamily, accessToken, refreshToken }: Snapshot): string[] {
  const accessOf = byFamily(accessToken);
  const refreshOf = byFamily(refreshToken);
  const known = new Set(tokenFamily.map(({ id }) => id));
  const orphans = [...accessToken.filter(({ familyId }) => familyId !== null), ...refreshToken]
    .filter(({ familyId }) => !known.has(familyId ?? ''))
    .map(({ hash }) => `token ${hash} has no family`);
  const anonymous = accessToken
    .filter(({ familyId, userId }) => (familyId === null) !== (userId === null))
    .map(({ hash }) => `access token ${hash} has a user without a family, or the reverse`);
  const uneven = tokenFamily.flatMap(family => ofFamily(family, accessOf.get(family.id) ?? [], refreshOf.get(family.id) ?? []));
  return [...orphans, ...anonymous, ...uneven];
}

function byFamily<T extends { readonly familyId: string | null }>(tokens: readonly T[]): Map<string, T[]> {
  const families = new Map<string, T[]>();
  for (const token of tokens) {
    const id = token.familyId ?? '';
    families.set(id, [...(families.get(id) ?? []), token]);
  }
  return families;
}

function ofFamily(family: TokenFamilyRow, access: readonly AccessTokenRow[], refresh: readonly RefreshTokenRow[]): string[] {
  const fresh = refresh.filter(({ rotatedAt }) => rotatedAt === null).length;
  const strangers = [...access, ...refresh].filter(token => !sameOwner(token, family)).length;
  const wanted = refresh.length === 0 ? 1 : refresh.length;
  return [
    ...(access.length === wanted ? [] : [`family ${family.id} has ${access.length} access and ${refresh.length} refresh tokens`]),
    ...(refresh.length === 0 || fresh === 1 ? [] : [`family ${family.id} has ${fresh} refresh tokens that can be used`]),
    ...(strangers === 0 ? [] : [`family ${family.id} has ${strangers} tokens of others`]),
    ...(refresh.every(({ expiresAt }) => expiresAt <= family.expiresAt) ? [] : [`family ${family.id} is outlived by a token`]),
  ];
}

function refreshTokens({ refreshToken }: Snapshot, { strict = false }: Facts): string[] {
  return refreshToken
    .filter(({ rotatedAt, successor }) => (rotatedAt === null || strict) !== (successor === null))
    .map(({ hash }) => `refresh token ${hash} is rotated without a successor, or the reverse`);
}

/** A completed interaction gave a code, and left a consent, or was denied; no request is refused after the consent here. */
function interactions({ interaction, authorizationCode, consent }: Snapshot, { denials = 0 }: Facts): string[] {
  const completed = interaction.filter(({ completedAt }) => completedAt !== null).length;
  const unpermitted = authorizationCode.filter(code => !consent.some(one => sameOwner(one, code)));
  return [
    ...(completed <= authorizationCode.length + denials
      ? []
      : [`${completed} interactions are completed, with ${authorizationCode.length} codes and ${denials} denials`]),
    ...unpermitted.map(({ hash }) => `code ${hash} was issued and no consent is remembered`),
  ];
}

type Owned = Pick<AuthorizationCodeRow, 'clientId'> & { readonly userId: string | null };

function sameOwner(one: Owned, other: Owned): boolean {
  return one.clientId === other.clientId && one.userId === other.userId;
}
