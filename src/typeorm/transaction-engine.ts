import type { DataSource, ObjectLiteral, QueryRunner } from 'typeorm';
import type { Write } from '../core/statement';
import { UnitRefused } from '../core/storage';
import type { Compiler } from './compile';
import { onConnection } from './connection';
import type { Engine } from './engine';
import { again } from './lost-race';
import { beginningFor, greetingFor, inTransaction } from './transaction';

/** Databases with a connection of its own for each transaction: PostgreSQL, MySQL, MariaDB. */
export class TransactionEngine implements Engine {
  private readonly begin: readonly string[];
  private readonly greeting: string | undefined;

  /** @param ownsDataSource whether nobody else works with its connections */
  constructor(
    private readonly dataSource: DataSource,
    private readonly compiler: Compiler,
    ownsDataSource: boolean,
  ) {
    this.begin = beginningFor(dataSource);
    this.greeting = ownsDataSource ? greetingFor(dataSource) : undefined;
  }

  select(sql: string, parameters: unknown[]): Promise<ObjectLiteral[]> {
    return this.work(runner => runner.query(sql, parameters));
  }

  remove(sql: string, parameters: unknown[]): Promise<number> {
    return this.work(async runner => (await runner.query(sql, parameters, true)).affected ?? 0);
  }

  /** A unit is data, so when the database gave it up for another transaction's sake it is simply run once more. */
  commit(unit: readonly Write[]): Promise<void> {
    return again(() => this.work(runner => inTransaction(runner, this.begin, () => this.runAll(runner, unit))));
  }

  private work<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    return onConnection(this.dataSource, work, this.greeting);
  }

  private async runAll(runner: QueryRunner, unit: readonly Write[]): Promise<void> {
    for (const write of unit) {
      const { sql, bind } = this.compiler.compile(write.statement);
      const { affected } = await runner.query(sql, bind(write.set, write.where), true);
      if (write.statement.affects === 1 && affected !== 1) throw new UnitRefused(write);
    }
  }
}
