import { claim, heading, showTable } from "../../terminal/say.ts";
import { adminOf, letsIn } from "../doors.ts";
import { ask, type Told, told } from "../ask.ts";
import { carryOut, follow, taken } from "../follow.ts";
import { slugs, type TenantStage } from "../stage.ts";

const client = {
  slug: slugs.client,
  name: "Northwind Finance",
  parent: slugs.tenant,
  plan: "professional",
  bundle: "finance-ppm",
  admin_email: "northwind.admin@example.com",
  country: "PH",
};

/** Act 5: a client becomes a provider, and has clients of its own. */
export async function provider(stage: TenantStage): Promise<void> {
  heading(
    5,
    "Provider",
    "Only the platform and providers have tenants below them; a rule of the database, whoever asks. " +
      "tbwa is upgraded, and its own owner then creates a client, but has no say elsewhere:",
  );
  const { ann, owner } = stage.by;
  const create = async () => told(await owner.POST("/tenants", { body: client }));
  const early = await create();
  await carryOut(ann, slugs.tenant, "upgrade_to_provider");
  const asked = performance.now();
  const created = await create();
  const { seconds } = await follow(owner, taken(created), asked);
  const foreign = await ask(owner, slugs.clone, "pause");
  showTable(["asked for by the owner of tbwa", "answer"], [
    [`create ${client.slug}, while tbwa is a client`, shown(early)],
    [`create ${client.slug}, once tbwa is a provider`, shown(created)],
    [`pause ${slugs.clone}, which is not below tbwa`, shown(foreign)],
  ]);
  const tree = await showTree(stage);
  const inside = await letsIn(await adminOf(stage, slugs.client));
  const row = tree.find(({ slug }) => slug === slugs.client);
  claim(
    `${client.slug} is active ${seconds.toFixed(1)} s after the request, below tbwa, and its ` +
      "administrator can log in.",
    early.http === 422 && created.http === 202 && foreign.http === 404 && inside &&
      row?.parent === slugs.tenant && row.status === "active",
    () => ({ early, created, foreign, tree, inside }),
  );
}

const shown = ({ http, code }: Told) => code ? `${http} ${code}` : `${http}, then active`;

async function showTree({ sql }: TenantStage) {
  const rows = await sql`
    select t.slug, t.tenant_type, p.slug as parent, t.plan_code, t.database, t.status
    from control.tenants t left join control.tenants p on p.id = t.parent_id
    order by cardinality(array(select control.lineage(t.id))), t.created_at
  `;
  showTable(
    ["tenant", "type", "below", "plan", "database", "status"],
    rows.map(({ slug, tenant_type, parent, plan_code, database, status }) => [
      slug,
      tenant_type,
      parent,
      plan_code,
      database,
      { text: status, style: "green" },
    ]),
  );
  return rows;
}
