import { discard } from "../../stack/state.ts";
import { stopInstance } from "../../stack/supervisor.ts";
import type { Progress, StackState } from "../../stack/types.ts";
import { WebDatabases } from "../../supabase/functions/_shared/odoo/databases.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { refuseForeignData } from "../reset.ts";
import { type Opened, openStack, type Options } from "../run_demo.ts";
import { setStage, slugs, type TenantStage } from "./stage.ts";

/** An instance on which nothing was asked of a tenant yet: operations are history, which nobody undoes. */
export async function openUnused(options: Options, progress: Progress): Promise<Opened> {
  const opened = await openStack(options, progress);
  if (!await clear(opened.stack, progress)) return opened;
  await stopInstance(options.instance, progress);
  await discard(options.instance);
  return await openStack(options, progress);
}

/** Drops what an earlier demo left on the Odoo server. @returns whether there was one */
async function clear(stack: StackState, progress: Progress): Promise<boolean> {
  await using stage = await setStage(stack);
  const [used] = await stage.sql`select from control.operations limit 1`;
  if (!used) return false;
  await refuseForeignTenants(stage);
  await refuseForeignData(stage.sql);
  const rows = await stage.sql<{ database: string }[]>`
    select database from control.tenants t
    where isolation = 'database' and status <> 'decommissioned' and control.has_noted_database(t.id)
    union all
    select database from control.database_templates where odoo_url is not null
  `;
  const { url, masterPassword } = stage.stack.odoo;
  const databases = new WebDatabases({ url, masterPassword: new Secret(masterPassword) });
  await progress.step("Drop the databases of the last demo", async (update) => {
    update(String(rows.length));
    for (const { database } of rows) await databases.drop(database);
  });
  return true;
}

/** @throws {Error} naming the tenants that are not the demo's to drop */
async function refuseForeignTenants({ sql, stack }: TenantStage): Promise<void> {
  const known = ["platform", "scout", ...Object.values(slugs)];
  const rows = await sql`select slug from control.tenants where slug <> all (${known}) order by 1`;
  if (rows.length === 0) return;
  throw new Error(
    `Cannot run the demo: instance ${stack.instance} has tenants that are not the demo's ` +
      `(${
        rows.map(({ slug }) => slug).join(", ")
      }). Use another instance: add \`--instance scratch\`.`,
  );
}
