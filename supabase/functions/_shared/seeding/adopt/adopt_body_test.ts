import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { AdoptResult } from "../_shared/seeding/adopt/adopt.ts";
import { adoptBody, adoptRequest, adoptResponse } from "./adopt.ts";

const read = (body: unknown) => adoptRequest(adoptBody.parse(body));
const name = { field: "name", column: "name" };

Deno.test("adoptRequest() matches everything of the default binding by name when asked for nothing", () => {
  deepStrictEqual(read({}), {
    binding: "default",
    scope: {},
    rules: { "project.project": name, "project.task": name },
    take: "policy",
    dryRun: false,
  });
});

Deno.test("adoptRequest() takes every key of the body", () => {
  const body = {
    binding: "acme",
    program: "close",
    projects: ["p1"],
    match: { by: "field", field: "x_code", column: "name" },
    take: "odoo",
    dry_run: true,
  };
  const rule = { field: "x_code", column: "name" };
  deepStrictEqual(read(body), {
    binding: "acme",
    scope: { program: "close", projects: ["p1"] },
    rules: { "project.project": rule, "project.task": rule },
    take: "odoo",
    dryRun: true,
  });
});

Deno.test("adoptRequest() leaves a model without a rule alone", () => {
  const { rules } = read({ match: { tasks: { by: "field", field: "id", column: "odoo_id" } } });
  deepStrictEqual(rules, { "project.task": { field: "id", column: "odoo_id" } });
});

const wrong = {
  "an unknown rule": { match: { by: "guess" } },
  "no rule at all": { match: {} },
  "a column that seeds lack": { match: { by: "field", field: "code", column: "description" } },
  "a path for a field": { match: { by: "field", field: "partner_id.name" } },
  "an unknown side to take": { take: "both" },
  "an unknown key": { dryrun: true },
};
for (const [what, body] of Object.entries(wrong)) {
  Deno.test(`adoptBody refuses ${what}`, () => {
    strictEqual(adoptBody.safeParse(body).success, false);
  });
}

Deno.test("adoptBody says which field of a rule is wrong", () => {
  const fields = (match: unknown) =>
    adoptBody.safeParse({ match }).error!.issues.map(({ path }) => path.join("."));
  deepStrictEqual(fields({ tasks: { by: "field" } }), ["match.tasks.field"]);
  deepStrictEqual(fields({ by: "field" }), ["match.projects.field", "match.tasks.field"]);
});

const result: AdoptResult = {
  runId: "r1",
  dryRun: false,
  adoptions: [
    {
      model: "project.task",
      external_ref: "T1",
      outcome: "matched",
      odoo_ids: [7],
      odoo_name: "Task one",
      rivals: [],
    },
    {
      model: "project.task",
      external_ref: "T2",
      outcome: "ambiguous",
      odoo_ids: [8, 9],
      odoo_name: "Task two",
      rivals: [],
    },
    {
      model: "project.task",
      external_ref: "T3",
      outcome: "unmatched",
      odoo_ids: [],
      odoo_name: null,
      rivals: [],
    },
  ],
  plan: { counts: { noop: 1 }, rows: [] },
  failures: [],
  rpcCount: 5,
};

Deno.test("adoptResponse() tells each seed's fate", async () => {
  const response = adoptResponse(result, 12.6);
  strictEqual(response.status, 200);
  strictEqual(response.headers.get("x-run-id"), "r1");
  const { matched, ambiguous, unmatched, duration_ms } = await response.json();
  const model = "project.task";
  deepStrictEqual(matched, [{ model, external_ref: "T1", odoo_id: 7, odoo_name: "Task one" }]);
  deepStrictEqual(ambiguous, [{ model, external_ref: "T2", odoo_ids: [8, 9], rivals: [] }]);
  deepStrictEqual(unmatched, [{ model, external_ref: "T3" }]);
  strictEqual(duration_ms, 13);
});

Deno.test("adoptResponse() is 207 when a person has to decide", async () => {
  const failure = {
    model: "project.task" as const,
    external_ref: "T2",
    field: null,
    code: "ambiguous",
    message: "Cannot adopt T2: several records match it: 8, 9.",
  };
  const response = adoptResponse({ ...result, failures: [failure] }, 1);
  strictEqual(response.status, 207);
  const { ok, status, errors } = await response.json();
  deepStrictEqual([ok, status, errors], [false, "partial", [failure]]);
});
