import { strictEqual } from "node:assert/strict";
import { readingFault } from "./faults.ts";

Deno.test("readingFault() knows what is locked, slow, refused or away from what is our mistake", () => {
  const codes: [sqlstate: string, code: string | undefined][] = [
    ["55P03", "database_busy"],
    ["57014", "database_busy"],
    ["28P01", "database_refused"],
    ["3D000", "database_refused"],
    ["42501", "database_refused"],
    ["ECONNREFUSED", "database_unreachable"],
    ["57P01", "database_unreachable"],
    ["42601", undefined],
  ];
  for (const [sqlstate, code] of codes) {
    const fault = readingFault(Object.assign(new Error("why"), { code: sqlstate }));
    strictEqual(fault?.code, code, sqlstate);
  }
});
