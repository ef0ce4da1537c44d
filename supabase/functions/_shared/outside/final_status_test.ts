import { deepStrictEqual } from "node:assert/strict";
import { isFinalStatus } from "./final_status.ts";

Deno.test("isFinalStatus() takes no status that asks for patience", () => {
  const statuses = [200, 302, 400, 401, 404, 408, 413, 425, 429, 499, 500, 503];
  deepStrictEqual(statuses.filter(isFinalStatus), [400, 401, 404, 413, 499]);
});
