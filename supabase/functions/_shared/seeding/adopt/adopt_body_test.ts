import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { adoptBody, adoptRequest } from "./adopt_body.ts";

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
