import postgres from "postgres";
import { applyFile } from "./scratch.ts";
import type { SqlFile } from "./sources.ts";

/** Rows by table. */
type Rows = Map<string, number>;

/** Holds rows only until the end of the transaction that makes them. */
const passing = new Set(["odoo_seed.changed_links"]);

/** Tables that a database in use has no row of: what breaks on rows would not be found there. */
export async function tablesWithoutRows(url: string): Promise<string[]> {
  const rows = await rowsAt(url);
  return [...rows.keys()].filter((table) => rows.get(table) === 0 && !passing.has(table));
}

/** Moves a database in use up; what goes wrong, a line each: a migration it does not bear, lost rows. */
export async function upgradeFaults(url: string, migrations: SqlFile[]): Promise<string[]> {
  const before = await rowsAt(url);
  for (const migration of migrations) {
    try {
      await applyFile(url, migration);
    } catch (error) {
      return [(error as Error).message];
    }
  }
  return [...await rowsAt(url)].flatMap(([table, count]) => {
    const had = before.get(table) ?? 0;
    return count >= had ? [] : [`Cannot upgrade: ${table} lost ${had - count} of ${had} rows.`];
  });
}

async function rowsAt(url: string): Promise<Rows> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name
      from pg_catalog.pg_tables
      where schemaname in ('ops', 'odoo_seed', 'control')
      order by 1`;
    const rows: Rows = new Map();
    for (const { name } of tables) {
      const [counted] = await sql<{ count: number }[]>`
        select count(*)::int as count from ${sql.unsafe(name)}`;
      rows.set(name, counted!.count);
    }
    return rows;
  } finally {
    await sql.end();
  }
}
