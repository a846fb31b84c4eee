import { type DataSource, type EntityMetadata, getMetadataArgsStorage } from 'typeorm';
import type { Table } from '../core/model';
import { entityOf, oauthEntities } from './entities/entities';

type Entity = new () => object;

/**
 * The entity that holds a table: the library's, or the application's subclass of it with columns of its own.
 * @throws TypeError when the data source has neither
 */
export function metadataFor(dataSource: DataSource, table: Table): EntityMetadata {
  const entity: Entity = entityOf[table];
  const candidates = dataSource.entityMetadatas.filter(({ target }) => isOrExtends(target, entity));
  const found = candidates.find(({ target }) => target !== entity) ?? candidates[0];
  if (found) return found;
  throw new TypeError(
    `The option database is a DataSource without ${entity.name}; add the library's entities: entities: [...oauthEntities, …].`,
  );
}

/** The library's own columns. Those that an application added are left to their defaults. */
export function libraryColumns(metadata: EntityMetadata, table: Table): EntityMetadata['columns'] {
  const entity: Entity = entityOf[table];
  const own = new Set(
    getMetadataArgsStorage()
      .columns.filter(({ target }) => target === entity)
      .map(({ propertyName }) => propertyName),
  );
  return metadata.columns.filter(({ propertyName }) => own.has(propertyName));
}

/**
 * The library's entities with some of them replaced by subclasses that have further columns (nullable, or with a default):
 * `entities: oauthEntitiesWith(TenantClient)`, where `@Entity({ name: 'oauth_client' }) class TenantClient extends ClientEntity`.
 * @throws TypeError for a class that extends none of them
 */
export function oauthEntitiesWith(...replacements: Entity[]): Entity[] {
  const stray = replacements.find(one => !oauthEntities.some(entity => one.prototype instanceof entity));
  if (stray)
    throw new TypeError(
      `${stray.name} extends none of the library's entities; write class ${stray.name} extends ClientEntity, for example.`,
    );
  return oauthEntities.map(entity => replacements.find(one => one.prototype instanceof entity) ?? entity);
}

function isOrExtends(target: EntityMetadata['target'], entity: Entity): boolean {
  return target === entity || (typeof target === 'function' && target.prototype instanceof entity);
}
