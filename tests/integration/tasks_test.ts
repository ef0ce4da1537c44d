import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { root } from "../../stack/paths.ts";
import { keepPeople } from "../../stack/people.ts";
import { tokenOf } from "./support/actors.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const { instance, apiUrl } = stack;

/** Runs a task's program as somebody would who has no other environment. */
const task = (program: string, ...args: string[]) => taskWith({}, program, ...args);

async function taskWith(env: Record<string, string>, program: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", join(root, program), ...args],
    env: { SUPABASE_URL: "", SEED_RUN_TOKEN: "", OCP_TOKEN: "", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout), complained: decoder.decode(stderr) };
}

Deno.test("task psql runs SQL on the instance's database", async () => {
  const query = "select count(*) > 0 from pg_tables where schemaname = 'odoo_seed'";
  const { code, said } = await task("stack/psql.ts", "--instance", instance, "-Atc", query);
  deepStrictEqual({ code, said }, { code: 0, said: "t\n" });
});

Deno.test("task psql says how to start what does not run", async () => {
  const { code, complained } = await task(
    "stack/psql.ts",
    "--instance",
    "nobody",
    "-c",
    "select 1",
  );
  strictEqual(code, 3);
  match(
    complained,
    /^Instance nobody is not running. Start it with: .* task start --instance nobody$/m,
  );
});

Deno.test("task supabase goes to the ports that the instance has", async () => {
  const { code, said, complained } = await task(
    ...["stack/supabase.ts", "--instance", instance, "migration", "list"] as const,
  );
  strictEqual(code, 0, complained);
  match(said + complained, /(\d{14}).*\1/);
});

Deno.test("task call prints what the function answers", async () => {
  const post = (body: string) =>
    task("cli/call.ts", "--instance", instance, "post", "seed-odoo-finance", body);
  // A programme without projects: what other files have left is not looked at.
  const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
  await sql`insert into odoo_seed.programs (slug, name) values ('tasks-test', 'Of no project')
    on conflict do nothing`;
  await sql.end();
  const dry = await post('{"dry_run": true, "program": "tasks-test"}');
  ok(dry.code === 0 && JSON.parse(dry.said).dry_run === true, dry.said + dry.complained);
  const refused = await post('{"dry_run": "perhaps"}');
  ok(refused.code === 1 && JSON.parse(refused.said).status === 400, refused.said);
  await keepPeople(stack);
  const platform = await task("cli/call.ts", "--instance", instance, "get", "api/tenants/platform");
  ok(platform.code === 0 && JSON.parse(platform.said).slug === "platform", platform.said);
  const viewer = ["--instance", instance, "--as", "tbwa-viewer@example.com"] as const;
  const hidden = await task("cli/call.ts", ...viewer, "get", "api/tenants/platform");
  deepStrictEqual([hidden.code, JSON.parse(hidden.said).code], [1, "not_found"]);
  const nobody = ["--instance", instance, "--as", "nobody@example.com"] as const;
  strictEqual((await task("cli/call.ts", ...nobody, "get", "api/me")).code, 5);
  strictEqual((await task("cli/call.ts", "head", "api/tenants")).code, 2);
  strictEqual((await task("cli/call.ts", "--instance", "nobody", "get", "api/tenants")).code, 5);
});

Deno.test("task call goes to no other platform than the instance that is named", async () => {
  const OCP_TOKEN = await tokenOf({ user: "ann@example.com", role: "platform_owner" });
  const get = (SUPABASE_URL: string, ...words: string[]) =>
    taskWith(
      { SUPABASE_URL, OCP_TOKEN },
      ...["cli/call.ts", ...words, "get", "api/tenants/platform"] as [string, ...string[]],
    );
  strictEqual((await get(apiUrl)).code, 0);
  strictEqual((await get(apiUrl, "--instance", instance)).code, 0);
  const { code, complained } = await get(apiUrl, "--instance", "nobody");
  strictEqual(code, 5);
  match(complained, /^Cannot tell which platform is meant: .* --instance nobody\./);
});
