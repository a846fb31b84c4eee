import { Entity } from 'typeorm';
import type { ScopeRow } from '../../core/model';
import { Key, Long } from './columns';

@Entity({ name: 'oauth_scope' })
export class ScopeEntity implements ScopeRow {
  @Key(255) name!: string;
  @Long() description!: string;
}
