import type { TransactionSql } from "postgres";
import type { Sql } from "../database/connection.ts";

/** How long one statement may wait for a lock, and how long it may take in all, in milliseconds. */
export interface Limits {
  lockMs: number;
  statementMs: number;
}

/**
 * Works on one snapshot of a database and cannot write to it. All of it is one transaction, as a
 * transaction pooler needs it. Names come out with their schemas: nothing is on the search path.
 */
export async function readOnly<T>(
  sql: Sql,
  { lockMs, statementMs }: Limits,
  work: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  const result = await sql.begin("isolation level repeatable read read only", async (sql) => {
    await sql`
      select set_config('lock_timeout', ${`${lockMs}ms`}, true),
        set_config('statement_timeout', ${`${statementMs}ms`}, true),
        set_config('search_path', '', true)
    `;
    return { value: await work(sql) };
  });
  return result.value as T;
}
