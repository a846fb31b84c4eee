import type { DataSource, ObjectLiteral, QueryRunner } from 'typeorm';
import type { Write } from '../core/statement';
import { UnitRefused } from '../core/storage';
import type { Compiler } from './compile';
import { onConnection } from './connection';
import type { Engine } from './engine';
import { again } from './lost-race';

/** Databases with a connection of its own for each transaction: PostgreSQL, MySQL, MariaDB. */
export class TransactionEngine implements Engine {
  constructor(
    private readonly dataSource: DataSource,
    private readonly compiler: Compiler,
  ) {}

  select(sql: string, parameters: unknown[]): Promise<ObjectLiteral[]> {
    return onConnection(this.dataSource, runner => runner.query(sql, parameters));
  }

  remove(sql: string, parameters: unknown[]): Promise<number> {
    return onConnection(this.dataSource, async runner => (await runner.query(sql, parameters, true)).affected ?? 0);
  }

  /** A unit is data, so when the database gave it up for another transaction's sake it is simply run once more. */
  commit(unit: readonly Write[]): Promise<void> {
    return again(() => onConnection(this.dataSource, runner => this.inTransaction(runner, unit)));
  }

  private async inTransaction(runner: QueryRunner, unit: readonly Write[]): Promise<void> {
    try {
      // A conditional update that waited for another's commit has to see its outcome. A stricter level, whether it is the
      // server's default or the application's, would answer the loser of a race with an error instead of with no row.
      await runner.startTransaction('READ COMMITTED');
      for (const write of unit) await this.run(runner, write);
      await runner.commitTransaction();
    } catch (error) {
      await rollback(runner);
      throw error;
    }
  }

  private async run(runner: QueryRunner, write: Write): Promise<void> {
    const { sql, bind } = this.compiler.compile(write.statement);
    const { affected } = await runner.query(sql, bind(write.set, write.where), true);
    if (write.statement.affects === 1 && affected !== 1) throw new UnitRefused(write);
  }
}

async function rollback(runner: QueryRunner): Promise<void> {
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
  } catch {
    // The connection is gone, and the transaction with it: the first error is the one to tell.
  }
}
