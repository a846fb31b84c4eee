import { Entity, Index } from 'typeorm';
import type { Kept, RefreshTokenRow } from '../../core/model';
import { Instant, Json, Key, Long, OptionalInstant, OptionalLong, Short } from './columns';

@Entity({ name: 'oauth_refresh_token' })
@Index(['expiresAt'])
export class RefreshTokenEntity implements RefreshTokenRow {
  @Key() hash!: string;
  @Short() clientId!: string;
  @Short() userId!: string;
  @Short(64) familyId!: string;
  @Long() scope!: string;
  @Json() audience!: string[];
  @Instant() issuedAt!: number;
  @Instant() expiresAt!: number;
  @OptionalInstant() rotatedAt!: number | null;
  @OptionalLong() successor!: string | null;
  @Json() kept!: Kept;
}
