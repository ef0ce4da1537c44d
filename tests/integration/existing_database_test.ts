import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { applyMigrations } from "../../stack/migrations.ts";
import { instanceDir, root } from "../../stack/paths.ts";
import { bootstrap } from "../../stack/postgres/bootstrap.ts";
import { startPostgres } from "../../stack/postgres/server.ts";
import { freePort } from "../../stack/process.ts";
import { terminalProgress } from "../../stack/progress.ts";
import { unprivilegedUser } from "../../stack/run_as.ts";
import { discard, readState } from "../../stack/state.ts";
import { startWorkers } from "../../stack/workers/workers.ts";
import { eventually } from "./support/eventually.ts";
import { loadStack } from "./support/stack.ts";

/** A Supabase database that no stack has started, with its schedules and calls at work; ends with `await using`. */
async function databaseThatIsThere() {
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o755);
  const server = await startPostgres({
    dataDir: join(folder, "data"),
    port: freePort(),
    superuser: "supabase_admin",
    password: "postgres",
    logFile: join(folder, "postgres.log"),
    progress: terminalProgress(),
    runAs: unprivilegedUser(),
  });
  await bootstrap(server.url, "postgres");
  const url = server.url.replace("supabase_admin", "postgres");
  const sql = postgres(url, { onnotice: () => {} });
  return {
    url,
    sql,
    /** pg_cron and pg_net are there once the migrations were. */
    work: () => startWorkers(server.url, () => {}),
    async [Symbol.asyncDispose]() {
      await sql.end();
      await server.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function task(...args: string[]): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--quiet", "stack/main.ts", ...args],
    cwd: root,
  }).output();
  return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

const instance = `${loadStack().instance}_existing`;
const named = ["--instance", instance];
const earlier = "https://aaaaaaaaaaaaaaaaaaaa.supabase.co/functions/v1";

Deno.test("task start runs on a database that is there, and leaves it as it was", async (test) => {
  await using there = await databaseThatIsThere();
  const { url, sql } = there;
  await using _ = {
    async [Symbol.asyncDispose]() {
      await task("stop", ...named);
      await discard(instance);
    },
  };
  await discard(instance);
  await sql`create table public.kept as select 'before' as what`;
  await sql`select vault.create_secret(${earlier}, 'functions_url')`;
  const keptUrl = async () => {
    const [row] = await sql`
      select decrypted_secret as url from vault.decrypted_secrets where name = 'functions_url'`;
    return row!.url;
  };

  await test.step("elsewhere it asks first", async () => {
    const asked = ["--database-url", "postgresql://postgres:hidden@db.example.com/postgres"];
    const { code, said } = await task("start", ...named, ...asked);
    strictEqual(code, 1);
    match(said, /database "postgres" at db\.example\.com is not on this machine.*--yes/);
    strictEqual(said.includes("hidden"), false);
    strictEqual(await readState(instance), undefined);
  });

  await test.step("it names what it migrates, and starts the rest", async () => {
    const { code, said } = await task("start", ...named, "--free-ports", "--database-url", url);
    strictEqual(code, 0, said);
    match(said, /Apply migrations to database "postgres" at 127\.0\.0\.1:\d+ \(\d+ new\)/);
    const state = (await readState(instance))!;
    strictEqual(state.databaseUrl, url);
    deepStrictEqual(await Deno.stat(join(instanceDir(instance), "postgres")).catch(() => 0), 0);
    deepStrictEqual([...await sql`select slug from odoo_seed.programs`], [], "no example");
    strictEqual(await keptUrl(), `${state.apiUrl}/functions/v1`);
  });

  await test.step("seeds go from there to its Odoo, driven by that database", async () => {
    const state = (await readState(instance))!;
    const workers = there.work();
    try {
      await sql`insert into odoo_seed.programs (slug, name) values ('there', 'There')`;
      await sql`
        insert into odoo_seed.projects (program_slug, external_ref, name, company_name)
        values ('there', 'THERE', 'There already', 'Northwind Finance')`;
      const response = await fetch(`${state.apiUrl}/functions/v1/seed-odoo-finance`, {
        method: "POST",
        headers: { authorization: `Bearer ${state.seedRunToken}` },
        body: JSON.stringify({ wait: false }),
      });
      strictEqual(response.status, 202);
      const { run_id } = await response.json();
      const status = await eventually("the run has ended", async () => {
        const [run] = await sql`select status from odoo_seed.sync_runs where id = ${run_id}`;
        return run!.status !== "running" && run!.status;
      });
      strictEqual(status, "success");
      const [shadow] = await sql`select name from odoo_seed.shadow_projects`;
      strictEqual(shadow!.name, "There already");
    } finally {
      await workers.stop();
    }
  });

  await test.step("a migration that was applied and has changed since is told", async () => {
    const kept = await sql`
      update supabase_migrations.schema_migrations m set statements = array['select 1']
      from supabase_migrations.schema_migrations o where o.version = m.version
      returning m.version, o.statements`;
    match((await applyMigrations(url, {})).told, /^baseline was applied, and has changed since$/);
    for (const { version, statements } of kept) {
      await sql`
        update supabase_migrations.schema_migrations set statements = ${statements}
        where version = ${version}`;
    }
    strictEqual((await applyMigrations(url, {})).told, "up to date");
  });

  await test.step("stopped, the database goes on, with what was in it", async () => {
    strictEqual((await task("stop", ...named)).code, 0);
    deepStrictEqual([...await sql`select what from public.kept`], [{ what: "before" }]);
    strictEqual(await keptUrl(), earlier);
    const [secret] = await sql`select from vault.secrets where name = 'functions_secret'`;
    strictEqual(secret, undefined);
  });
});
