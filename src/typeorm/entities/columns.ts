import { Column, type ColumnOptions, PrimaryColumn } from 'typeorm';

/**
 * The column types that mean the same on SQLite, PostgreSQL and MySQL/MariaDB. Hashes are digits and lowercase letters, because MySQL
 * compares without regard to case; instants are bigint milliseconds, because timestamp types differ.
 */
export const instantTransformer = {
  to: (value: unknown): unknown => value,
  from: (value: unknown): number | null => (value === null ? null : Number(value)),
};
const instant: ColumnOptions = { type: 'bigint', transformer: instantTransformer };

export const Key = (length = 64): PropertyDecorator => PrimaryColumn({ type: 'varchar', length });
export const Short = (length = 255): PropertyDecorator => Column({ type: 'varchar', length });
export const OptionalShort = (length = 255): PropertyDecorator => Column({ type: 'varchar', length, nullable: true });
export const Long = (): PropertyDecorator => Column({ type: 'text' });
export const OptionalLong = (): PropertyDecorator => Column({ type: 'text', nullable: true });
export const Json = (): PropertyDecorator => Column({ type: 'simple-json' });
export const Flag = (): PropertyDecorator => Column({ type: 'boolean' });
export const Count = (): PropertyDecorator => Column({ type: 'integer' });
export const Instant = (): PropertyDecorator => Column(instant);
export const OptionalInstant = (): PropertyDecorator => Column({ ...instant, nullable: true });
