import { strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { masked } from "./masked.ts";

Deno.test("masked() hides each secret wherever it stands, and nothing for an empty one", () => {
  const secrets = [new Secret("hunter22"), new Secret(""), new Secret("k3y")];
  strictEqual(masked("hunter22 is no key; k3y, k3y is", secrets), "*** is no key; ***, *** is");
});

Deno.test("masked() makes one line of at most 500 characters", () => {
  strictEqual(masked(" No\n  such\tbucket ", []), "No such bucket");
  strictEqual(masked("x".repeat(600), []), `${"x".repeat(500)}…`);
});
