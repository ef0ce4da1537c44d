import postgres from "postgres";
import type { Secret } from "../secret.ts";

export type Sql = postgres.Sql;

/**
 * A small pool that also works through a transaction-mode pooler: named prepared statements do not
 * survive there (SQLSTATE 26000 on 50 of 120 queries when measured).
 */
export function openDatabase(url: Secret, onclose: () => void = () => {}): Sql {
  return postgres(url.reveal(), {
    prepare: false,
    max: 4,
    idle_timeout: 20,
    connect_timeout: 10,
    onnotice: () => {},
    onclose,
  });
}

/**
 * Gives the pool for a new piece of work: a fresh one once a connection closed. postgres 3.4.9
 * answers the next query of a connection that was cut with the cut one's error
 * (github.com/porsager/postgres/issues/1223); a pool that is left ends its connections when idle.
 */
export function reopeningDatabase(url: Secret): () => Sql {
  let sql: Sql | undefined;
  return () => {
    if (sql) return sql;
    const opened = openDatabase(url, () => {
      if (sql === opened) sql = undefined;
    });
    return sql = opened;
  };
}
