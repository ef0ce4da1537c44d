import type { Api } from "../../../client/client.ts";
import { WebDatabases } from "../../../supabase/functions/_shared/odoo/databases.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import { claim, heading, showTable } from "../../terminal/say.ts";
import { ask, told } from "../ask.ts";
import { follow, taken } from "../follow.ts";
import { slugs, type TenantStage } from "../stage.ts";

/** Act 6: two people end the clone. */
export async function decommission(stage: TenantStage): Promise<void> {
  heading(
    6,
    "Decommission",
    "What cannot be undone waits for a second person. Ann asks for the end of the clone; her own " +
      "approval does not count, Ben's does. Then everything of it goes, but not its history:",
  );
  const { ann, ben } = stage.by;
  const asked = await ask(ann, slugs.clone, "decommission");
  const id = taken(asked);
  const approve = async (api: Api) =>
    told(await api.POST("/operations/{id}/approve", { params: { path: { id } }, body: {} }));
  const own = await approve(ann);
  const before = await remains(stage);
  const approved = performance.now();
  const second = await approve(ben);
  const { seconds } = await follow(ann, id, approved);
  const after = await remains(stage);
  showTable(["who", "does", "answer"], [
    ["Ann", "asks for it", `${asked.http} ${asked.operation?.status}`],
    ["Ann", "approves it", `${own.http} ${own.code}`],
    ["Ben", "approves it", `${second.http}`],
  ]);
  showTable(
    [`of ${slugs.clone}`, "before", "after"],
    Object.keys(before).map((what) => [what, before[what]!, after[what]!]),
  );
  const gone = Object.entries(after).filter(([what]) => !kept.includes(what));
  claim(
    `Gone ${seconds.toFixed(1)} s after the approval. The row stays, decommissioned, with its ` +
      "slug and its operations.",
    asked.operation?.status === "waiting_approval" && own.http === 403 && second.http === 200 &&
      gone.every(([, left]) => left === "0") && Object.values(before).every((at) => at !== "0") &&
      after["tenant's status"] === "decommissioned",
    () => ({ asked, own, second, before, after }),
  );
}

const kept = ["tenant's status", "operations on record"];

/** What there is of the clone, asked of Odoo's server and of Postgres. */
async function remains({ sql, stack }: TenantStage): Promise<Record<string, string>> {
  const [tenant] = await sql`select * from control.tenants where slug = ${slugs.clone}`;
  const { id, slug, database, schema, status } = tenant!;
  const { url, masterPassword } = stack.odoo;
  const odoo = new WebDatabases({ url, masterPassword: new Secret(masterPassword) });
  const [row] = await sql`
    select
      (select count(*) from pg_namespace where nspname = ${schema}) as schemas,
      (select count(*) from pg_roles where rolname = control.analytics_role(${slug})) as roles,
      (select count(*) from vault.secrets where name like ${`tenant/${slug}/%`}) as secrets,
      (select count(*) from ops.odoo_bindings where tenant_slug = ${slug} and sync_enabled) as bindings,
      (select count(*) from control.operations where tenant_id = ${id}) as operations
  `;
  return {
    "Odoo database": await odoo.exists(database) ? "1" : "0",
    "schema in Postgres": row!.schemas,
    "role that reads it": row!.roles,
    "secrets in Vault": row!.secrets,
    "open bindings": row!.bindings,
    "operations on record": row!.operations,
    "tenant's status": status,
  };
}
