import type { Sql } from "postgres";
import { eventually } from "./eventually.ts";
import { openTables } from "./tables.ts";

/** Waits until a transaction of Odoo has written to a database and is not over: in the midst of a call. */
export async function odooIsWriting(database: string): Promise<void> {
  const sql = openTables("postgres");
  try {
    await eventually(`Odoo writes to ${database}`, async () => {
      const [row] = await sql`
        select from pg_stat_activity where datname = ${database} and backend_xid is not null`;
      return row !== undefined;
    }, { everyMs: 5 });
  } finally {
    await sql.end();
  }
}

/** Waits until the last writing is so old that no shadow looks at that second once more. */
export async function writingIsPast(odoo: Sql): Promise<void> {
  await eventually("the last writing is past", async () => {
    const [row] = await odoo`
      select max(write_date) < clock_timestamp() at time zone 'utc' - interval '2 seconds' as is
      from (select write_date from project_task union all select write_date from project_project) _`;
    return row!.is;
  });
}
