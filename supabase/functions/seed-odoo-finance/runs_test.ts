import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type { RunRow } from "../_shared/database/durable_runs.ts";
import type { Deps } from "../_shared/deps.ts";
import { errorsAfter, runId, runReport } from "./runs.ts";

const run: RunRow = {
  id: "11111111-1111-4111-8111-111111111111",
  binding: "default",
  run_type: "seed",
  status: "running",
  scope: {},
  options: {},
  phase: "apply",
  cursor: { afterId: 3 },
  slice: 4,
  attempts: 1,
  counts: null,
  projects_synced: null,
  tasks_synced: null,
  rpc_count: null,
  error: null,
  plan_hash: null,
  plan_expires_at: null,
  started_at: new Date(0),
  finished_at: null,
  cancel_requested_at: null,
  request_id: null,
};
const progress = {
  create: { total: 30, done: 20, failed: 1 },
  update: { total: 9, done: 5, failed: 0 },
};
const warnings = [{ external_ref: "t1", code: "text_lost" }];
const failures = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: index + 11, external_ref: `t${index}` }));

const fault = { code: "call_untaken", detail: "Cannot call it.", suggestion: "Mend it." };

/** Deps whose database answers with this progress, these errors and that fault, at second four. */
function deps(errors: unknown[]): Deps {
  const answers = [[{ progress }], errors, warnings, [{ fault }]];
  const sql = () => Promise.resolve(answers.shift());
  return { sql, now: () => new Date(4000) } as unknown as Deps;
}
const report = async (row: RunRow, errors: unknown[] = []) =>
  await (await runReport(deps(errors), row, 0)).json();

Deno.test("runReport() tells how a run stands while it works", async () => {
  const { status, phase, cancelling, rate, counts, slices, failed_slices, rpc_count, ...rest } =
    await report(run);
  deepStrictEqual([status, phase, cancelling], ["running", "apply", false]);
  deepStrictEqual(rate, { written_per_second: 6.3, seconds: 4 });
  deepStrictEqual([counts, slices, failed_slices, rpc_count], [{}, 4, 1, 0]);
  deepStrictEqual([rest.progress, rest.stalled], [progress, fault]);
  deepStrictEqual(rest.warnings, warnings);
  strictEqual("cursor" in rest || "options" in rest, false);
});

Deno.test("runReport() says that a run was asked to stop", async () => {
  strictEqual((await report({ ...run, cancel_requested_at: new Date(1) })).cancelling, true);
});

Deno.test("runReport() measures a run that has ended by its end", async () => {
  const ended = { ...run, status: "success", finished_at: new Date(2500) } as const;
  const { rate, phase, finished_at, stalled } = await report(ended);
  strictEqual(stalled, undefined);
  deepStrictEqual(rate, { written_per_second: 10, seconds: 2.5 });
  deepStrictEqual([phase, finished_at], [undefined, "1970-01-01T00:00:02.500Z"]);
  const atOnce = { ...ended, finished_at: run.started_at };
  strictEqual((await report(atOnce)).rate.written_per_second, 25_000);
});

Deno.test("runReport() names the next page of errors when this one is full", async () => {
  strictEqual((await report(run, failures(99))).errors_next, null);
  const { errors, errors_next } = await report(run, failures(100));
  strictEqual(errors.length, 100);
  strictEqual(errors_next, `/functions/v1/seed-odoo-finance/runs/${run.id}?errors_after=110`);
});

Deno.test("errorsAfter() takes a whole number of at least zero, and nothing else", () => {
  const read = (query: string) => errorsAfter(new Request(`http://localhost/runs/1${query}`));
  strictEqual(read(""), 0);
  strictEqual(read("?errors_after=7"), 7);
  for (const query of ["?errors_after=-1", "?errors_after=1.5", "?errors_after=x", "?page=2"]) {
    throws(() => read(query), { code: "invalid_request", message: /errors_after alone/ });
  }
});

Deno.test("runId takes UUIDs only", () => {
  strictEqual(runId.safeParse(run.id).success, true);
  for (const id of ["", "7", `${run.id}'`]) strictEqual(runId.safeParse(id).success, false);
});
