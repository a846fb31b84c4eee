import { Entity } from 'typeorm';
import type { SigningKeyRow } from '../../core/model';
import { Count, Instant, Json, Key, Long, Short } from './columns';

@Entity({ name: 'oauth_signing_key' })
export class SigningKeyEntity implements SigningKeyRow {
  @Key() id!: string;
  @Short(64) kid!: string;
  @Short(16) algorithm!: string;
  @Json() publicJwk!: Record<string, unknown>;
  @Long() sealed!: string;
  @Instant() createdAt!: number;
  @Instant() signsFrom!: number;
  @Count() longestLifetime!: number;
}
