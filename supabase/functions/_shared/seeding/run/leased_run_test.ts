import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { AppError } from "../../errors.ts";
import { Ledger, runWith } from "../session/fake_run.ts";
import { type Lease, type Worked, workLeased } from "./leased_run.ts";

type Line = Record<string, unknown>;

/** Works on run 7; returns what is logged of it and told to its lease. */
function leased(work: () => Promise<Worked<number>>, failing?: unknown) {
  const lines: [string, Line][] = [];
  const failed: string[] = [];
  const lease: Lease = {
    extend: () => Promise.resolve(),
    fail: (_run, { code }) => {
      failed.push(code);
      return failing ? Promise.reject(failing) : Promise.resolve();
    },
    used: () => ({ slice: 2 }),
  };
  const log = (event: string, line: Line) => void lines.push([event, line]);
  const deps = { ...runWith(new Ledger()).deps, log };
  const start = { id: "7", binding: "default", scope: {}, rpcBefore: 5 };
  const asked = { ...start, event: "slice", type: "seed" } as const;
  return { lines, failed, value: workLeased(deps, asked, lease, work) };
}

Deno.test("workLeased() gives what the work came to, and logs it in one line", async () => {
  const worked = { value: 3, line: { status: "success", counts: { noop: 1 } } };
  const { lines, failed, value } = leased(() => Promise.resolve(worked));
  strictEqual(await value, 3);
  deepStrictEqual(failed, []);
  const [[event, { ms: _, ...line }]] = lines as [[string, Line]];
  strictEqual(event, "slice");
  deepStrictEqual(line, {
    ...{ run_id: "7", type: "seed", binding: "default", ...worked.line, rpc: 0, slice: 2 },
    phases: {},
  });
});

Deno.test("workLeased() records what ended the work, and names the run", async () => {
  const error = new AppError("odoo_busy", "Cannot write: Odoo is busy.");
  const { lines, failed, value } = leased(() => Promise.reject(error));
  await rejects(value, { code: "odoo_busy", extra: { run_id: "7" } });
  deepStrictEqual(failed, ["odoo_busy"]);
  strictEqual(lines[0]![1].status, "failed");
});

Deno.test("workLeased() tells what ended the work, also when the lease is another's by then", async () => {
  const error = new AppError("odoo_busy", "Cannot write: Odoo is busy.");
  const lost = new AppError("lease_lost", "Cannot go on.");
  await rejects(leased(() => Promise.reject(error), lost).value, { code: "odoo_busy" });
  await rejects(leased(() => Promise.reject(error), new Error("gone")).value, { message: "gone" });
});
