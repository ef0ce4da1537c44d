import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { PlanRow } from "../_shared/database/plan.ts";
import type { SeedResult } from "../_shared/seeding/seed.ts";
import { seedBody, seedRequest, seedResponse } from "./request.ts";

const read = (body: unknown) => seedRequest(seedBody.parse(body));

Deno.test("seedRequest() seeds everything of the default binding when asked for nothing", () => {
  deepStrictEqual(read({}), {
    binding: "default",
    scope: { prune: "never" },
    dryRun: false,
    notify: false,
  });
});

Deno.test("seedRequest() takes every key of the body", () => {
  const body = {
    binding: "acme",
    program: "close",
    projects: ["p1", "p2"],
    dry_run: true,
    prune: "archive",
    notify: true,
  };
  deepStrictEqual(read(body), {
    binding: "acme",
    scope: { program: "close", projects: ["p1", "p2"], prune: "archive" },
    dryRun: true,
    notify: true,
  });
});

const wrong = {
  "an unknown key": { dryrun: true },
  "a text for a flag": { dry_run: "true" },
  "a prune that deletes": { prune: "unlink" },
  "an empty binding": { binding: "" },
  "no projects at all": { projects: [] },
  "an empty ref": { projects: [""] },
  "null for a programme": { program: null },
};
for (const [what, body] of Object.entries(wrong)) {
  Deno.test(`seedBody refuses ${what}`, () => {
    strictEqual(seedBody.safeParse(body).success, false);
  });
}

const created = { external_ref: "t1", odoo_id: 4, action: "created" };
const row: PlanRow = {
  model: "project.task",
  external_ref: "t1",
  odoo_id: null,
  action: "create",
  changes: { name: { from: null, to: "T" } },
  conflicts: {},
  reason: null,
  incomplete: false,
  project_ref: "p1",
};
const done: SeedResult = {
  runId: "11111111-1111-4111-8111-111111111111",
  dryRun: false,
  projectsSynced: 1,
  tasksSynced: 2,
  counts: { create: 1, noop: 2 },
  plan: [],
  results: { "project.project": [], "project.task": [created] },
  failures: [],
  rpcCount: 9,
};

Deno.test("seedResponse() answers 200 and names the run", async () => {
  const response = seedResponse(done, 12.6);
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("x-run-id"), done.runId);
  deepStrictEqual(await response.json(), {
    ok: true,
    run_id: done.runId,
    status: "success",
    dry_run: false,
    projects_synced: 1,
    tasks_synced: 2,
    counts: { create: 1, noop: 2 },
    results: { projects: [], tasks: [created] },
    errors: [],
    duration_ms: 13,
    rpc_count: 9,
  });
});

Deno.test("seedResponse() answers 207 when a row failed", async () => {
  const failure = {
    model: "project.task",
    external_ref: "t2",
    field: "milestone",
    code: "unwritable",
    message: "Cannot refer to milestone Close: it is not in Odoo.",
  } as const;
  const response = seedResponse({ ...done, failures: [failure] }, 1);
  strictEqual(response.status, 207);
  const { ok, status, errors } = await response.json();
  deepStrictEqual([ok, status, errors], [false, "partial", [failure]]);
});

Deno.test("seedResponse() shows the plan of a dry run", async () => {
  const { dry_run, plan } = await seedResponse({ ...done, dryRun: true, plan: [row] }, 1).json();
  deepStrictEqual([dry_run, plan], [true, [row]]);
});
