import { z } from "zod";
import { plan } from "./plans.ts";
import type { Route } from "./route.ts";
import { startProblems } from "./runs.ts";
import { key } from "./seed.ts";
import { flag, moment } from "./shapes.ts";

const kind = z.enum(["programs", "projects", "tasks"]);
const types = ["application/x-ndjson", "text/csv"];
const counts = z.strictObject({
  created: z.number().int(),
  changed: z.number().int(),
  archived: z.number().int(),
  unchanged: z.number().int(),
});

const stored = z.strictObject({
  dry_run: z.boolean(),
  counts: z.strictObject({ programs: counts, projects: counts, tasks: counts }),
  changes: z.array(z.strictObject({
    kind,
    ref: z.string(),
    action: z.enum(["create", "change", "archive"]),
    columns: z.record(z.string(), z.strictObject({ from: z.unknown(), to: z.unknown() })),
  })).optional().meta({ description: "Dry runs only: a thousand of each kind at most." }),
  conflicts: z.array(z.strictObject({
    row: z.number().int(),
    kind,
    ref: z.string(),
    accepted_at: moment,
    columns: z.record(z.string(), z.strictObject({ file: z.unknown(), kept: z.unknown() })),
  })).optional().meta({
    description: "What is older than a value that was accepted from Odoo, and so was not stored; " +
      "a thousand rows at most, and none with overwrite.",
  }),
}).meta({ id: "StoredSeeds" });

const kindOfRows = kind.optional().meta({
  description: "What the rows are; lines of JSON may say it themselves, in `kind`.",
});
const how = {
  prune: flag.optional().meta({
    description: "Archives the tasks that the file does not have, of the projects it names.",
  }),
  overwrite: flag.optional().meta({
    description: "Also stores what is older than a value that was accepted from Odoo.",
  }),
};

export const routes: Route[] = [
  {
    method: "POST",
    path: "/seeds/bulk",
    summary: "Store a file of seeds, up to 100,000 of each kind, all of them or none.",
    name: "bulk_seeds",
    work: async () => (await import("./seed_upload.ts")).upload,
    query: z.strictObject({
      kind: kindOfRows,
      dry_run: flag.optional().meta({
        description: "Answers what would change, and changes nothing.",
      }),
      ...how,
      binding: z.string().min(1).max(63).optional().meta({
        description: "The Odoo that the seeds are meant for; what goes to another one is refused.",
      }),
    }),
    upload: types,
    answer: stored,
    problems: ["forbidden", "changed_meanwhile"],
    permission: "seeds.change",
  },
  {
    method: "POST",
    path: "/seeds/plan",
    summary: "Make a plan as if a file of up to 100,000 seeds was stored, and store nothing.",
    name: "plan_seeds",
    work: async () => (await import("./seed_upload.ts")).uploadToPlan,
    query: z.strictObject({
      kind: kindOfRows,
      ...how,
      binding: z.string().min(1).max(63).optional().meta({
        description:
          "The Odoo that the plan is for, default unless given. Rows for another one are " +
          "refused if it is.",
      }),
      full: flag.optional().meta({ description: "Reads all of Odoo." }),
    }),
    upload: types,
    answer: plan.extend({ seeds: stored }).meta({ id: "PlanOfFiles" }),
    status: 202,
    location: "/plans/{id}",
    problems: [...startProblems, "changed_meanwhile"],
    permission: "plans.make",
  },
  {
    method: "GET",
    path: "/seeds/export",
    summary: "Get seeds as a file that can be loaded again.",
    name: "export_seeds",
    work: async () => (await import("./seed_export.ts")).download,
    query: z.strictObject({
      kind,
      format: z.enum(["ndjson", "csv"]).optional().meta({
        description: "Else what the header Accept asks for, or ndjson.",
      }),
      project: key.optional(),
      program: key.optional(),
      tenant: z.string().max(63).optional(),
    }),
    answer: z.string(),
    download: types,
    permission: "seeds.read",
  },
];
