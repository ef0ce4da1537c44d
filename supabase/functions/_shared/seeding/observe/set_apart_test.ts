import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { RowFailure } from "../../database/runs.ts";
import { Ledger, runWith } from "../session/fake_run.ts";
import { setApart } from "./set_apart.ts";

/** What is told of a page of tasks, as `ref field message`, and the ids of those that are kept. */
async function apart(...records: unknown[]) {
  const reported: RowFailure[] = [];
  const run = runWith(new Ledger());
  const sql = Object.assign(
    (_: unknown, ...values: unknown[]) =>
      Promise.resolve(reported.push(...values[1] as RowFailure[])),
    { json: (value: unknown) => value },
  );
  Object.assign(run.deps, { sql });
  const page = {
    afterId: 0,
    throughId: 9,
    observedAt: new Date(0),
    records: records as Record<string, unknown>[],
  };
  const { records: kept, partial } = await setApart(run, "project.task", page);
  return {
    reported: reported.map((row) => `${row.external_ref} ${row.field}: ${row.message}`),
    kept: kept.map(({ id }) => id),
    partial,
  };
}

Deno.test("setApart() keeps a page whose records say which they are", async () => {
  const { reported, kept, partial } = await apart({ id: 1, x_external_ref: 7 }, { id: 2 });
  deepStrictEqual([reported, kept], [[], [1, 2]]);
  strictEqual(partial, undefined);
});

Deno.test("setApart() tells a record without an id by its ref", async () => {
  const { reported, kept, partial } = await apart({ id: 1 }, { id: "x", x_external_ref: "T1" });
  deepStrictEqual(kept, [1]);
  deepStrictEqual(reported, ['T1 id: Cannot read id of project.task (T1) in Odoo: "x" is no id.']);
  strictEqual(partial, true);
});

Deno.test("setApart() tells of a record that has no ref that its id cannot be read", async () => {
  const { reported } = await apart({ id: true, x_external_ref: false });
  deepStrictEqual(reported, [
    "project.task,? id: Cannot read id of project.task in Odoo: true is no id.",
  ]);
});

Deno.test("setApart() tells that a record may be any seed's where its ref cannot be read either", async () => {
  const held = "it may be any seed's, so this run creates none of its kind";
  const why = "5 is no text of at most 255 characters";
  deepStrictEqual((await apart({ id: null, x_external_ref: 5 })).reported, [
    "project.task,? id: Cannot read id of project.task in Odoo: null is no id.",
    `project.task,? ref: Cannot read ref of project.task in Odoo: ${why}; ${held}.`,
  ]);
  deepStrictEqual((await apart("x")).reported, [
    'project.task,? id: Cannot read id of project.task in Odoo: "x" is no record.',
    `project.task,? ref: Cannot read ref of project.task in Odoo: "x" is no record; ${held}.`,
  ]);
});
