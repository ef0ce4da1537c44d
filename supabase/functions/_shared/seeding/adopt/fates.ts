import type { Adoption } from "../../database/adoption.ts";
import type { AdoptResult } from "./adopt.ts";

/** What became of each seed that Odoo did not hold. */
export function fates({ adoptions }: Pick<AdoptResult, "adoptions">) {
  const found = (outcome: Adoption["outcome"]) =>
    adoptions.filter((adoption) => adoption.outcome === outcome);
  return {
    matched: found("matched").map(({ model, external_ref, odoo_ids, odoo_name }) => ({
      model,
      external_ref,
      odoo_id: odoo_ids[0]!,
      odoo_name,
    })),
    ambiguous: found("ambiguous").map(({ model, external_ref, odoo_ids, rivals }) => ({
      model,
      external_ref,
      odoo_ids,
      rivals,
    })),
    unmatched: found("unmatched").map(({ model, external_ref }) => ({ model, external_ref })),
  };
}
