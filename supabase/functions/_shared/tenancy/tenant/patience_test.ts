import { rejects, strictEqual } from "node:assert/strict";
import { AppError } from "../../errors.ts";
import type { ErrorCode } from "../../error_kinds.ts";
import { ifAnybodyGetsIn, ifSeenInTime } from "./patience.ts";
import type { Work } from "./step.ts";

/** A step that began so many seconds ago. */
const begun = (seconds: number) => ({
  deps: { now: () => new Date(seconds * 1000), log: () => {} },
  tenant: { slug: "acme" },
  startedAt: new Date(0),
  passing: ["odoo_busy"],
} as unknown as Work);

const fails = (code: ErrorCode) => () => Promise.reject(new AppError(code, "Cannot look."));

Deno.test("ifAnybodyGetsIn() goes on without those alone whom nobody lets in", async () => {
  strictEqual(await ifAnybodyGetsIn(begun(0), () => Promise.resolve(7)), 7);
  strictEqual(await ifAnybodyGetsIn(begun(0), fails("odoo_auth_failed")), undefined);
  strictEqual(await ifAnybodyGetsIn(begun(0), fails("misconfigured")), undefined);
  for (const code of ["odoo_busy", "odoo_unreachable", "not_ours", "odoo_failed"] as const) {
    await rejects(ifAnybodyGetsIn(begun(3600), fails(code)), { code });
  }
});

Deno.test("ifSeenInTime() asks for three minutes what a while mends, and is told all else", async () => {
  await rejects(ifSeenInTime(begun(179), fails("odoo_busy")), { code: "odoo_busy" });
  strictEqual(await ifSeenInTime(begun(180), fails("odoo_busy")), undefined);
  strictEqual(await ifSeenInTime(begun(0), fails("odoo_auth_failed")), undefined);
  for (const code of ["not_ours", "odoo_failed"] as const) {
    await rejects(ifSeenInTime(begun(3600), fails(code)), { code });
  }
});
