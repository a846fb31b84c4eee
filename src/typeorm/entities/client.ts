import { Entity } from 'typeorm';
import type { ClientProtocol, ClientRow, ClientTokens, StoredSecret } from '../../core/model';
import { Flag, Instant, Json, Key, Long, OptionalShort, Short } from './columns';

@Entity({ name: 'oauth_client' })
export class ClientEntity implements ClientRow {
  @Key(255) clientId!: string;
  @Short() name!: string;
  @Long() description!: string;
  @OptionalShort() owner!: string | null;
  @OptionalShort(2048) logoUri!: string | null;
  @Short(64) authMethod!: string;
  @Json() secrets!: StoredSecret[];
  @Json() redirectUris!: string[];
  @Json() grantTypes!: string[];
  @Long() scope!: string;
  @Flag() trusted!: boolean;
  @Json() tokens!: ClientTokens;
  @Json() protocol!: ClientProtocol;
  @Json() metadata!: Record<string, unknown>;
  @Instant() createdAt!: number;
}
