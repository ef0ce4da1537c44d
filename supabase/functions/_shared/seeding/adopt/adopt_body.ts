import { z } from "zod";
import type { AdoptRequest } from "./adopt.ts";
import type { MatchRule } from "./candidates.ts";

const byName = z.strictObject({ by: z.literal("name") });
const byField = z.strictObject({
  by: z.literal("field"),
  field: z.string().regex(/^[a-z][a-z0-9_]*$/),
  column: z.enum(["external_ref", "name", "odoo_id"]).default("external_ref"),
});
const rule = z.discriminatedUnion("by", [byName, byField]);
/** How records are matched: a rule for each model that is looked at. */
export const ruleEach = z.strictObject({ projects: rule.optional(), tasks: rule.optional() })
  .refine((rules) => rules.projects || rules.tasks, "give projects, tasks or both a rule");
/** One rule alone is for both; not a union, whose faults would name no field. */
const match = z.preprocess(
  (given) => isRule(given) ? { projects: given, tasks: given } : given,
  ruleEach,
);

/** What an adoption is asked for by; every key is optional, no other is accepted. */
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
