import type { DataSource, QueryRunner } from 'typeorm';
import type { Table } from '../core/model';
import type { Query, SweepOf, Write } from '../core/statement';
import { Compiler, type Row } from './compile';
import { onConnection } from './connection';
import type { Engine } from './engine';
import { again } from './lost-race';
import { type Find, findFor } from './postgres-reads';
import { greetingFor, type Keep, keepFor } from './transaction';
import { bound } from './unit';

/** Databases with a connection of its own for each transaction: PostgreSQL, MySQL, MariaDB. */
export class TransactionEngine implements Engine {
  private readonly compiler: Compiler;
  private readonly find: Find;
  private readonly keep: Keep;
  private readonly greeting: readonly string[];

  /** @param ownsDataSource whether nobody else works with its connections */
  constructor(
    private readonly dataSource: DataSource,
    ownsDataSource: boolean,
  ) {
    this.compiler = new Compiler(dataSource);
    this.find = findFor(dataSource);
    this.keep = keepFor(dataSource, ownsDataSource);
    this.greeting = ownsDataSource ? greetingFor(dataSource) : [];
  }

  async first(query: Query<Table>): Promise<Row | undefined> {
    return (await this.all(query))[0];
  }

  async all({ statement, where }: Query<Table>): Promise<Row[]> {
    const { sql, bind, read } = this.compiler.compile(statement);
    const parameters = bind({}, where);
    const rows = await this.work(runner => this.find(runner, sql, parameters));
    return rows.map(read);
  }

  sweep(sweep: SweepOf, limit: number): Promise<number> {
    const { sql, parameters } = this.compiler.sweep(sweep, limit);
    return this.work(async runner => (await runner.query(sql, parameters, true)).affected ?? 0);
  }

  /** A unit is data, so when the database gave it up for another transaction's sake it is simply run once more. */
  async commit(unit: readonly Write[]): Promise<void> {
    const writes = unit.map(write => bound(this.compiler, write));
    await again(() => this.work(runner => this.keep(runner, writes)));
  }

  private work<T>(work: (runner: QueryRunner) => Promise<T>): Promise<T> {
    return onConnection(this.dataSource, work, this.greeting);
  }
}
