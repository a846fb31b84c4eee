import { Entity } from 'typeorm';
import type { LeaseRow } from '../../core/model';
import { Instant, Key, Short } from './columns';

@Entity({ name: 'oauth_lease' })
export class LeaseEntity implements LeaseRow {
  @Key() name!: string;
  @Short(64) holder!: string;
  @Instant() expiresAt!: number;
}
