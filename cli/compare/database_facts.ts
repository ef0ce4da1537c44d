import type { Difference } from "../../supabase/functions/_shared/introspect/differences.ts";
import { differences } from "../../supabase/functions/_shared/introspect/differences.ts";
import type { Structure } from "../../supabase/functions/_shared/introspect/structure.ts";
import type { Compared, Fact } from "./fact.ts";

/** The modules of an Odoo with their versions, as its database has them. */
export function moduleFacts({ odoo }: Structure): Fact[] {
  return (odoo?.modules ?? []).map(({ name, version }) => ({
    ...{ part: "modules", name, value: version ?? "installed" },
  }));
}

/** How the structure of one database differs from another's; what is the same is its number of tables. */
export function comparedSchemas(a: Structure, b: Structure): Compared[] {
  const [left, right] = [a, b].map(({ tables }) => String(tables.length));
  const tables = { a: left!, b: right!, same: left === right };
  return [
    { part: "schema", name: "tables", ...tables },
    ...differences(a, b).map(comparedDifference),
  ];
}

function comparedDifference(
  { change, what, name, aspect, from = null, to = null }: Difference,
): Compared {
  return {
    part: "schema",
    name: [what, name, aspect].filter(Boolean).join(" "),
    a: change === "removed" ? from ?? "there" : from,
    b: change === "added" ? to ?? "there" : to,
    same: false,
  };
}
