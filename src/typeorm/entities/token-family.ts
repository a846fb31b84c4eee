import { Entity, Index } from 'typeorm';
import type { Authentication, TokenFamilyRow } from '../../core/model';
import { Instant, Json, Key, OptionalInstant, Short } from './columns';

@Entity({ name: 'oauth_token_family' })
@Index(['expiresAt'])
export class TokenFamilyEntity implements TokenFamilyRow {
  @Key() id!: string;
  @Short() clientId!: string;
  @Short() userId!: string;
  @Instant() createdAt!: number;
  @Instant() expiresAt!: number;
  @OptionalInstant() revokedAt!: number | null;
  @Json() authentication!: Partial<Authentication>;
}
