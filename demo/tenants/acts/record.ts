import { claim, heading, showTable } from "../../terminal/say.ts";
import { seconds } from "../follow.ts";
import type { TenantStage } from "../stage.ts";

/** Act 7: who asked for what, and that nobody has changed the answer. */
export async function record({ sql }: TenantStage): Promise<void> {
  heading(
    7,
    "On record",
    "An operation that has ended never changes, and every change is in the audit log, each entry " +
      "with the hash of the one before. All that was asked for here, from Postgres:",
  );
  const rows = await sql`
    select t.slug, o.kind, o.requested_by, a.decided_by, o.status,
      (select count(*)::int from control.provisioning_jobs j where j.operation_id = o.id) as steps,
      extract(epoch from o.finished_at - o.created_at)::float as took
    from control.operations o
    join control.tenants t on t.id = o.tenant_id
    left join control.operation_approvals a on a.operation_id = o.id
    order by o.created_at
  `;
  showTable(
    ["tenant", "operation", "asked for by", "approved by", "steps", "seconds", "status"],
    rows.map(({ slug, kind, requested_by, decided_by, steps, took, status }) => [
      slug,
      kind,
      nameOf(requested_by),
      decided_by && nameOf(decided_by),
      steps,
      seconds(took),
      { text: status, style: "green" },
    ]),
  );
  const [log] = await sql`
    select count(*)::int as entries, (select count(*)::int from control.verify_audit()) as broken
    from control.audit_logs
  `;
  claim(
    `${log!.entries} entries in the audit log, and the chain is whole.`,
    log!.entries > 0 && log!.broken === 0 && rows.every(({ status }) => status === "succeeded"),
    () => ({ log, rows }),
  );
}

/** An address without its domain. */
const nameOf = (address: string) => address.split("@")[0]!;
