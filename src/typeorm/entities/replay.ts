import { Entity, Index } from 'typeorm';
import type { ReplayRow } from '../../core/model';
import { Instant, Key } from './columns';

@Entity({ name: 'oauth_replay' })
@Index(['expiresAt'])
export class ReplayEntity implements ReplayRow {
  @Key() key!: string;
  @Instant() expiresAt!: number;
}
