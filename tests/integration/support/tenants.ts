import postgres from "postgres";
import { rpc } from "../../../stack/odoo/rpc.ts";
import { type Actor, tokenOf } from "./actors.ts";
import { eventually } from "./eventually.ts";
import { copyOdooDatabase, dropOdooDatabase, loadStack, mayKillOdoo } from "./stack.ts";

export const stack = loadStack();

/** The bundle of all tests here: what the stack's prepared template holds already. */
export const bundle = "tests-project";

export const ann = { user: "ann@example.com", role: "platform_owner" };
export const ben = { user: "ben@example.com", role: "platform_owner" };

/** A test that looks into Odoo's PostgreSQL: left out where that is not known. */
export function testOnOwnServer(
  name: string,
  fn: (test: Deno.TestContext) => Promise<void>,
  options: Pick<Deno.TestDefinition, "sanitizeOps" | "sanitizeResources"> = {},
): void {
  Deno.test({ name, fn, ignore: stack.odoo.postgresUrl === undefined, ...options });
}

/** A step that kills Odoo: left out where that is somebody else's. */
export async function stepThatKillsOdoo(
  test: Deno.TestContext,
  name: string,
  fn: () => Promise<void>,
): Promise<void> {
  await test.step({ name, fn, ignore: !mayKillOdoo() });
}

/** What the API answers about tenants and operations. */
export interface TenancyAnswer {
  http: number;
  location: string | null;
  status: string;
  code?: string;
  detail?: string;
  faults?: { field: string; rule: string }[];
  operation: { id: string; status: string; existing: boolean };
  steps: { name: string; action: string; status: string; attempts: number; skip_reason: string }[];
  error: { code: string; detail: string; step: string } | null;
  /** Why no runner comes for it. */
  stalled?: { code: string; detail: string; suggestion: string } | null;
  finished_at: string | null;
  [member: string]: unknown;
}

interface Options {
  body?: unknown;
  key?: string;
  actor?: Actor;
  token?: string;
}

/** Calls the API, or tenant-create, for ann unless somebody else is named. */
export async function ask(
  method: "GET" | "POST",
  path: string,
  { body, key, actor = ann, token }: Options = {},
): Promise<TenancyAnswer> {
  const below = path === "tenant-create" ? path : `api/${path}`;
  const response = await fetch(`${stack.apiUrl}/functions/v1/${below}`, {
    method,
    headers: {
      authorization: `Bearer ${token ?? await tokenOf(actor)}`,
      "content-type": "application/json",
      ...(key && { "idempotency-key": key }),
    },
    body: method === "GET" ? undefined : JSON.stringify(body ?? {}),
  });
  const json = await response.json();
  return { ...json, http: response.status, location: response.headers.get("location") };
}

/** A body for POST /tenant-create that nothing is wrong with. */
export function tenantBody(slug: string, changes: Record<string, unknown> = {}) {
  return {
    slug,
    name: `Tenant ${slug}`,
    parent: "platform",
    plan: "starter",
    bundle,
    admin_email: `${slug}@example.com`,
    country: "PH",
    ...changes,
  };
}

/** Waits until an operation has ended; throws unless it did so in this status. */
export async function ended(
  id: string,
  wanted = "succeeded",
): Promise<TenancyAnswer> {
  return await eventually(`operation ${id} has ended`, async () => {
    const now = await ask("GET", `operations/${id}`);
    if (now.status === wanted) return now;
    if (!["succeeded", "failed", "cancelled"].includes(now.status)) return undefined;
    throw new Error(`Operation ${id} ended as ${now.status}: ${JSON.stringify(now.error)}`);
  }, { everyMs: 100 });
}

/** Asks for an operation on a tenant and waits for its end. */
export async function done(slug: string, kind: string, input?: unknown): Promise<TenancyAnswer> {
  const asked = await ask("POST", `tenants/${slug}/operations`, {
    body: { type: kind, params: input },
  });
  if (asked.http !== 202) throw new Error(`${kind} ${slug}: ${asked.code}: ${asked.detail}`);
  return await ended(asked.operation.id);
}

/** As done(), for what a second person has to approve. */
export async function doneByTwo(
  slug: string,
  kind: string,
  input?: unknown,
  wanted = "succeeded",
): Promise<TenancyAnswer> {
  const asked = await ask("POST", `tenants/${slug}/operations`, {
    body: { type: kind, params: input },
  });
  if (asked.operation?.status !== "waiting_approval") {
    throw new Error(`${kind} ${slug}: ${asked.code}: ${asked.detail}`);
  }
  await ask("POST", `operations/${asked.operation.id}/approve`, { actor: ben });
  return await ended(asked.operation.id, wanted);
}

/** The database of the stack, and tenants of which no Odoo database stays; ends with `await using`. */
export async function tenancy() {
  const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
  await registerTemplate(sql);
  const made: string[] = [];
  return {
    sql,
    /** A slug that no other test has. */
    slug(what: string) {
      const slug = `${what}-${crypto.randomUUID().slice(0, 8)}`;
      made.push(slug);
      return slug;
    },
    async tenant(slug: string) {
      const [row] = await sql`select * from control.tenants where slug = ${slug}`;
      return row;
    },
    /** A secret of a tenant; undefined when Vault has none. */
    async secret(slug: string, what: string): Promise<string | undefined> {
      const name = `tenant/${slug}/${what}`;
      const [row] = await sql`
        select decrypted_secret from vault.decrypted_secrets where name = ${name}`;
      return row?.decrypted_secret;
    },
    copyDatabase: copyOdooDatabase,
    /** Waits until a step of an operation has begun. */
    async until(id: string, step: string) {
      await eventually(`step ${step} has begun`, async () => {
        const { steps } = await ask("GET", `operations/${id}`);
        return steps.some(({ name, status }) => name === step && status !== "queued");
      });
    },
    async [Symbol.asyncDispose]() {
      for (const slug of made) await dropOdooDatabase(databaseOf(slug));
      await sql.end();
    },
  };
}

/** The stack's prepared database as an operator's own template of our bundle, which nobody rebuilds. */
async function registerTemplate(sql: postgres.Sql): Promise<void> {
  const { template, version, url, logins } = stack.odoo;
  await sql`
    insert into control.module_bundles (code, name, bundle_type, modules)
    values (${bundle}, 'Projects', 'project', array['project']) on conflict do nothing`;
  await sql`
    insert into control.database_templates (database, db_host, bundle_code, odoo_version, closure_hash, status)
    values (${template}, ${new URL(url).host}, ${bundle}, ${version}, 'prepared', 'ready')
    on conflict do nothing`;
  const name = `template/${template}/odoo_admin`;
  await sql`select control.keep_secret(${name}, ${logins.admin.password})`;
}

/** The name that a tenant's Odoo database has. */
export function databaseOf(slug: string): string {
  return `odoo_${slug.replaceAll("-", "_")}`;
}

/** Logs in over RPC: the user's id, or false. */
export async function logIn(
  slug: string,
  login: string,
  password: string,
): Promise<number | false> {
  const args = [databaseOf(slug), login, password, {}];
  return await rpc<number | false>(stack.odoo.url, "common", "authenticate", args);
}

export async function databaseExists(slug: string): Promise<boolean> {
  return await rpc<boolean>(stack.odoo.url, "db", "db_exist", [databaseOf(slug)]);
}

/** The names of all Odoo databases. */
export async function databaseNames(): Promise<string[]> {
  return await rpc<string[]>(stack.odoo.url, "db", "list");
}

/** What there is of a tenant, with the owners of what has one. */
export async function possessions(sql: postgres.Sql, slug: string) {
  const name = slug.replaceAll("-", "_");
  const [here] = await sql`
    select
      coalesce((select array_agg(nspowner::regrole::text) from pg_namespace where nspname = ${name}), '{}') as schemas,
      (select count(*)::int from pg_roles where rolname = ${`analytics_${name}`}) as analytics_roles,
      coalesce((
        select array_agg(split_part(name, '/', 3) order by name)
        from vault.secrets where starts_with(name, ${`tenant/${slug}/`})
      ), '{}') as secrets,
      (select count(*)::int from ops.odoo_bindings where tenant_slug = ${slug} and sync_enabled) as bindings`;
  await using odoo = odooPostgres();
  const [there] = await odoo.sql`
    select
      coalesce((
        select array_agg(datdba::regrole::text) from pg_database where datname = ${`odoo_${name}`}
      ), '{}') as databases,
      (select count(*)::int from pg_roles where rolname = ${`tenant_${name}`}) as roles`;
  return { ...there, ...here };
}

/** What there is of a tenant that never was, or is gone. */
export const nothing = {
  databases: [],
  roles: 0,
  schemas: [],
  analytics_roles: 0,
  secrets: [],
  bindings: 0,
};

/** Odoo's own PostgreSQL, as its administrator or as somebody else. */
export function odooPostgres(
  database = "postgres",
  login: { username?: string; password?: string } = {},
) {
  const options = { max: 1, onnotice: () => {}, ...login };
  const sql = postgres(`${stack.odoo.postgresUrl}${database}`, options);
  return { sql, [Symbol.asyncDispose]: () => sql.end() };
}

/** Whether a tenant's database role gets into a database, by default its own, and reads there. */
export async function roleLogsIn(
  slug: string,
  password: string,
  database = databaseOf(slug),
): Promise<boolean> {
  const url = new URL(`${stack.odoo.postgresUrl}${database}`);
  [url.username, url.password] = [`tenant_${slug.replaceAll("-", "_")}`, password];
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  try {
    return (await sql`select id from res_company`).length > 0;
  } catch (error) {
    if (error instanceof postgres.PostgresError) return false;
    throw error;
  } finally {
    await sql.end();
  }
}

/** Lets the leases of an operation pass, and has it looked at. */
export async function hurry(sql: postgres.Sql, id: string): Promise<void> {
  await passTime(sql, id);
  await sql`update ops.work set called_at = null where kind = 'step' and object = ${id}`;
  await sql`select ops.drive()`;
}

/** Lets the pauses and leases of an operation's steps pass. */
export async function passTime(sql: postgres.Sql, id: string): Promise<void> {
  await sql`
    update ops.work
    set run_after = clock_timestamp(),
      lease_expires_at = case when status = 'running' then clock_timestamp() end
    where kind = 'step' and object = ${id} and status <> 'dead'`;
}

/** Gives the steps of an operation more attempts than they have: workers die more often than that. */
export async function giveAttempts(sql: postgres.Sql, id: string): Promise<void> {
  await sql`
    update control.provisioning_jobs set max_attempts = 100
    where operation_id = ${id} and finished_at is null`;
  await sql`update ops.work set max_attempts = 100 where kind = 'step' and object = ${id}`;
}

/** Has the queue call nobody, so that a test works off the steps itself; ends with `await using`. */
export async function undriven(sql: postgres.Sql): Promise<AsyncDisposable> {
  const name = "functions_secret";
  await sql`delete from vault.secrets where name = ${name}`;
  // Between two steps a runner has none: twice in a row nobody has to be seen.
  let quiet = 0;
  await eventually("those who were called before are done", async () => {
    quiet = await isCalled(sql) ? 0 : quiet + 1;
    return quiet === 2;
  });
  return {
    async [Symbol.asyncDispose]() {
      await sql`select vault.create_secret(${stack.functionsSecret}, ${name})`;
    },
  };
}

/** Whether a runner is on its way, has just come, or is at a step. One that was killed never says that it is done. */
async function isCalled(sql: postgres.Sql): Promise<boolean> {
  const [{ called }] = await sql<[{ called: boolean }]>`
    select exists (
      select from ops.function_calls c
      where c.path = 'operations-run' and c.ended_at is null and c.fault is null
        and coalesce(c.taken_at, c.called_at) > clock_timestamp() - interval '160 seconds'
        and (
          c.taken_at is null or c.taken_at > clock_timestamp() - interval '3 seconds'
          or exists (select from ops.work w where w.kind = 'step' and w.status = 'running'
            and w.lease_expires_at > clock_timestamp())
        )
    ) as called`;
  return called;
}
