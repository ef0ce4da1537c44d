import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { AdoptResult } from "../_shared/seeding/adopt/adopt.ts";
import { adoptResponse, importResponse } from "./taken_in.ts";

const result: AdoptResult = {
  runId: "r1",
  dryRun: false,
  adoptions: [
    {
      model: "project.task",
      external_ref: "T1",
      outcome: "matched",
      odoo_ids: [7],
      odoo_name: "Task one",
      rivals: [],
    },
    {
      model: "project.task",
      external_ref: "T2",
      outcome: "ambiguous",
      odoo_ids: [8, 9],
      odoo_name: "Task two",
      rivals: [],
    },
    {
      model: "project.task",
      external_ref: "T3",
      outcome: "unmatched",
      odoo_ids: [],
      odoo_name: null,
      rivals: [],
    },
  ],
  plan: { counts: { noop: 1 }, rows: [] },
  failures: [],
  rpcCount: 5,
};

Deno.test("adoptResponse() tells each seed's fate", async () => {
  const response = adoptResponse(result, 12.6);
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("x-run-id"), "r1");
  const { matched, ambiguous, unmatched, duration_ms } = await response.json();
  const model = "project.task";
  deepStrictEqual(matched, [{ model, external_ref: "T1", odoo_id: 7, odoo_name: "Task one" }]);
  deepStrictEqual(ambiguous, [{ model, external_ref: "T2", odoo_ids: [8, 9], rivals: [] }]);
  deepStrictEqual(unmatched, [{ model, external_ref: "T3" }]);
  strictEqual(duration_ms, 13);
});

Deno.test("adoptResponse() is 207 when a person has to decide", async () => {
  const failure = {
    model: "project.task" as const,
    external_ref: "T2",
    field: null,
    code: "ambiguous",
    message: "Cannot adopt T2: several records match it: 8, 9.",
  };
  const response = adoptResponse({ ...result, failures: [failure] }, 1);
  strictEqual(response.status, 207);
  const { ok, status, errors } = await response.json();
  deepStrictEqual([ok, status, errors], [false, "partial", [failure]]);
});

Deno.test("importResponse() is 207 when some of it could not become seeds", async () => {
  const failure = {
    model: "project.task" as const,
    external_ref: "CLOSE-001",
    field: "parent",
    code: "not_imported",
    message: "Cannot import parent: project.task,9 is no task among the seeds of this binding.",
  };
  const result = {
    runId: "r1",
    imported: { projects: 1, tasks: 2, notes: [failure] },
    plan: { counts: { noop: 3 }, rows: [] },
    failures: [failure],
    rpcCount: 9,
  };
  const response = importResponse(result, 3.2);
  strictEqual(response.status, 207);
  deepStrictEqual(await response.json(), {
    ok: false,
    run_id: "r1",
    status: "partial",
    imported: { projects: 1, tasks: 2 },
    counts: { noop: 3 },
    plan: [],
    errors: [failure],
    duration_ms: 3,
    rpc_count: 9,
  });
  strictEqual(importResponse({ ...result, failures: [] }, 3).status, 200);
});
