import { deepEqual, equal, match } from "node:assert/strict";
import fc from "fast-check";
import { csvGrid, csvText } from "./csv_grid.ts";
import { faultLine, inOrder } from "./fault.ts";
import { judge } from "./judge.ts";
import type { KeptSeed } from "./kept_seed.ts";
import { People } from "./owners.ts";
import { randomSeeds } from "./random_seeds.ts";
import { kinds } from "./seed_row.ts";
import type { Mapping } from "./sheet_mapping.ts";
import { readSheet } from "./sheet_reader.ts";
import { sheetRows } from "./sheet_writer.ts";
import { xlsxBytes, xlsxGrids } from "./xlsx_grid.ts";

const people = new People([
  { name: "Ann Example", address: "ann@example.com" },
  { name: "Ben Osei", address: "ben@example.com" },
  { name: "Ben Osei", address: "other.ben@example.com" },
]);

const read = (csv: string, mapping: Mapping = {}) => {
  const { rows, faults, notes } = readSheet(csvGrid("plan.csv", csv), mapping, people)!;
  const all = inOrder([...faults, ...judge(rows, () => false)]).map(faultLine);
  return { said: rows.map(({ said }) => said), told: all, notes: notes.map(faultLine) };
};
const plan: Mapping = { project: { ref: "P", name: "P", company: "C" } };

Deno.test("readSheet() takes columns by what people call them, and rows below what they are part of", () => {
  const { said, told, notes } = read(
    `Year-end plan;;;;;\n\nWBS;Task Name;Owner;Due;Effort;Predecessors\n` +
      `1;Close;;31.12.2026;;\n1.1;"Post ""all""";Example, Ann;5.1.2027;;\n2;Report;;;;1.1FS+3d\n`,
    { ...plan, columns: { Effort: null } },
  );
  deepEqual(told, []);
  deepEqual(notes, [
    "plan.csv:6:6: predecessors: 1.1FS+3d: a lag of 3d cannot be said in Odoo; " +
    "the dependency is taken without it.",
  ]);
  deepEqual(
    said.slice(1).map((
      { external_ref, parent_external_ref },
    ) => [external_ref, parent_external_ref]),
    [
      ["p/close", null],
      ["p/close/post-all", "p/close"],
      ["p/report", null],
    ].map(([ref, parent]) => [ref!.replace("p/", "P/"), parent?.replace("p/", "P/") ?? null]),
  );
  equal(said[2]!.name, 'Post "all"');
  equal(said[2]!.assignee_email, "ann@example.com");
  equal(said[2]!.deadline_date, "2027-01-05");
  deepEqual(said[3]!.depends_on_refs, ["P/close/post-all"]);
});

Deno.test("readSheet() asks for what may be two dates, and never guesses", () => {
  const csv = (...dates: string[]) =>
    `Name,Due\n${dates.map((date, nr) => `T${nr},${date}\n`).join("")}`;
  deepEqual(read(csv("03/04/2026"), plan).told, [
    'plan.csv:2:2: deadline: "03/04/2026" is 2026-04-03 or 2026-03-04. ' +
    "Say --dates DD/MM/YYYY or --dates MM/DD/YYYY.",
  ]);
  const many = csv("03/04/2026", "05/06/2026", "04/04/2026", "07/08/2026", "09/10/2026");
  deepEqual(read(many, plan).told, [
    'plan.csv:2:2: deadline: "03/04/2026" is 2026-04-03 or 2026-03-04, and 3 more cells are two ' +
    'days, as "05/06/2026" and "07/08/2026". Say --dates DD/MM/YYYY or --dates MM/DD/YYYY.',
  ]);
  const days = (...dates: string[]) =>
    read(csv(...dates), plan).said.slice(1).map((row) => row.deadline_date);
  deepEqual(days("03/04/2026", "25/12/2026"), ["2026-04-03", "2026-12-25"]);
  deepEqual(days("Fri 4/3/26", "4/1/26"), ["2026-04-03", "2026-04-01"]);
  deepEqual(days("04/04/2026", "3-Apr-26", "03.04.2026"), [
    "2026-04-04",
    "2026-04-03",
    "2026-04-03",
  ]);
  const american = read(csv("03/04/2026"), { ...plan, dates: "MM/DD/YYYY" });
  equal(american.said[1]!.deadline_date, "2026-03-04");
  match(
    read(csv("31/12/2026", "12/31/2026", "1/2/2026"), plan).told.join(),
    /:4:2: .*"1\/2\/2026" is 2026-/,
  );
  match(read(csv("soon"), plan).told.join(), /"soon" is no date/);
});

Deno.test("readSheet() finds people by name, and proposes who may be meant", () => {
  deepEqual(
    read('Name,Owner\nA,Ann Exmaple\nB,Ben Osei\nC,"ann example, ANN@example.com"\nD,Zoe\n', plan)
      .told,
    [
      'plan.csv:2:2: owners: "Ann Exmaple" is nobody\'s name in Odoo. Is it Ann Example <ann@example.com>?',
      'plan.csv:3:2: owners: "Ben Osei" is the name of several people in Odoo: ' +
      "ben@example.com or other.ben@example.com.",
      'plan.csv:5:2: owners: "Zoe" is nobody\'s name in Odoo.',
    ],
  );
});

Deno.test("readSheet() tells what is wrong by cell, also behind cells of several lines", () => {
  const { told } = read(
    'Name,Planned hours,Active,Depends on,Dedline\n"two\nlines",many,perhaps,Nothing,\nX,"1,500",,,\n,,,,x\n',
    plan,
  );
  deepEqual(told, [
    "plan.csv:1:5: Is column Dedline meant as deadline? Correct it, or leave it out in a mapping.",
    'plan.csv:2:2: planned_hours: "many" is no duration.',
    'plan.csv:2:3: active: "perhaps" is neither yes nor no.',
    'plan.csv:2:4: depends_on names "Nothing", which is no task here or there.',
    'plan.csv:4:2: planned_hours: "1,500" is no duration.',
  ]);
  deepEqual(read("Name\nA\nB\n").told, [
    "plan.csv:2:1: project is required: name it in a column, or say --project.",
  ]);
});

const sorted = (said: Record<string, unknown>) => Object.fromEntries(Object.entries(said).sort());

Deno.test("readSheet() reads what sheetRows() writes as the same seeds, in CSV and XLSX", async () => {
  const same = (seeds: KeptSeed[], rows: { kind: string; said: Record<string, unknown> }[]) =>
    deepEqual(
      rows.map(({ kind, said }) => ({ kind, said: sorted(said) })),
      seeds.map(({ kind, said }) => ({ kind, said: sorted(said) })),
    );
  await fc.assert(
    fc.asyncProperty(
      randomSeeds("X-"),
      fc.constantFrom(",", ";", "\t"),
      async (seeds, delimiter) => {
        const sheets = kinds.map((name) => ({
          name,
          rows: sheetRows(name, seeds.filter(({ kind }) => kind === name)),
        }));
        const grids = await xlsxGrids("x.xlsx", await xlsxBytes(sheets));
        const texts = sheets.map(({ rows }) => csvText(rows, { delimiter, newline: "\r\n" }));
        const csvs = texts.map((text, at) => csvGrid(`x[${kinds[at]}]`, text));
        for (const all of [csvs, grids]) {
          const readings = all.map((grid) => readSheet(grid, {}, people)!);
          deepEqual(readings.flatMap(({ faults }) => faults), []);
          same(seeds, readings.flatMap(({ rows }) => rows));
        }
      },
    ),
    { numRuns: 100 },
  );
});
