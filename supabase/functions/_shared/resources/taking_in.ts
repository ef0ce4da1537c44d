import { z } from "zod";
import type { ErrorCode } from "../error_kinds.ts";
import { ruleEach } from "../seeding/adopt/adopt_body.ts";
import { importedProject } from "../seeding/adopt/import_body.ts";
import type { Route } from "./route.ts";
import { startProblems } from "./runs.ts";

const name = z.string().min(1).max(255);
const params = z.strictObject({ name: z.string().min(1).max(63) });
const seed = { model: z.string(), ref: z.string() };

/** How both end. */
const ended = {
  run: z.uuid(),
  status: z.enum(["success", "partial"]).meta({ description: "partial: there are errors." }),
  counts: z.record(z.string(), z.number().int())
    .meta({ description: "What a seeding would do from here on, by action." }),
  errors: z.array(z.strictObject({
    ...seed,
    field: z.string().nullable(),
    code: z.string(),
    message: z.string(),
  })),
};

const adoption = z.strictObject({
  ...ended,
  dry_run: z.boolean(),
  matched: z.array(z.strictObject({
    ...seed,
    odoo_id: z.number().int(),
    odoo_name: z.string().nullable(),
  })),
  ambiguous: z.array(z.strictObject({
    ...seed,
    odoo_ids: z.array(z.number().int()),
    rivals: z.array(z.string()).meta({ description: "Other seeds that match the same record." }),
  })).meta({ description: "Left alone: a person decides in Odoo." }),
  unmatched: z.array(z.strictObject(seed))
    .meta({ description: "The next seeding creates them." }),
}).meta({ id: "Adoption" });

const imported = z.strictObject({
  ...ended,
  projects: z.number().int().meta({ description: "Seeds that were written." }),
  tasks: z.number().int(),
}).meta({ id: "ImportedProject" });

const problems: ErrorCode[] = [
  ...startProblems,
  ...["misconfigured", "odoo_auth_failed", "odoo_access_denied", "odoo_database_missing"] as const,
  ...["odoo_field_missing", "odoo_unreachable", "odoo_busy", "odoo_timeout"] as const,
  ...["odoo_failed", "lease_lost"] as const,
];

export const routes: Route[] = [
  {
    method: "POST",
    path: "/bindings/{name}/adopt",
    summary: "Give records that people made in Odoo the refs of the seeds that they match.",
    name: "adopt_records",
    work: async () => (await import("./taking_in_work.ts")).adoptRecords,
    params,
    body: z.strictObject({
      program: name.optional().meta({ description: "That programme and all below it." }),
      projects: z.array(name).min(1).max(1000).optional(),
      match: ruleEach.optional()
        .meta({ description: "By name unless given. A model without a rule is left alone." }),
      take: z.enum(["policy", "seed", "odoo"]).optional()
        .meta({ description: "Which value wins where both differ; policy unless given." }),
      dry_run: z.boolean().optional(),
    }),
    answer: adoption,
    problems,
    permission: "runs.start",
  },
  {
    method: "POST",
    path: "/bindings/{name}/import",
    summary: "Make seeds of a project that people made in Odoo, and of all its tasks.",
    name: "import_project",
    work: async () => (await import("./taking_in_work.ts")).importRecords,
    params,
    body: importedProject,
    answer: imported,
    problems: [...problems, "import_refused"],
    permission: "seeds.change",
  },
];
