import { ok, strictEqual } from "node:assert/strict";
import { AppError } from "../errors.ts";
import { knownIfLost } from "./lost_connection.ts";

const coded = (code: string) => Object.assign(new Error("write to host:5432"), { code });

for (
  const code of ["CONNECTION_CLOSED", "CONNECT_TIMEOUT", "ECONNREFUSED", "08006", "53300", "57P01"]
) {
  Deno.test(`knownIfLost() tells ${code} as a database that is away`, () => {
    const known = knownIfLost(coded(code));
    ok(known instanceof AppError);
    strictEqual(known.code, "database_unreachable");
    strictEqual(known.detail, `Cannot go on: the connection to PostgreSQL was lost (${code}).`);
  });
}

Deno.test("knownIfLost() leaves every other error as it is", () => {
  const ours = new AppError("not_found", "Cannot find x: it is gone.");
  for (
    const error of [coded("23505"), coded("57014"), coded("28P01"), new Error("x"), ours, "x", null]
  ) {
    strictEqual(knownIfLost(error), error);
  }
});
