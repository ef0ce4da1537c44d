import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RunRow } from "../database/durable_runs.ts";
import { runAnswer, runPath } from "./run_answer.ts";

const id = "11111111-1111-4111-8111-111111111111";
const answer = (status: RunRow["status"]) =>
  runAnswer({ id, status, rpc_count: null } as RunRow, { more: 1 }, 12.6);

for (
  const [status, http, ok] of [["success", 200, true], ["partial", 207, false]] as const
) {
  Deno.test(`runAnswer() of a run that ended as ${status} is ${http}`, async () => {
    const response = answer(status);
    strictEqual(response.status, http);
    strictEqual(response.headers.get("x-run-id"), id);
    strictEqual(response.headers.get("location"), null);
    const body = { ok, run_id: id, status, more: 1, duration_ms: 13, rpc_count: 0 };
    deepStrictEqual(await response.json(), body);
  });
}

Deno.test("runAnswer() of a run that goes on is 202 and says where to look", async () => {
  const response = answer("running");
  strictEqual(response.status, 202);
  strictEqual(response.headers.get("location"), runPath(id));
  strictEqual(runPath(id), `/functions/v1/seed-odoo-finance/runs/${id}`);
  strictEqual((await response.json()).status, "running");
});
