import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Answer } from "./functions.ts";
import { loadStack } from "./stack.ts";

/** Sends a request as it is; the body of the answer, with its status and headers. */
export async function send(url: string, init: RequestInit): Promise<Answer & { headers: Headers }> {
  const response = await fetch(url, init);
  const contentType = response.headers.get("content-type") ?? "";
  return {
    ...await response.json(),
    status: response.status,
    contentType,
    headers: response.headers,
  };
}

/** The answer is a problem document that says what was not done and what to do next, and quotes no token. */
export function expectProblem(answer: Answer, status: number, code: string, what: string): void {
  deepStrictEqual(
    [answer.status, answer.code, answer.contentType],
    [status, code, "application/problem+json"],
    what,
  );
  match(answer.detail ?? "", /^Cannot .*: .*\.$/s, what);
  match(answer.suggestion ?? "", /^[A-Z].*[.;]$/s, what);
  ok(answer.title && !answer.title.endsWith("."), what);
  strictEqual(JSON.stringify(answer).includes(loadStack().seedRunToken), false, what);
}
