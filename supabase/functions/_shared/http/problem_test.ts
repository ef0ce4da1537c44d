import { deepStrictEqual, doesNotMatch, strictEqual } from "node:assert/strict";
import { AppError } from "../errors.ts";
import { problem } from "./problem.ts";

Deno.test("problem() tells one of our errors as RFC 9457 has it", async () => {
  const error = new AppError("run_in_progress", "Cannot start the run: another one is running.", {
    suggestion: "Wait for it.",
    cause: new Error("internals"),
    extra: { run_id: "7" },
  });
  const response = problem(error);
  strictEqual(response.status, 409);
  strictEqual(response.headers.get("content-type"), "application/problem+json");
  strictEqual(response.headers.get("www-authenticate"), null);
  deepStrictEqual(await response.json(), {
    type: "about:blank",
    title: "Another run is in progress",
    status: 409,
    code: "run_in_progress",
    detail: "Cannot start the run: another one is running.",
    suggestion: "Wait for it.",
    run_id: "7",
  });
});

for (const error of [new Error("password hunter22"), "hunter22", undefined]) {
  Deno.test(`problem() says nothing of the inside of ${typeof error}`, async () => {
    const response = problem(error);
    strictEqual(response.status, 500);
    const body = await response.text();
    strictEqual(JSON.parse(body).code, "internal");
    doesNotMatch(body, /hunter22|stack/);
  });
}

Deno.test("problem() asks for a bearer token where one is missing", () => {
  const response = problem(new AppError("unauthorized", "Cannot serve the request: no token."));
  strictEqual(response.status, 401);
  strictEqual(response.headers.get("www-authenticate"), "Bearer");
});

Deno.test("problem() says when to try again where PostgreSQL is away", () => {
  const response = problem(new AppError("database_unreachable", "Cannot go on: it is away."));
  strictEqual(response.status, 503);
  strictEqual(response.headers.get("retry-after"), "5");
});
