import { z } from "zod";
import type { Adoption } from "../_shared/database/adoption.ts";
import type { AdoptRequest, AdoptResult } from "../_shared/seeding/adopt/adopt.ts";
import type { MatchRule } from "../_shared/seeding/adopt/candidates.ts";
import { oneSliceAnswer } from "./one_slice.ts";

const byName = z.strictObject({ by: z.literal("name") });
const byField = z.strictObject({
  by: z.literal("field"),
  field: z.string().regex(/^[a-z][a-z0-9_]*$/),
  column: z.enum(["external_ref", "name", "odoo_id"]).default("external_ref"),
});
const rule = z.discriminatedUnion("by", [byName, byField]);
const ruleEach = z.strictObject({ projects: rule.optional(), tasks: rule.optional() })
  .refine((rules) => rules.projects || rules.tasks, "give projects, tasks or both a rule");
/** One rule alone is for both; not a union, whose faults would name no field. */
const match = z.preprocess(
  (given) => isRule(given) ? { projects: given, tasks: given } : given,
  ruleEach,
);

/** The body of POST /seed-odoo-finance/adopt; every key is optional, no other is accepted. */
export const adoptBody = z.strictObject({
  binding: z.string().min(1).default("default"),
  program: z.string().min(1).optional(),
  projects: z.array(z.string().min(1)).min(1).optional(),
  match: match.prefault({ by: "name" }),
  take: z.enum(["policy", "seed", "odoo"]).default("policy"),
  dry_run: z.boolean().default(false),
});

/** What adopt() is asked for by a body. */
export function adoptRequest(body: z.infer<typeof adoptBody>): AdoptRequest {
  const { binding, program, projects, match, take, dry_run: dryRun } = body;
  const scope = { ...(program && { program }), ...(projects && { projects }) };
  const rules = {
    ...(match.projects && { "project.project": matchRule(match.projects) }),
    ...(match.tasks && { "project.task": matchRule(match.tasks) }),
  };
  return { binding, scope, rules, take, dryRun };
}

function isRule(given: unknown): boolean {
  return typeof given === "object" && given !== null && "by" in given;
}

function matchRule(rule: z.infer<typeof byName> | z.infer<typeof byField>): MatchRule {
  return rule.by === "name"
    ? { field: "name", column: "name" }
    : { field: rule.field, column: rule.column };
}

/** What became of each seed that Odoo did not hold. */
export function adoptResponse(result: AdoptResult, ms: number): Response {
  const found = (outcome: Adoption["outcome"]) =>
    result.adoptions.filter((adoption) => adoption.outcome === outcome);
  const reported = {
    dry_run: result.dryRun,
    matched: found("matched").map(({ model, external_ref, odoo_ids, odoo_name }) => ({
      model,
      external_ref,
      odoo_id: odoo_ids[0],
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
  return oneSliceAnswer(result, reported, ms);
}
