import { Entity, Index } from 'typeorm';
import type { PushedRequestRow } from '../../core/model';
import { Instant, Key, Long, OptionalInstant, Short } from './columns';

@Entity({ name: 'oauth_pushed_request' })
@Index(['expiresAt'])
export class PushedRequestEntity implements PushedRequestRow {
  @Key() hash!: string;
  @Short() clientId!: string;
  @Long() parameters!: string;
  @Instant() issuedAt!: number;
  @Instant() usableUntil!: number;
  @Instant() expiresAt!: number;
  @OptionalInstant() spentAt!: number | null;
}
