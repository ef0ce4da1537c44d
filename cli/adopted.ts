import { InvalidArgumentError } from "commander";
import type { components } from "../client/schema.ts";
import type { Cell } from "../terminal/table.ts";
import type { Listing } from "./output.ts";
import { kindOf } from "./plan/plan_action.ts";

type Schemas = components["schemas"];

/** What became of an adoption. */
export type Adopted = Pick<Schemas["Adoption"], "matched" | "ambiguous" | "unmatched">;

/** How records of a model are matched. */
export type MatchRule =
  | { by: "name" }
  | { by: "field"; field: string; column?: "external_ref" | "name" | "odoo_id" };

/** How records are matched: by name, or by a field of Odoo that holds a column of the seeds. @throws {InvalidArgumentError} */
export function matchRule(text: string): MatchRule {
  if (text === "name") return { by: "name" };
  const [, field, column] = /^(\w+)(?:=(external_ref|name|odoo_id))?$/.exec(text) ?? [];
  if (field !== undefined) return { by: "field", field, ...column && { column } } as MatchRule;
  throw new InvalidArgumentError("It is name, or <field>=<external_ref|name|odoo_id>.");
}

/** Which record each seed has got, or would get. */
export function adoptionListing({ matched, ambiguous, unmatched }: Adopted): Listing {
  const row = (
    outcome: Cell,
    { model, ref }: Adopted["unmatched"][number],
    odoo: string,
    name: string | null,
  ) => [
    ...[outcome, kindOf(model), ref, odoo, name],
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
