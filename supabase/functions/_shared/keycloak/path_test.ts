import { strictEqual, throws } from "node:assert/strict";
import { pathTo } from "./path.ts";

Deno.test("pathTo() keeps each part one part", () => {
  strictEqual(pathTo("acme", "users", "a/b?c"), "/acme/users/a%2Fb%3Fc");
});

Deno.test("pathTo() takes no part that would lead elsewhere", () => {
  for (const part of ["", ".", ".."]) {
    throws(() => pathTo("acme", part), { code: "invalid_request" });
  }
});
