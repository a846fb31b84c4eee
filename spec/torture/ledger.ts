/** Yes: the server has said so. Maybe: it was asked and did not answer, so either may be true. */
export type Known = 'no' | 'maybe' | 'yes';

/** What the client of one authorization knows. */
export interface Family {
  readonly code: string;
  redeemed: Known;
  revoked: Known;
  /** Every access token that arrived. */
  readonly accessTokens: string[];
  /** The last refresh token that arrived. */
  refreshToken?: string;
}

/** Everything that the clients were told, for the comparison with what a server knows after it was killed. */
export class Ledger {
  readonly families: Family[] = [];
  /** Tokens of clients that act for themselves. */
  readonly services: string[] = [];

  open(code: string): Family {
    const family: Family = { code, redeemed: 'no', revoked: 'no', accessTokens: [] };
    this.families.push(family);
    return family;
  }
}
