import { match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { root } from "../../stack/paths.ts";
import { OdooClient } from "../../supabase/functions/_shared/odoo/client.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { deleteProjects } from "./support/delete_projects.ts";
import { folderOf, type Ran } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const readme = await Deno.readTextFile(join(root, "README.md"));
const [seeding, looking] = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!);

/** Runs lines as somebody pastes them into a shell, in a folder of its own; what is asked is agreed to. */
async function pasted(lines: string, token: string): Promise<Ran> {
  await using folder = await folderOf({});
  // Of the clone's tasks it is ocp.
  const task =
    'task() { [ "$1" = ocp ] && shift && "$DENO" run -A --quiet "$CLONE/cli/main.ts" "$@"; }';
  const { code, stdout, stderr } = await new Deno.Command("bash", {
    args: ["-ec", `${task}\n${lines.replace(/(seed apply)\b/, "$1 --auto-approve")}`],
    cwd: folder.path,
    env: {
      ...{ OCP_URL: stack.apiUrl, OCP_TOKEN: token, SUPABASE_URL: "" },
      ...{ DENO: Deno.execPath(), CLONE: root },
    },
    stdin: "null",
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

const projectsThere = [["x_external_ref", "=", "YEAR"]];

/** Takes away what the README's lines have made. */
async function takeAway(odoo: OdooClient, sql: postgres.Sql): Promise<void> {
  const projects = await odoo.searchRead("project.project", {
    domain: projectsThere,
    fields: ["name"],
  });
  if (projects.length > 0) await deleteProjects(odoo, projects.map(({ id }) => Number(id)));
  await sql`delete from odoo_seed.tasks where project_external_ref = 'YEAR'`;
  await sql`delete from odoo_seed.projects where external_ref = 'YEAR'`;
  await sql`delete from odoo_seed.programs where slug = 'year-end'`;
  await sql`delete from odoo_seed.applied where external_ref like 'YEAR%'`;
}

Deno.test({
  name: "the README's lines bring ten tasks into Odoo, and find what people changed there",
  sanitizeResources: false,
  sanitizeOps: false,
  async fn() {
    const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
    const { url, database, logins: { bot } } = stack.odoo;
    const login = { username: bot.login, password: new Secret(bot.password) };
    const odoo = await OdooClient.connect({ url, database, ...login, transport: "jsonrpc" });
    // The binding has what other tests have left, for which its Odoo has no company.
    const others = await sql`
      update odoo_seed.projects set sync_enabled = false where sync_enabled returning external_ref`;
    try {
      const { token } = await signedInAs(sql, "platform_owner");
      const seeded = await pasted(seeding!.replace(/(seed plan)\b.*/, "$1 || test $? = 2"), token);
      strictEqual(seeded.code, 0, seeded.err);
      match(seeded.out, /^Project YEAR\n {2}\+ project YEAR\n/m);
      match(seeded.out, /^Plan: \d+ to create, /m);
      match(seeded.err, /^Done: \d+ records written\.$/m);
      const domain = [["x_external_ref", "=", "YEAR/lock-the-books"]];
      const [task] = await odoo.searchRead("project.task", { domain, fields: ["name"] });
      await odoo.write("project.task", [Number(task!.id)], { name: "Close the books" });
      const drift = await pasted(looking!, token);
      strictEqual(drift.code, 2, drift.err);
      match(drift.out, /^ {6}name {2}"Close the books" ≠ "Lock the books"$/m);
      match(drift.err, /^Drift: \d+ in /m);
    } finally {
      await takeAway(odoo, sql);
      const refs = others.map(({ external_ref }) => external_ref);
      await sql`
        update odoo_seed.projects set sync_enabled = true where external_ref = any (${refs})`;
      await sql.end();
    }
  },
});
