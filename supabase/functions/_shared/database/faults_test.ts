import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { errorKinds } from "../error_kinds.ts";
import { AppError } from "../errors.ts";
import { refusable } from "./faults.ts";

/** An error as postgres.js makes it of the server's answer. */
function sqlError(fields: Record<string, string>): postgres.PostgresError {
  const Make = postgres.PostgresError as unknown as new (
    fields: Record<string, string>,
  ) => postgres.PostgresError;
  return new Make(fields);
}

async function refusal(fields: Record<string, string>): Promise<AppError> {
  try {
    await refusable(Promise.reject(sqlError(fields)));
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error("it came out as something else");
}

const ours = {
  OC001: "run_in_progress",
  OC002: "lease_lost",
  OC003: "binding_disabled",
  OC004: "not_found",
  OC005: "prune_refused",
  OC011: "import_refused",
} as const;

for (const [sqlState, code] of Object.entries(ours)) {
  Deno.test(`refusable() tells ${sqlState} as ${code}`, async () => {
    const error = await refusal({ code: sqlState, message: "Cannot do it: x is y", detail: "7" });
    strictEqual(error.code, code);
    strictEqual(error.detail, "Cannot do it: x is y.");
    strictEqual(error.suggestion, errorKinds[code].suggestion);
    // The detail of OC001 is the id of the run in the way; of the others it is for the log.
    deepStrictEqual(error.extra, code === "run_in_progress" ? { run_id: "7" } : undefined);
  });
}

Deno.test("refusable() tells what has changed since a plan was made, where that is known", async () => {
  const stale = { code: "OC007", message: "Cannot apply it: it has moved" };
  const changes = { total: 1, records: [{ ref: "t1" }] };
  const { code, extra } = await refusal({ ...stale, detail: JSON.stringify(changes) });
  deepStrictEqual([code, extra], ["plan_stale", { changes }]);
  strictEqual((await refusal(stale)).extra, undefined);
});

Deno.test("refusable() passes the hint on as the next step", async () => {
  const fields = { code: "OC005", message: "Cannot archive 9 of 10", hint: "Raise prune_share." };
  strictEqual((await refusal(fields)).suggestion, "Raise prune_share.");
});

Deno.test("refusable() hands on the faults of what was sent", async () => {
  const detail = '{"faults": [{"field": "name", "rule": "is required"}]}';
  const error = await refusal({ code: "OC151", message: "Cannot accept the body", detail });
  deepStrictEqual(error.extra, { faults: [{ field: "name", rule: "is required" }] });
});

Deno.test("refusable() leaves every other error as it is, and a result", async () => {
  const broken = sqlError({ code: "23505", message: "duplicate key" });
  await rejects(refusable(Promise.reject(broken)), (error) => error === broken);
  const lost = Object.assign(new Error("connection closed"), { code: "OC001" });
  await rejects(refusable(Promise.reject(lost)), (error) => error === lost);
  strictEqual(await refusable(Promise.resolve(7)), 7);
});
