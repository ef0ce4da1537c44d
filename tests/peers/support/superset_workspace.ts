import postgres from "postgres";
import type { StackState } from "../../../stack/types.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import { importAssets } from "../../../supabase/functions/_shared/superset/assets.ts";
import { deleteChart, findChart } from "../../../supabase/functions/_shared/superset/charts.ts";
import {
  deleteDashboard,
  embedDashboard,
  findDashboard,
} from "../../../supabase/functions/_shared/superset/dashboards.ts";
import {
  createDatabase,
  deleteDatabase,
} from "../../../supabase/functions/_shared/superset/databases.ts";
import {
  deleteDataset,
  getOrCreateDataset,
  listDatasets,
} from "../../../supabase/functions/_shared/superset/datasets.ts";
import { guestPermissions } from "../../../supabase/functions/_shared/superset/guest_permissions.ts";
import { ensureRole, setPermissions } from "../../../supabase/functions/_shared/superset/roles.ts";
import { supersetClient } from "./superset.ts";
import { dashboardFiles, type Uuids } from "./superset_assets.ts";

export const client = supersetClient();
const stack: StackState = JSON.parse(Deno.readTextFileSync(Deno.env.get("STACK_STATE")!));

/** A tenant as Superset sees it: a schema, and a login that reads that schema alone. */
export interface Tenant {
  schema: string;
  login: string;
  password: string;
  /** As Superset reaches it. */
  uri: Secret;
}

/** What a tenant has in Superset. */
export interface Workspace extends Tenant {
  database: number;
  dataset: number;
  dashboard: number;
  chart: number;
  /** What pages and guest tokens name. */
  embedded: string;
}

const unique = () => crypto.randomUUID().slice(0, 8);

/** A database of its own with so many tenants in it; each has `hours` of the companies 1 and 2. */
export async function analytics(count: number) {
  const url = new URL(stack.databaseUrl);
  const admin = postgres(url.href, { max: 1, onnotice: () => {} });
  const name = `analytics_${unique()}`;
  await admin.unsafe(`create database ${name}`);
  await admin.unsafe(`revoke connect on database ${name} from public`);
  url.pathname = `/${name}`;
  const sql = postgres(url.href, { max: 1, onnotice: () => {} });
  const tenants: Tenant[] = [];
  for (let at = 0; at < count; at++) tenants.push(await makeTenant(sql, url, name));
  return {
    tenants,
    sql,
    async [Symbol.asyncDispose]() {
      await sql.end();
      await admin.unsafe(`drop database ${name} with (force)`);
      for (const { login } of tenants) await admin.unsafe(`drop role ${login}`);
      await admin.end();
    },
  };
}

async function makeTenant(sql: postgres.Sql, url: URL, name: string): Promise<Tenant> {
  const [schema, password] = [`tenant_${unique()}`, crypto.randomUUID()];
  const login = `${schema}_reads`;
  await sql.unsafe(`
    create schema ${schema};
    create table ${schema}.hours (id int, company int, person text, hours numeric);
    insert into ${schema}.hours values (1, 1, 'Ann of ${schema}', 3), (2, 2, 'Ben of ${schema}', 4);
    create role ${login} login password '${password}';
    alter role ${login} set default_transaction_read_only = on;
    grant connect on database ${name} to ${login};
    grant usage on schema ${schema} to ${login};
    grant select on all tables in schema ${schema} to ${login};
  `);
  const uri = new Secret(`postgresql+psycopg2://${login}:${password}@${url.host}/${name}`);
  return { schema, login, password, uri };
}

/** Gives a tenant a database, a dataset and an embedded dashboard with one chart; ends with `await using`. */
export async function workspace(tenant: Tenant): Promise<Workspace & AsyncDisposable> {
  const uuids: Uuids = {
    ...{ database: crypto.randomUUID(), dataset: crypto.randomUUID() },
    ...{ chart: crypto.randomUUID(), dashboard: crypto.randomUUID() },
  };
  const { schema: name, schema, uri } = tenant;
  const { id: database, uuid } = await createDatabase(client, { name, uri });
  await importAssets(client, dashboardFiles(schema, { ...uuids, database: uuid }, uri));
  const dataset = await getOrCreateDataset(client, { database, schema, table: "hours" });
  const { id: dashboard } = (await findDashboard(client, { uuid: uuids.dashboard }))!;
  const chart = (await findChart(client, uuids.chart))!.id;
  const embedded = await embedDashboard(client, dashboard, ["http://host.example.com"]);
  return {
    ...{ ...tenant, database, dataset, dashboard, chart, embedded },
    async [Symbol.asyncDispose]() {
      await deleteDashboard(client, dashboard);
      await deleteChart(client, chart);
      for (const { id } of await listDatasets(client, database)) await deleteDataset(client, id);
      await deleteDatabase(client, database);
    },
  };
}

/** Has guests let in, as a person's own Superset is set up once. */
export async function allowGuests(): Promise<void> {
  await setPermissions(client, await ensureRole(client, "Guest"), guestPermissions);
}
