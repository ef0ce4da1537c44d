import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { findStep, operations } from "./operations.ts";
import type { Work } from "./tenant/step.ts";

for (const { kind, steps } of operations) {
  Deno.test(`operations: the steps of ${kind} have names that SQL takes, each once`, () => {
    const names = steps.map(({ name }) => name);
    strictEqual(new Set(names).size, names.length);
    for (const name of names) ok(/^[a-z][a-z0-9_]*$/.test(name), name);
    for (const { does, touches } of steps) ok(does.endsWith(".") && touches.length > 0, does);
  });
}

Deno.test("operations: a step that touches nothing is harmless", () => {
  for (const step of operations.flatMap(({ steps }) => steps)) {
    if (/^nothing\b/.test(step.touches)) ok(step.harmless, step.name);
  }
});

Deno.test("operations: analytics that cannot log in leave the tenant as it was", () => {
  for (const kind of ["create", "module_apply", "rebuild"]) {
    ok(findStep(kind, "analytics_login").harmless, kind);
  }
});

Deno.test("what destroys a database is compared with what was approved before anything else is done", () => {
  for (const { kind, steps: [first, ...others] } of operations) {
    const destroys = others.some(({ name }) => ["remove_database", "swap"].includes(name));
    strictEqual(first!.name === "agreed", destroys, kind);
  }
});

Deno.test("a kind without steps is refused", () => {
  throws(() => findStep("dance", "host"), { code: "operation_unsupported" });
  throws(() => findStep("create", "none"), { code: "operation_unsupported" });
});

Deno.test("steps on a tenant that shares its parent's database leave that alone", async () => {
  const work = { tenant: { isolation: "schema" } } as Work;
  for (const name of ["remove_database", "remove_role"]) {
    const seen = await findStep("decommission", name).observe(work);
    deepStrictEqual(seen, { is: "skipped", why: "The tenant shares the database of its parent." });
  }
  await findStep("create", "database").compensate!(work);
});
