import { deepStrictEqual } from "node:assert/strict";
import { callArguments } from "./call_arguments.ts";

Deno.test("callArguments() sends what models name in their own ways by position", () => {
  const context = { lang: "en_US" };
  deepStrictEqual(
    callArguments("write", { ids: [3], kwargs: { vals: { name: "a" } }, context }),
    [[[3], { name: "a" }], { context }],
  );
  deepStrictEqual(callArguments("create", { kwargs: { vals_list: [{}] } }), [[[{}]], {}]);
  deepStrictEqual(
    callArguments("has_access", { ids: [], kwargs: { operation: "create" } }),
    [[[], "create"], {}],
  );
});

Deno.test("callArguments() sends by name what comes after a parameter that is left out", () => {
  deepStrictEqual(
    callArguments("search_read", { kwargs: { domain: [], limit: 1, load: "" } }),
    [[[]], { limit: 1, load: "" }],
  );
  deepStrictEqual(
    callArguments("search_read", { kwargs: { fields: ["name"] } }),
    [[], { fields: ["name"] }],
  );
});

Deno.test("callArguments() leaves a method's arguments named whose order is not known", () => {
  deepStrictEqual(
    callArguments("own_method", { ids: [1], kwargs: { a: 1 } }),
    [[[1]], { a: 1 }],
  );
  deepStrictEqual(callArguments("no_arguments", {}), [[], {}]);
});
