import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import postgres, { type Sql } from "postgres";
import { reopeningDatabase } from "../../supabase/functions/_shared/database/connection.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { copiedUrls } from "../../supabase/functions/_shared/copied_urls.ts";
import { eventually } from "./support/eventually.ts";
import { ask } from "./support/tenants.ts";
import { loadStack } from "./support/stack.ts";

const { databaseUrl } = loadStack();

/** Ends the backend that runs this statement, as soon as there is one. */
async function cut(admin: Sql, statement: string): Promise<void> {
  await eventually(`somebody runs ${statement}`, async () => {
    const rows = await admin`
      select pg_terminate_backend(pid) from pg_stat_activity
      where query like ${statement} and pid <> pg_backend_pid() and state = 'active'`;
    return rows.length > 0;
  });
}

Deno.test("reopeningDatabase() forgets the error of a connection that was cut", async () => {
  const admin = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const database = reopeningDatabase(new Secret(databaseUrl));
  const before = database();
  strictEqual(database(), before);
  const statement = "select pg_sleep(20) as cut_me";
  const long = before.unsafe(statement).then(() => "slept", () => "was cut");
  await cut(admin, statement);
  strictEqual(await long, "was cut");
  const after = database();
  notStrictEqual(after, before);
  // As many as the pool has connections: none of them may be the cut one.
  const answers = await Promise.all([1, 2, 3, 4].map((n) => after`select ${n}::int as n`));
  deepStrictEqual(answers.map(([row]) => row?.n), [1, 2, 3, 4]);
  await after.end();
  await admin.end();
});

Deno.test("a function whose connection is cut says so and to try again; then it answers", async () => {
  const admin = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  const path = "tenants/platform";
  const answer = await admin.begin(async (sql) => {
    // What the function reads has to wait, so that it can be cut amid it.
    await sql`lock table control.tenants in access exclusive mode`;
    const asked = ask("GET", path);
    await cut(admin, "%api.call%");
    return await asked;
  });
  deepStrictEqual([answer.http, answer.code], [503, "database_unreachable"]);
  strictEqual((await ask("GET", path)).http, 200);
  await admin.end();
});

Deno.test("ops.odoo_base_url() cuts every copied URL as the functions do", async () => {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const rows = await sql`
    select ops.odoo_base_url(copied) as base
    from unnest(${
    copiedUrls.map(([copied]) => copied)
  }::text[]) with ordinality as url (copied, position)
    order by position`;
  deepStrictEqual(rows.map((row) => row.base), copiedUrls.map(([, base]) => base));
  await sql.end();
});
