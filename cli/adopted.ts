import { InvalidArgumentError } from "commander";
import type { Cell } from "../terminal/table.ts";
import type { Listing } from "./output.ts";
import { kindOf } from "./plan/plan_action.ts";

interface Seed {
  model: string;
  external_ref: string;
}

/** What became of an adoption. */
export interface Adopted {
  matched: (Seed & { odoo_id: number; odoo_name: string })[];
  /** Left alone: several records match the seed, or several seeds the record. */
  ambiguous: (Seed & { odoo_ids: number[] })[];
  unmatched: Seed[];
}

/** How records are matched: by name, or by a field of Odoo that holds a column of the seeds. @throws {InvalidArgumentError} */
export function matchRule(text: string): Record<string, string> {
  if (text === "name") return { by: "name" };
  const [, field, column] = /^(\w+)(?:=(external_ref|name|odoo_id))?$/.exec(text) ?? [];
  if (field !== undefined) return { by: "field", field, ...column && { column } };
  throw new InvalidArgumentError("It is name, or <field>=<external_ref|name|odoo_id>.");
}

/** Which record each seed has got, or would get. */
export function adoptionListing({ matched, ambiguous, unmatched }: Adopted): Listing {
  const row = (outcome: Cell, { model, external_ref }: Seed, odoo: string, name: string | null) => [
    ...[outcome, kindOf(model), external_ref, odoo, name],
  ];
  return {
    titles: ["outcome", "kind", "ref", "in Odoo", "name there"],
    rows: [
      ...matched.map((seed) =>
        row({ text: "matched", style: "green" }, seed, String(seed.odoo_id), seed.odoo_name)
      ),
      ...ambiguous.map((seed) =>
        row({ text: "ambiguous", style: "magenta" }, seed, seed.odoo_ids.join(", "), null)
      ),
      ...unmatched.map((seed) => row("unmatched", seed, "", null)),
    ],
    none: "No seed is without its record.",
  };
}
