import { deepEqual, equal, match, throws } from "node:assert/strict";
import type { Frame } from "../frame.ts";
import { type Run, sumOf } from "./followed_run.ts";
import { toldEnd } from "./told_run.ts";

const none = { items: [], total: 0 };
const run = {
  id: "R",
  type: "seed",
  scope: { projects: ["A"] },
  only: null,
  binding: "acme",
  status: "success",
  plan: null,
  error: null,
  progress: {
    create: { total: 10, done: 7, failed: 1 },
    update: { total: 2, done: 2, failed: 0 },
  },
  errors: none,
  warnings: none,
} as unknown as Run;

function told(of: Partial<Run>) {
  const lines: string[] = [];
  const frame = {
    format: "table",
    tell: (line: string) => void lines.push(line),
    line: (...words: string[]) => `ocp ${words.join(" ")}`,
  } as Frame;
  return { code: toldEnd({ ...run, ...of }, frame), lines };
}

Deno.test("sumOf() counts what failed as done, too", () => {
  deepEqual(sumOf(run.progress), { done: 10, failed: 1, total: 12 });
});

Deno.test("toldEnd() ends with 0 for all, and with 1 and the next command for a part", () => {
  deepEqual(told({}), { code: 0, lines: ["Done: 9 records written."] });
  const item = { ref: "A-1", field: "name", code: "odoo_rejected", message: "Too\nlong." };
  const part = told({
    status: "partial",
    errors: { items: [item], total: 3 } as unknown as Run["errors"],
  });
  equal(part.code, 1);
  deepEqual(part.lines.slice(0, 2), [
    "error  A-1, name (odoo_rejected): Too long.",
    "… and 2 more errors",
  ]);
  match(
    part.lines[2]!,
    /in part: 9 records written, 3 errors.*ocp seed plan --binding acme --project A$/,
  );
  match(
    told({ status: "cancelled" }).lines[0]!,
    /was stopped: 9 .* go on: ocp seed apply --binding acme --project A$/,
  );
});

Deno.test("toldEnd() throws what ended a run", () => {
  const error = { code: "plan_stale", detail: "Cannot apply it." };
  throws(() => told({ status: "failed", error }), {
    about: {
      ...{ run: "R", plan: undefined },
      again: ["seed", "plan", "--binding", "acme", "--project", "A"],
    },
  });
});
