import { Entity, Index } from 'typeorm';
import type { Authentication, AuthorizationCodeRow, Kept } from '../../core/model';
import { Count, Flag, Instant, Json, Key, Long, OptionalInstant, OptionalShort, Short } from './columns';

@Entity({ name: 'oauth_authorization_code' })
@Index(['expiresAt'])
export class AuthorizationCodeEntity implements AuthorizationCodeRow {
  @Key() hash!: string;
  @Short() clientId!: string;
  @Short() userId!: string;
  @Long() redirectUri!: string;
  @Flag() redirectUriSent!: boolean;
  @Long() scope!: string;
  @OptionalShort(64) codeChallenge!: string | null;
  @Short(64) familyId!: string;
  @Json() authentication!: Authentication;
  @Instant() issuedAt!: number;
  @Instant() expiresAt!: number;
  @OptionalInstant() redeemedAt!: number | null;
  @Count() failedVerifiers!: number;
  @Json() kept!: Kept;
}
