import { deepEqual, equal } from "node:assert/strict";
import { writeXlsx } from "hucre/xlsx";
import { csvGrid } from "./csv_grid.ts";
import { faultLine } from "./fault.ts";
import type { Grid } from "./grid.ts";
import { judge } from "./judge.ts";
import { People } from "./owners.ts";
import { type Mapping, readMapping } from "./sheet_mapping.ts";
import { readSheet } from "./sheet_reader.ts";
import { xlsxGrids } from "./xlsx_grid.ts";

const root = new URL("../../", import.meta.url);
const people = new People([
  { name: "Ann Example", address: "ann@example.com" },
  { name: "Ben Osei", address: "ben@example.com" },
]);
const plan: Mapping = { project: { ref: "P", name: "P", company: "C" } };

/** The tasks of a sheet as a recipe of docs reads it. */
async function read(recipe: string, grid?: Grid, more: Mapping = plan) {
  const file = await Deno.readTextFile(new URL(`docs/recipes/${recipe}.yaml`, root));
  const { mapping, faults } = readMapping(recipe, file);
  deepEqual(faults, []);
  const csv = grid ??
    csvGrid("x.csv", await Deno.readTextFile(new URL(`tests/sheets/${recipe}.csv`, root)));
  const reading = readSheet(csv, { ...mapping, ...more }, people)!;
  const isThere = (kind: string) => kind === "projects";
  deepEqual([...reading.faults, ...judge(reading.rows, isThere)].map(faultLine), []);
  const tasks = reading.rows.filter(({ kind }) => kind === "tasks").map(({ said }) => said);
  const told = reading.notes.map(({ message }) => message);
  return { tasks, told: told.filter((note) => !/^(Column|The mapping)/.test(note)) };
}

const some = (said: Record<string, unknown>, ...keys: string[]) => keys.map((key) => said[key]);
const all = ["external_ref", "parent_external_ref", "depends_on_refs", "planned_hours"];

Deno.test("the recipe for MS Project takes outline levels, predecessors, work and resources", async () => {
  const { tasks, told } = await read("ms-project");
  deepEqual(tasks.map((task) => some(task, ...all, "deadline_date")), [
    ["P/close-the-books", null, null, null, "2026-12-18"],
    ["P/close-the-books/reconcile-the-bank", "P/close-the-books", null, 12, "2026-12-02"],
    [
      ...["P/close-the-books/post-accruals", "P/close-the-books"],
      ["P/close-the-books/reconcile-the-bank"],
      ...[16, "2026-12-04"],
    ],
    ["P/report", null, ["P/close-the-books"], 40, "2026-12-25"],
  ]);
  deepEqual(tasks[1]!.assignee_emails, ["ann@example.com", "ben@example.com"]);
  deepEqual(told, [
    "predecessors: 1FS+3 days: a lag of 3 days cannot be said in Odoo; " +
    "the dependency is taken without it.",
    "predecessors: 3SS: start to start cannot be said in Odoo; the dependency is left out.",
  ]);
});

Deno.test("the recipe for Jira takes keys, parents by id, labels and links of several columns", async () => {
  const { tasks, told } = await read("jira", undefined, {});
  deepEqual(tasks.map((task) => some(task, ...all, "tag_names")), [
    ["FIN-1", null, null, null, null],
    ["FIN-2", "FIN-1", null, 4, ["bank", "close"]],
    ["FIN-3", "FIN-1", ["FIN-2"], 1.5, ["close"]],
    ["FIN-4", "FIN-1", ["FIN-2", "FIN-3"], null, null],
  ]);
  const columns = ["project_external_ref", "stage_name", "assignee_email", "deadline_date"];
  deepEqual(some(tasks[1]!, ...columns), ["FIN", "To Do", "ann@example.com", "2026-12-05"]);
  deepEqual(told, []);
});

Deno.test("the recipe for Asana takes parents and what blocks a task by name", async () => {
  const { tasks } = await read("asana");
  deepEqual(tasks.map((task) => some(task, ...all, "stage_name")), [
    ["ASANA-1201", null, null, undefined, "To do"],
    ["ASANA-1202", "ASANA-1201", null, undefined, null],
    ["ASANA-1203", null, ["ASANA-1201", "ASANA-1202"], undefined, "Later"],
  ]);
  equal(tasks[0]!.description, "Two accounts.\nAll of them.");
  deepEqual(tasks[0]!.tag_names, ["bank", "close"]);
});

Deno.test("the recipe for Smartsheet takes folded rows, numbers of rows and real dates of a workbook", async () => {
  const day = (date: number) => new Date(Date.UTC(2026, 11, date));
  const bytes = await writeXlsx({
    sheets: [{
      name: "Year-end",
      rows: [
        ["Task Name", "Duration", "Start", "Finish", "Predecessors", "Assigned To", "Status"],
        ["Close the books", "15d", day(1), day(18), null, null, "Not Started"],
        ["Reconcile the bank", "3d", day(1), day(2), null, "Ann Example, Ben Osei", "In Progress"],
        ["Post accruals", "2d", day(3), day(4), "2", "ben@example.com", "Not Started"],
        ["Report", "5d", day(21), day(25), "1FS -2d, 3FF", null, "Not Started"],
      ],
      rowDefs: new Map([[2, { outlineLevel: 1 }], [3, { outlineLevel: 1 }]]),
    }],
  });
  const [grid] = await xlsxGrids("plan.xlsx", bytes);
  const { tasks, told } = await read("smartsheet", grid);
  const columns = ["external_ref", "depends_on_refs", "deadline_date", "stage_name"];
  deepEqual(tasks.map((task) => some(task, ...columns)), [
    ["P/close-the-books", null, "2026-12-18", "To Do"],
    ["P/close-the-books/reconcile-the-bank", null, "2026-12-02", "In Progress"],
    [
      "P/close-the-books/post-accruals",
      ["P/close-the-books/reconcile-the-bank"],
      ...["2026-12-04", "To Do"],
    ],
    ["P/report", ["P/close-the-books"], "2026-12-25", "To Do"],
  ]);
  deepEqual(tasks[1]!.assignee_emails, ["ann@example.com", "ben@example.com"]);
  equal(told.length, 2);
});

Deno.test("the recipe for Odoo takes rows that go on, moments in UTC and other tasks by name", async () => {
  const { tasks } = await read("odoo");
  deepEqual(tasks.map((task) => some(task, ...all, "date_deadline")), [
    ["P/reconcile-the-bank", null, null, 12.5, "2026-12-05T17:00:00Z"],
    ["P/reconcile-the-bank/export-statements", "P/reconcile-the-bank", null, 0, null],
    ["P/report", null, ["P/reconcile-the-bank", "P/reconcile-the-bank/export-statements"], 8, null],
  ]);
  deepEqual(tasks[0]!.assignee_emails, ["ann@example.com", "ben@example.com"]);
  deepEqual(tasks[2]!.tag_names, ["close", "bank"]);
});
