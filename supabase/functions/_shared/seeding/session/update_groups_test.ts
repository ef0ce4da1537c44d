import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { groupUpdates, type Update } from "./update_groups.ts";

const values = fc.record({
  stage_id: fc.constantFrom<unknown>(1, 2, false),
  active: fc.boolean(),
  name: fc.string({ maxLength: 3 }),
  tag_ids: fc.constantFrom<unknown>([[6, 0, [1]]], [[6, 0, [1, 2]]]),
  project_id: fc.constantFrom(7, 8),
}, { requiredKeys: [], noNullPrototype: true });

const updates = fc.array(values, { maxLength: 60 }).map((list) =>
  list.map((values, id): Update => ({ id, ref: `t${id}`, values }))
);

/** Writes groups as updateRecords does; a record twice in a phase would be in two calls at once. */
function written(list: Update[]): Map<number, Update["values"]> {
  const records = new Map<number, Update["values"]>();
  const { shared, distinct } = groupUpdates(list);
  for (const phase of [shared.flatMap(({ rows }) => rows), distinct]) {
    strictEqual(new Set(phase.map((row) => row.id)).size, phase.length);
  }
  const write = (id: number, values: Update["values"]) => {
    const before = records.get(id) ?? {};
    const again = Object.keys(values).filter((field) => field in before);
    deepStrictEqual(again, []);
    records.set(id, { ...before, ...values });
  };
  for (const { values, rows } of shared) for (const row of rows) write(row.id, values);
  for (const { id, values } of distinct) write(id, values);
  return records;
}

Deno.test("groupUpdates() writes to every record exactly its values, each once", () => {
  fc.assert(fc.property(updates, (list) => {
    const records = written(list);
    strictEqual(records.size, list.length);
    for (const { id, values } of list) deepStrictEqual(records.get(id), values);
  }));
});

Deno.test("groupUpdates() tells each row of a group by its ref and the group's values", () => {
  fc.assert(fc.property(updates, (list) => {
    const { shared, distinct } = groupUpdates(list);
    for (const { values, rows } of shared) {
      for (const row of rows) deepStrictEqual(row, { id: row.id, ref: `t${row.id}`, values });
    }
    for (const { id, ref } of distinct) strictEqual(ref, `t${id}`);
  }));
});

const many = (count: number, valuesOf: (id: number) => Update["values"]): Update[] =>
  Array.from({ length: count }, (_, id) => ({ id, ref: `t${id}`, values: valuesOf(id) }));

Deno.test("groupUpdates() groups what at least ten records share, whatever the order of the keys", () => {
  const list = many(
    20,
    (id) => id % 2 ? { stage_id: 1, active: true, name: `n${id}` } : { active: true, stage_id: 1 },
  );
  const { shared, distinct } = groupUpdates(list);
  deepStrictEqual(shared.map(({ values, rows }) => [values, rows.length]), [
    [{ active: true, stage_id: 1 }, 20],
  ]);
  deepStrictEqual(
    distinct.map(({ id, values }) => [id, values]),
    list.filter(({ id }) => id % 2).map(({ id }) => [id, { name: `n${id}` }]),
  );
});

Deno.test("groupUpdates() leaves records alone that share too little", () => {
  const list = many(19, (id) => ({ stage_id: id % 2 }));
  deepStrictEqual(groupUpdates(list), { shared: [], distinct: list });
  deepStrictEqual(groupUpdates([]), { shared: [], distinct: [] });
});

Deno.test("groupUpdates() keeps a task that moves to another project in one write", () => {
  const list = many(20, () => ({ project_id: 7, stage_id: 1 }));
  deepStrictEqual(groupUpdates(list), { shared: [], distinct: list });
});
