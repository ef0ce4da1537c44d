import type { Progress } from "../../stack/types.ts";
import { slugs, type TenantStage } from "./stage.ts";

const pollMs = 250;

/**
 * Has the template of the tenant's bundle prepared, and waits for it: without one the first creation installs it all,
 * as it does where people were told that none can be built.
 */
export async function warm({ sql, stack }: TenantStage, progress: Progress): Promise<void> {
  const [{ bundle, database }] = await sql<[{ bundle: string; database: string }]>`
    select b.name as bundle,
      control.want_template(b.code, t.country_code, ${new URL(stack.odoo.url).origin}) as database
    from control.tenants t join control.module_bundles b on b.code = t.bundle_code
    where t.slug = ${slugs.tenant}
  `;
  await progress.step(`Prepare the template of ${bundle}`, async (update) => {
    update(database);
    for (;;) {
      const [row] = await sql`
        select status, error ->> 'detail' as detail, exists (
          select from ops.reconcile_faults f where f.object = t.database and f.task = 'control.leave_template'
        ) as told
        from control.v_templates t where database = ${database}
      `;
      if (row?.status === "ready") return;
      if (row?.status !== "building") {
        throw new Error(`Cannot prepare ${database}: it is gone stale. Run the demo again.`);
      }
      if (row.detail) update(row.detail);
      if (row.told) return progress.note(`  Going on without a template: ${row.detail}`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  });
}
