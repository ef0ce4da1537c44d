import type { Sql } from "postgres";
import { storedRows } from "./stored_rows.ts";

/** All that a database says of itself beyond its users' data, by what it is said of. */
export type Facts = Map<string, string>;

interface Fact {
  kind: string;
  name: string;
  fact: string;
}

const query = new URL("./facts.sql", import.meta.url);

/**
 * Tables, columns, constraints, indexes, views, functions, triggers, policies, grants, default
 * privileges, comments, types, sequences, settings, cron jobs, queues, names of secrets and the rows
 * that are there from the beginning; of all schemas but PostgreSQL's own.
 */
export async function databaseFacts(sql: Sql): Promise<Facts> {
  const facts: Facts = new Map();
  await sql.begin(async (tx) => {
    // With an empty path every name is printed with its schema.
    await tx`set local search_path = ''`;
    const said = await tx.unsafe<Fact[]>(await Deno.readTextFile(query));
    for (const { kind, name, fact } of said) {
      const key = `${kind} ${name}`;
      const known = facts.get(key);
      facts.set(key, known === undefined ? fact : `${known}\n${fact}`);
    }
    for (const row of await storedRows(tx)) facts.set(row, "");
  });
  return facts;
}
