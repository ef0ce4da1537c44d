import assert from "node:assert/strict";
import { readReport } from "./deno_tests.ts";

Deno.test("readReport() reads the totals", () => {
  const xml = `<?xml version="1.0"?>
<testsuites name="deno test" tests="7" failures="2" errors="1" time="0.1">
  <testsuite name="x" tests="99" failures="99"><testcase><skipped/></testcase></testsuite>`;
  assert.deepEqual(readReport(xml), { passed: 3, failed: 3, ignored: 1 });
});

Deno.test("readReport() counts nothing in an empty report", () => {
  assert.deepEqual(readReport(""), { passed: 0, failed: 0, ignored: 0 });
});
