import { Entity, Index } from 'typeorm';
import type { ConsentRow } from '../../core/model';
import { Instant, Key, Long, OptionalInstant, Short } from './columns';

@Entity({ name: 'oauth_consent' })
@Index(['userId'])
export class ConsentEntity implements ConsentRow {
  @Key() id!: string;
  @Short() userId!: string;
  @Short() clientId!: string;
  @Long() scope!: string;
  @Instant() grantedAt!: number;
  @OptionalInstant() expiresAt!: number | null;
}
