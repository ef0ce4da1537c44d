import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type { Json } from "../../database/operations.ts";
import { asking, halfMade, mayBeAtWork } from "./long_work.ts";
import type { Work } from "./step.ts";

const at = (seconds: number, before: Json = {}) => ({
  deps: { now: () => new Date(seconds * 1000) },
  startedAt: new Date(0),
  before,
} as unknown as Work);

Deno.test("halfMade() waits until Odoo can no longer be at it", () => {
  strictEqual(halfMade(at(129)).is, "under_way");
  strictEqual(halfMade(at(130)).is, "absent");
});

Deno.test("mayBeAtWork() gives modules three minutes from when they were asked for", () => {
  const asked = { asked_at: new Date(0).toISOString() };
  deepStrictEqual([at(179, asked), at(180, asked), at(0)].map(mayBeAtWork), [true, false, false]);
});

Deno.test("asking() ends with what Odoo is never done with, and counts each thing by itself", () => {
  let before: Json = {};
  const ask = (what: string) => before = { ...before, ...asking(at(7, before), what) };
  ask("install the module “crm”");
  for (let tries = 1; tries <= 4; tries++) {
    deepStrictEqual(ask("upgrade the modules"), {
      asked_at: "1970-01-01T00:00:07.000Z",
      asked_for: "upgrade the modules",
      tries,
    });
  }
  throws(() => ask("upgrade the modules"), { code: "odoo_failed", detail: /asked 4 times/ });
});
