import { type QueryRunner, Table, type TableColumnOptions } from 'typeorm';

/** A column in words that every supported database understands; each spells the type its own way. */
interface ColumnShape {
  readonly type: 'varchar' | 'text' | 'bigint' | 'boolean' | 'integer';
  readonly length?: number;
  readonly isPrimary?: boolean;
  readonly isNullable?: boolean;
}

/** A table as a migration creates it. Migrations are frozen, so they share these words but never the entities. */
export interface TableShape {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnShape>>;
  /** The column that has an index. Its name is TypeORM's, so that two prefixes can stand in one PostgreSQL schema. */
  readonly index?: string;
}

export const key = (length = 64): ColumnShape => ({ type: 'varchar', length, isPrimary: true });
export const short = (length = 255): ColumnShape => ({ type: 'varchar', length });
export const text: ColumnShape = { type: 'text' };
export const flag: ColumnShape = { type: 'boolean' };
export const count: ColumnShape = { type: 'integer' };
export const instant: ColumnShape = { type: 'bigint' };
export const nullable = (column: ColumnShape): ColumnShape => ({ ...column, isNullable: true });

/** The table of a shape, named as the data source's schema, entityPrefix and naming strategy say. */
export function tableOf(runner: QueryRunner, { name, columns, index }: TableShape): Table {
  const { namingStrategy } = runner.connection;
  const columnName = (property: string): string => namingStrategy.columnName(property, '', []);
  return new Table({
    name: tableName(runner, name),
    columns: Object.entries(columns).map(([property, column]) => columnOf(runner, columnName(property), column)),
    indices: index ? [{ columnNames: [columnName(index)] }] : [],
  });
}

export function tableName({ connection }: QueryRunner, name: string): string {
  const { driver, namingStrategy, options } = connection;
  const given = namingStrategy.tableName(name, name);
  const prefixed = options.entityPrefix ? namingStrategy.prefixTableName(options.entityPrefix, given) : given;
  return driver.buildTableName(prefixed, 'schema' in options ? options.schema : undefined);
}

function columnOf({ connection }: QueryRunner, name: string, { type, length, ...rest }: ColumnShape): TableColumnOptions {
  return {
    ...{ name, isNullable: false, ...rest },
    type: connection.driver.normalizeType({ type }),
    ...(length === undefined ? {} : { length: String(length) }),
  };
}
