import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { columnsOf, readColumns } from "../../supabase/functions/_shared/odoo/columns.ts";
import { Names } from "../../supabase/functions/_shared/odoo/names.ts";
import { shadowTask, taskMapping } from "../../supabase/functions/_shared/odoo/task_mapping.ts";
import type { Values } from "../../supabase/functions/_shared/odoo/types.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { copyOdooDatabase, dropOdooDatabase, loadStack } from "./support/stack.ts";

const context = { active_test: false };
const attributes = ["type", "selection", "store", "translate", "company_dependent"];

/** Tasks of every kind: full, empty, archived, private, and one that waits for and sits under another. */
async function makeTasks(client: OdooClient): Promise<void> {
  const [project] = await client.create("project.project", [{ name: "Close" }]);
  const users = await client.searchRead("res.users", {
    domain: [["share", "=", false]],
    fields: ["login"],
    limit: 2,
  });
  const tags = await client.create("project.tags", [{ name: "ü" }, { name: "b" }]);
  const create = async (values: Values) =>
    (await client.create("project.task", [{ name: "x", user_ids: [[6, 0, []]], ...values }]))[0]!;
  await create({ project_id: project, name: "Archived", active: false });
  const first = await create({ project_id: project, name: "Ünïcode 🧾 <b>" });
  await create({
    project_id: project,
    description: "<p>a &lt; b</p>",
    date_deadline: "2026-03-31 17:00:00",
    allocated_hours: 1.25,
    sequence: 0,
    tag_ids: [[6, 0, tags]],
    user_ids: [[6, 0, users.map((user) => user.id)]],
    parent_id: first,
    depend_on_ids: [[6, 0, [first]]],
    x_external_ref: "A-1",
  });
  await create({ x_external_ref: "PRIVATE" });
}

Deno.test("readColumns() shows the tasks that search_read shows", async () => {
  const { odoo } = loadStack();
  const database = "columns_test";
  await copyOdooDatabase(database);
  try {
    const { login, password } = odoo.logins.bot;
    const connection = { url: odoo.url, database, username: login, transport: "jsonrpc" } as const;
    const client = await OdooClient.connect({ ...connection, password: new Secret(password) });
    await makeTasks(client);
    const fields = await client.fieldsGet("project.task", attributes);
    const mapping = taskMapping(fields);
    const names = mapping.readFields;
    const query = { domain: [], fields: names, order: "id", context };
    const expected = await client.searchRead("project.task", query);
    strictEqual(expected.length > 3, true);
    if (client.version.major < 19) return;
    const columns = columnsOf(fields, names)!;
    const read = await readColumns(client, "project.task", columns, [], context);
    const shadow = (record: Record<string, unknown>) =>
      shadowTask(sorted(record), mapping, new Names());
    deepStrictEqual(read.map(shadow), expected.map(shadow));
  } finally {
    await dropOdooDatabase(database);
  }
});

/** Links are a set; their order says nothing. */
function sorted(record: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(record).map(([name, value]) =>
    [name, Array.isArray(value) ? value.toSorted((a, b) => a - b) : value] as const
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => a < b ? -1 : 1));
}
