import { Entity, Index } from 'typeorm';
import type { AccessTokenRow } from '../../core/model';
import { Instant, Json, Key, Long, OptionalInstant, OptionalLong, OptionalShort, Short } from './columns';

@Entity({ name: 'oauth_access_token' })
@Index(['expiresAt'])
export class AccessTokenEntity implements AccessTokenRow {
  @Key() hash!: string;
  @Short() clientId!: string;
  @OptionalShort() userId!: string | null;
  @OptionalShort(64) familyId!: string | null;
  @Short(16) tokenType!: string;
  @OptionalLong() confirmation!: string | null;
  @Long() scope!: string;
  @Json() audience!: string[];
  @Json() claims!: Record<string, unknown>;
  @Instant() issuedAt!: number;
  @Instant() expiresAt!: number;
  @OptionalInstant() revokedAt!: number | null;
}
