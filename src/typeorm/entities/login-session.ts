import { Entity, Index } from 'typeorm';
import type { LoginSessionRow } from '../../core/model';
import { Instant, Key, Short } from './columns';

@Entity({ name: 'oauth_login_session' })
@Index(['expiresAt'])
export class LoginSessionEntity implements LoginSessionRow {
  @Key() hash!: string;
  @Short() userId!: string;
  @Instant() authTime!: number;
  @Instant() expiresAt!: number;
}
