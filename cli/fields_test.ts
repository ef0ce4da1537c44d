import { deepEqual } from "node:assert/strict";
import { fields } from "./fields.ts";

Deno.test("fields() shows plain values, and leaves the rest to JSON", () => {
  const value = { slug: "acme", drift: null, bytes: 12, modules: [{ name: "project" }] };
  deepEqual(fields({ ...value, children: ["a", "b"], last: { id: 1 }, sso: false }).rows, [
    ["slug", "acme"],
    ["bytes", 12],
    ["children", "a, b"],
    ["last", '{"id":1}'],
    ["sso", "false"],
  ]);
});
