import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { root } from "../paths.ts";
import { freePort } from "../process.ts";
import { terminalProgress } from "../progress.ts";
import { unprivilegedUser } from "../run_as.ts";
import { CronWorker } from "../workers/cron.ts";
import { NetWorker } from "../workers/net.ts";
import { bootstrap } from "./bootstrap.ts";
import { closes, ownsAndGrants, staysOpen } from "./privileges.ts";
import { startPostgres } from "./server.ts";

/** Run by `postgres`, who is no superuser. */
const EXTENSIONS = await Deno.readTextFile(
  join(root, "supabase/schemas/extensions/10_extensions.sql"),
);

const fail = (line: string) => assert.fail(line);

Deno.test("startPostgres() and bootstrap() give what migrations expect of Supabase", async (t) => {
  const folder = await Deno.makeTempDir();
  await Deno.chmod(folder, 0o755);
  const port = freePort();
  const server = await startPostgres({
    dataDir: join(folder, "data"),
    port,
    superuser: "supabase_admin",
    password: "secret'of this test",
    logFile: join(folder, "postgres.log"),
    progress: terminalProgress(),
    runAs: unprivilegedUser(),
  });
  await bootstrap(server.url, "postgres");
  await bootstrap(server.url, "postgres");
  const superuser = postgres(server.url, { onnotice: () => {} });
  const sql = postgres(`postgresql://postgres:postgres@127.0.0.1:${port}/postgres`, {
    onnotice: () => {},
  });
  try {
    await t.step("extensions are created by postgres", async () => {
      await sql.unsafe(EXTENSIONS).simple();
      await sql`create extension pgtap with schema extensions`;
    });
    await t.step("cron jobs run as their owner, once when due", () => runsCronJobs(sql, superuser));
    await t.step("no job leaves a warning in the log", async () => {
      const log = await Deno.readTextFile(join(folder, "postgres.log"));
      assert.doesNotMatch(log, /no transaction in progress/);
    });
    await t.step("net requests are sent and answered", () => sendsRequests(sql, superuser));
    await t.step("net sends batch by batch", () => sendsInBatches(sql, superuser));
    await t.step("vault stores encrypted and shows nothing to anon", () => keepsSecrets(sql));
    await t.step("auth.uid() reads the claims", () => readsClaims(sql));
    await t.step("extensions own and grant what the real ones do", () => ownsAndGrants(sql));
    await t.step("postgres cannot take from PUBLIC what is in net", () => staysOpen(sql));
    await t.step(
      "the owner of net can, as docs/runbooks/analytics-login.md says",
      () => closes(sql, superuser),
    );
  } finally {
    await Promise.all([sql.end(), superuser.end()]);
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
});

async function runsCronJobs(sql: postgres.Sql, superuser: postgres.Sql) {
  await sql`create table public.ticks (who text)`;
  await sql`select cron.schedule('tick', '5 seconds', 'insert into ticks values (current_user)')`;
  await sql`select cron.schedule('bad', '5 seconds', 'select * from nowhere')`;
  await sql`select cron.schedule('open', '5 seconds', 'begin; insert into ticks values (null)')`;
  const worker = new CronWorker(superuser, fail);
  for (const second of [0, 4, 5, 6, 9]) {
    await worker.tick(new Date(second * 1000));
    await worker.idle();
  }
  assert.deepEqual([...await sql`select who from public.ticks`], [{ who: "postgres" }]);
  const runs = await sql`
    select jobname, status, return_message
    from cron.job_run_details join cron.job using (jobid) order by jobname`;
  assert.deepEqual([...runs], [
    {
      jobname: "bad",
      status: "failed",
      return_message: 'ERROR: relation "nowhere" does not exist',
    },
    { jobname: "open", status: "succeeded", return_message: "INSERT 1" },
    { jobname: "tick", status: "succeeded", return_message: "INSERT 1" },
  ]);
  await assert.rejects(sql`select cron.schedule('x', 'often', 'select 1')`, /invalid schedule/);
  await sql`select cron.unschedule(jobname) from cron.job`;
  assert.equal((await sql`select from cron.job`).length, 0);
}

async function sendsRequests(sql: postgres.Sql, superuser: postgres.Sql) {
  await using target = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => new Response(`${new URL(request.url).search} ${await request.text()}`),
  );
  const url = `http://127.0.0.1:${target.addr.port}/`;
  await sql`select net.http_post(${url}, '{"a": 1}'::jsonb, '{"q": "x y&ü+1"}'::jsonb)`;
  await sql`select net.http_get('http://198.51.100.1/')`;
  await new NetWorker(superuser).tick();
  const answers = await sql`
    select status_code, content, error_msg from net._http_response order by id`;
  assert.equal(answers[0]?.status_code, 200);
  assert.equal(answers[0]?.content, '?q=x%20y%26%C3%BC%2B1 {"a": 1}');
  assert.match(answers[1]?.error_msg, /loopback alone/);
  assert.equal((await sql`select from net.http_request_queue`).length, 0);
}

async function sendsInBatches(sql: postgres.Sql, superuser: postgres.Sql) {
  const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const paths: string[] = [];
  await using target = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async ({ url }) => {
      const { pathname } = new URL(url);
      paths.push(pathname);
      if (pathname !== "/slow") return new Response();
      reached.resolve();
      await held.promise;
      return new Response();
    },
  );
  const base = `http://127.0.0.1:${target.addr.port}`;
  const seen = async () =>
    (await sql`select from net._http_response where created > now() - interval '1 minute'`).length;
  const before = await seen();
  await sql`select net.http_get(${`${base}/slow`}), net.http_get(${`${base}/beside`})`;
  const worker = new NetWorker(superuser);
  const batch = worker.tick();
  await reached.promise;
  await sql`select net.http_get(${`${base}/behind`})`;
  assert.equal(await seen(), before);
  assert.equal(paths.includes("/behind"), false);
  held.resolve();
  await batch;
  assert.deepEqual([paths.toSorted(), await seen()], [["/beside", "/slow"], before + 2]);
  await worker.tick();
  assert.deepEqual([paths.at(-1), await seen()], ["/behind", before + 3]);
}

async function keepsSecrets(sql: postgres.Sql) {
  const [made] = await sql`select vault.create_secret('first', 'name') as id`;
  await sql`select vault.update_secret(${made!.id}, 'second')`;
  const [secret] = await sql`select * from vault.decrypted_secrets where name = 'name'`;
  assert.equal(secret?.decrypted_secret, "second");
  assert.ok(!secret?.secret.includes("second"));
  const asAnon = sql.begin(async (transaction) => {
    await transaction`set local role anon`;
    await transaction`select * from vault.decrypted_secrets`;
  });
  await assert.rejects(asAnon, /permission denied/);
}

async function readsClaims(sql: postgres.Sql) {
  const id = "00000000-0000-4000-8000-000000000001";
  const [row] = await sql.begin(async (transaction) => {
    await transaction`
      select set_config('request.jwt.claims', ${JSON.stringify({ sub: id, role: "anon" })}, true)`;
    return await transaction`select auth.uid(), auth.role()`;
  });
  assert.deepEqual({ ...row }, { uid: id, role: "anon" });
}
