import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { PlanRow } from "../_shared/database/plan.ts";
import type { RunRow } from "../_shared/database/durable_runs.ts";
import { rowsReported, type SeedResult } from "../_shared/seeding/seed.ts";
import { seedBody, seedRequest, seedResponse } from "./request.ts";

const read = (body: unknown) => seedRequest(seedBody.parse(body));

Deno.test("seedRequest() seeds everything of the default binding when asked for nothing", () => {
  deepStrictEqual(read({}), {
    binding: "default",
    scope: { prune: "never" },
    dryRun: false,
    options: {},
    key: undefined,
    wait: true,
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
    full: true,
    wait: false,
  };
  deepStrictEqual(read(body), {
    binding: "acme",
    scope: { program: "close", projects: ["p1", "p2"], prune: "archive" },
    dryRun: true,
    options: { notify: true, full: true },
    key: undefined,
    wait: false,
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
const run: RunRow = {
  id: "11111111-1111-4111-8111-111111111111",
  binding: "default",
  run_type: "seed",
  status: "success",
  scope: {},
  options: {},
  phase: "apply",
  cursor: null,
  slice: 1,
  attempts: 0,
  counts: { create: 1, noop: 2 },
  projects_synced: 1,
  tasks_synced: 2,
  rpc_count: 9,
  error: null,
  plan_hash: null,
  plan_expires_at: null,
  started_at: new Date(0),
  finished_at: new Date(1000),
  cancel_requested_at: null,
  request_id: null,
};
const done: SeedResult = {
  run,
  results: [{ model: "project.task", external_ref: "t1", odoo_id: 4, action: "create" }],
  plan: [],
  failures: [],
  warnings: [],
  progress: { create: { total: 1, done: 1, failed: 0 } },
};
const failure = {
  model: "project.task",
  external_ref: "t2",
  field: "milestone",
  code: "unwritable",
  message: "Cannot refer to milestone Close: it is not in Odoo.",
} as const;

Deno.test("seedResponse() tells warnings and answers 200 all the same", async () => {
  const warning = { ...failure, field: "description", code: "text_lost" };
  const response = seedResponse({ ...done, warnings: [warning] }, 1);
  strictEqual(response.status, 200);
  const { ok, errors, warnings } = await response.json();
  deepStrictEqual([ok, errors, warnings], [true, [], [warning]]);
});

Deno.test("seedResponse() answers 200 and names the run", async () => {
  const response = seedResponse(done, 12.6);
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("x-run-id"), run.id);
  strictEqual(response.headers.get("location"), null);
  deepStrictEqual(await response.json(), {
    ok: true,
    run_id: run.id,
    status: "success",
    dry_run: false,
    projects_synced: 1,
    tasks_synced: 2,
    counts: { create: 1, noop: 2 },
    progress: { create: { total: 1, done: 1, failed: 0 } },
    results: { projects: [], tasks: [{ external_ref: "t1", odoo_id: 4, action: "created" }] },
    errors: [],
    warnings: [],
    duration_ms: 13,
    rpc_count: 9,
  });
});

Deno.test("seedResponse() answers 207 when a row failed", async () => {
  const partial = { ...run, status: "partial" } as const;
  const response = seedResponse({ ...done, run: partial, failures: [failure] }, 1);
  strictEqual(response.status, 207);
  const { ok, status, errors } = await response.json();
  deepStrictEqual([ok, status, errors], [false, "partial", [failure]]);
});

Deno.test("seedResponse() answers 202 and where to look while the run works", async () => {
  const running = { ...run, status: "running", counts: null } as const;
  const response = seedResponse({ ...done, run: running }, 1);
  strictEqual(response.status, 202);
  strictEqual(
    response.headers.get("location"),
    `/functions/v1/seed-odoo-finance/runs/${run.id}`,
  );
  const { status, counts } = await response.json();
  deepStrictEqual([status, counts], ["running", {}]);
});

Deno.test("seedResponse() shows the plan of a dry run and what it is known by", async () => {
  const planned = { ...run, run_type: "plan", plan_hash: "abc" } as const;
  const response = seedResponse({ ...done, run: planned, results: [], plan: [row] }, 1);
  const { dry_run, plan, plan_hash } = await response.json();
  deepStrictEqual([dry_run, plan, plan_hash], [true, [row], "abc"]);
});

Deno.test("seedResponse() says where it cut a long list", async () => {
  const failures = Array.from({ length: rowsReported }, () => failure);
  const { cut, cut_after } = await seedResponse({ ...done, failures }, 1).json();
  deepStrictEqual([cut, cut_after], [["errors"], rowsReported]);
});
