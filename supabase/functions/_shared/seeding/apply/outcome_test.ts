import { deepStrictEqual } from "node:assert/strict";
import type { Action } from "../../database/plan.ts";
import { Outcome, writes } from "./outcome.ts";

Deno.test("writes() holds for what changes Odoo, and for nothing else", () => {
  const actions: Action[] = [
    "create",
    "update",
    "archive",
    "unarchive",
    "noop",
    "conflict",
    "blocked",
  ];
  deepStrictEqual(actions.filter(writes), ["create", "update", "archive", "unarchive"]);
});

Deno.test("Outcome.succeed() lists each record once, by model and by what was done first", () => {
  const outcome = new Outcome();
  outcome.succeed("project.task", "t1", 1, "create");
  outcome.succeed("project.task", "t1", 1, "update");
  outcome.succeed("project.task", "t2", 2, "unarchive");
  outcome.succeed("project.project", "t1", 1, "archive");
  deepStrictEqual(outcome.results, {
    "project.project": [{ external_ref: "t1", odoo_id: 1, action: "archived" }],
    "project.task": [
      { external_ref: "t1", odoo_id: 1, action: "created" },
      { external_ref: "t2", odoo_id: 2, action: "unarchived" },
    ],
  });
});

Deno.test("Outcome.fail() counts what is told twice once, and tells fields and reasons apart", () => {
  const outcome = new Outcome();
  outcome.fail("project.task", "t1", "unwritable", "no such tag", "tags");
  outcome.fail("project.task", "t1", "unwritable", "no such tag", "tags");
  outcome.fail("project.task", "t1", "unwritable", "no such tag either", "tags");
  outcome.fail("project.task", "t1", "unwritable", "no such tag", "stage");
  outcome.fail("project.task", "t1", "odoo_failed", "refused");
  deepStrictEqual(outcome.failures.map(({ field, message }) => [field, message]), [
    ["tags", "no such tag"],
    ["tags", "no such tag either"],
    ["stage", "no such tag"],
    [null, "refused"],
  ]);
  deepStrictEqual(outcome.failures[0], {
    model: "project.task",
    external_ref: "t1",
    field: "tags",
    code: "unwritable",
    message: "no such tag",
  });
});
