import assert from "node:assert/strict";
import { checkDatabaseName } from "./databases.ts";

Deno.test("checkDatabaseName() takes lower-case letters, digits and underscores", () => {
  for (const name of ["a", "run_1", "2026_close", "a".repeat(63)]) checkDatabaseName(name);
});

Deno.test("checkDatabaseName() refuses what PostgreSQL would quote, cut or misread", () => {
  for (const name of ["", "_a", "Run", "a-b", "a b", 'a"b', "a;b", "a\n", "é", "a".repeat(64)]) {
    assert.throws(() => checkDatabaseName(name), /^Error: Cannot use a database name/);
  }
});
