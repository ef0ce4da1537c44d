import { deepEqual } from "node:assert/strict";
import { csvGrid } from "./csv_grid.ts";
import { People } from "./owners.ts";
import { readSheet } from "./sheet_reader.ts";
import { keptCells } from "./sheet_update.ts";

const project = { ref: "P", name: "P", company: "C" };

/** The cells of a sheet that change where the last of its rows has this in place of what it says. */
function changed(text: string, kept: Record<string, unknown>) {
  const reading = readSheet(csvGrid("x.csv", text), { project }, new People([]))!;
  const row = reading.rows.at(-1)!;
  return keptCells(reading, [{ row, kept }]).map(({ column, value }) => [column, value]);
}

/** How the same sheet is read once more with one cell changed. */
function readAgain(text: string, column: number, cell: string): Record<string, unknown> {
  const grid = csvGrid("x.csv", text);
  grid.rows.at(-1)![column] = cell;
  return readSheet(grid, { project }, new People([]))!.rows.at(-1)!.said;
}

Deno.test("keptCells() names parents and dependencies as the sheet names rows, and is read as the same", () => {
  const named = "Name,Parent,Depends on\nA,,\nB,,\nC,A,A\n";
  const ids = "Id,Name,Parent,Depends on\n7,A,,\n8,B,,\n9,C,7,7\n";
  const refs = "Ref,Name,Parent,Depends on\nX-1,A,,\nX-2,B,,\nX-3,C,X-1,X-1\n";
  const cases = [[named, 1, "P/b", "B"], [ids, 2, "P/b", "8"], [refs, 2, "X-2", "X-2"]] as const;
  for (const [text, column, key, name] of cases) {
    deepEqual(changed(text, { parent_external_ref: key }), [[column, name]]);
    deepEqual(readAgain(text, column, name).parent_external_ref, key);
    deepEqual(changed(text, { depends_on_refs: [key, "ELSEWHERE"] }), [
      [column + 1, `${name}; ELSEWHERE`],
    ]);
  }
  deepEqual(changed(named, { parent_external_ref: null, depends_on_refs: null }), [
    ...[[1, null], [2, null]],
  ]);
});

Deno.test("keptCells() leaves predecessors that stay as they were, with what Odoo cannot say", () => {
  const plan = 'Name,Predecessors\nA,\nB,\nC,"1FS+3d,2SS"\n';
  deepEqual(changed(plan, { depends_on_refs: ["P/a", "P/b"] }), [[1, "1FS+3d,2SS,2"]]);
  deepEqual(changed(plan, { depends_on_refs: ["P/b"] }), [[1, "2SS,2"]]);
  deepEqual(changed("Name,Predecessors\nA,\nB,1\n", { depends_on_refs: null }), [[1, null]]);
  deepEqual(readAgain(plan, 1, "1FS+3d,2SS,2").depends_on_refs, ["P/a", "P/b"]);
});

Deno.test("keptCells() leaves alone what the sheet says by depth, or in several columns", () => {
  deepEqual(changed("Name,WBS\nA,1\nB,1.1\n", { parent_external_ref: null }), []);
  const both = "Name,Depends on,Predecessors\nA,,\nB,A,\n";
  deepEqual(changed(both, { depends_on_refs: null }), []);
});
