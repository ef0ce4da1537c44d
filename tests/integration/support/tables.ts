import type { Sql } from "postgres";
import postgres from "postgres";
import { stack } from "./scenario.ts";

/** Tables that Odoo itself writes when somebody logs in or a timer fires. */
const busy = /^(res_users_log|res_device.*|bus_.*|ir_cron.*)$/;

/** Whether the stack knows Odoo's own database server: not when Odoo is somebody else's. */
export const hasTables = stack.odoo.postgresUrl !== undefined;

/** Opens Odoo's own database server, where the stack runs it. */
export function openTables(database: string): Sql {
  return postgres(stack.odoo.postgresUrl + database, { max: 1, onnotice: () => {} });
}

/** The version of every row of every table: equal snapshots prove that nothing was written. */
export async function snapshot(sql: Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  const parts = tables.filter(({ name }) => !busy.test(name)).map(({ name }) =>
    `select '${name}' as name, coalesce(md5(string_agg(ctid::text || xmin::text, ',' order by ctid)), '') as digest from "${name}"`
  );
  const rows = await sql.unsafe<{ name: string; digest: string }[]>(parts.join(" union all "));
  return Object.fromEntries(rows.map((row) => [row.name, row.digest]));
}
