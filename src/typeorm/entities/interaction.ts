import { Entity, Index } from 'typeorm';
import type { InteractionRow, Kept } from '../../core/model';
import { Instant, Json, Key, Long, OptionalInstant, OptionalShort, Short } from './columns';

@Entity({ name: 'oauth_interaction' })
@Index(['expiresAt'])
export class InteractionEntity implements InteractionRow {
  @Key() hash!: string;
  @Short(64) browserHash!: string;
  @Short() clientId!: string;
  @Long() parameters!: string;
  @Long() endpoint!: string;
  @Instant() createdAt!: number;
  @Instant() expiresAt!: number;
  @OptionalInstant() completedAt!: number | null;
  @OptionalShort(64) offered!: string | null;
  @Json() kept!: Kept;
}
