import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { writeXlsx } from "hucre/xlsx";
import { xlsxGrids } from "../../client/files/xlsx_grid.ts";
import { asked, peopleOf } from "./support/asked.ts";
import { folderOf, ocp } from "./support/ocp.ts";
import { type Person, signedInAs } from "./support/people.ts";
import { readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

const two = (number: number) => String(number).padStart(2, "0");

/** A plan of a team: 40 tasks with owners by name and dates as the sheet has them. */
function plan(): string[][] {
  const owners = ["Ben Osei", "ben.osei@example.com", "Amelia Reyes; Ben Osei", ""];
  return [
    ["Our plan", "", "", "", ""],
    ["Nr", "Task Name", "Owner", "Due", "Hours"],
    ...Array.from({ length: 40 }, (_, nr) => [
      ...[`${nr + 1}`, `Task ${nr + 1}`, owners[nr % 4]!],
      ...[`${two(nr % 12 + 1)}/${two(nr % 9 + 1)}/2027`, "4h"],
    ]),
  ];
}

const csv = (rows: string[][]) =>
  rows.map((row) => row.join(",").replace(/^.*;.*$/, quoted)).join("\r\n");
const quoted = (line: string) => line.split(",").map((cell) => `"${cell}"`).join(",");

const mapping = (s: Scenario) => `
columns: {Nr: id, Task Name: name, Owner: owners, Due: deadline, Hours: planned_hours}
ref: ${s.ref("PLAN")}-{Nr}
project: {ref: ${s.ref("P")}, name: Plan, company: Northwind Finance, tenant: ${s.id}}
`;

/** What people decide in Odoo about a task's deadline is seen there and accepted. */
async function acceptedDeadline(
  s: Scenario,
  manager: Person,
  ref: string,
  deadline: string,
): Promise<void> {
  strictEqual((await s.seed()).status, 200);
  const person = await s.as(stack.odoo.logins.projectManager);
  await person.write("project.task", [(await readTask(s, ref))!.id], { date_deadline: deadline });
  strictEqual((await s.shadow()).status, 200);
  const { body } = await asked(manager, "GET", `/drift?ref=${ref}`, { at: "/drift" });
  const items = body.items.map(({ id }: { id: string }) => id);
  await asked(manager, "POST", "/drift/accept", { body: { items } });
}

scenario(
  "a living sheet is loaded, takes what was accepted from Odoo, and loses rows with --prune alone",
  async (s) => {
    const { token } = await signedInAs(s.sql, "platform_owner");
    const { manager } = await peopleOf(s);
    strictEqual((await s.shadow()).status, 200);
    const rows = plan();
    const misspelt = csv(rows).replace("Task 1,Ben Osei", "Task 1,Ben Oseii");
    await using folder = await folderOf({ "plan.csv": misspelt, "map.yaml": mapping(s) });
    const flags = ["--mapping", folder.at("map.yaml"), "--binding", s.binding];
    const load = (...more: string[]) =>
      ocp(token, "seed", "load", folder.at("plan.csv"), ...flags, ...more);
    const write = (lines: string[][]) => Deno.writeTextFile(folder.at("plan.csv"), csv(lines));

    const asks = await load();
    strictEqual(asks.code, 1);
    match(
      asks.err,
      /plan\.csv:3:3: owners: "Ben Oseii" is nobody's name .* Is it Ben Osei <ben\.osei@example\.com>\?/,
    );
    match(
      asks.err,
      /plan\.csv:12:4: deadline: .*Say --dates DD\/MM\/YYYY or --dates MM/,
    );
    await write(rows);
    const dates = ["--dates", "DD/MM/YYYY"];
    match((await load(...dates)).err, /Seeds: 41 created/);
    match((await load(...dates)).err, /0 created, 0 changed, 0 archived, 41 unchanged/);

    const ref = `${s.ref("PLAN")}-5`;
    await acceptedDeadline(s, manager, ref, "2027-12-24 12:30:00");
    const old = await load(...dates);
    match(
      old.err,
      new RegExp(`conflict  ${ref}, deadline: the file has 2027-05-05, Odoo's 2027-12-24`),
    );
    match(old.err, /0 changed/);
    const into = await ocp(
      token,
      "seed",
      "export",
      "--into",
      folder.at("plan.csv"),
      ...flags,
      ...dates,
    );
    match(into.err, /1 cells of /);
    match(
      await Deno.readTextFile(folder.at("plan.csv")),
      /5,Task 5,Ben Osei,2027-12-24T12:30:00\+00:00,4h/,
    );
    const after = await load(...dates);
    strictEqual(after.err.includes("conflict"), false, after.err);
    match(after.err, /0 created, 0 changed, 0 archived, 41 unchanged/);

    rows[6]![3] = "24/12/2027";
    await write(rows.slice(0, -1));
    match((await load(...dates)).err, / 1 changed, 0 archived/);
    match(
      (await load(...dates, "--prune")).err,
      new RegExp(`archive  ${s.ref("PLAN")}-40\n[^]*1 archived`),
    );
    await write(rows);
    strictEqual((await load(...dates, "--prune")).code, 0);
    const [last] = await s.sql`select active from odoo_seed.tasks where external_ref = ${`${
      s.ref("PLAN")
    }-40`}`;
    strictEqual(last!.active, true);
  },
);

scenario(
  "seed export --into changes the cells of a workbook that were accepted, and nothing else of it",
  async (s) => {
    const { token } = await signedInAs(s.sql, "platform_owner");
    const { manager } = await peopleOf(s);
    const day = (date: number) => new Date(Date.UTC(2027, 2, date));
    const bytes = await writeXlsx({
      sheets: [
        {
          name: "Plan",
          rows: [["Nr", "Task Name", "Due", "Ours"], [1, "One", day(1), "x"], [
            2,
            "Two",
            day(2),
            "y",
          ]],
        },
        { name: "Notes", rows: [["Something else"]] },
      ],
    });
    await using folder = await folderOf({ "plan.xlsx": bytes, "map.yaml": mapping(s) });
    const flags = ["--mapping", folder.at("map.yaml")];
    strictEqual((await ocp(token, "seed", "load", folder.at("plan.xlsx"), ...flags)).code, 0);
    await acceptedDeadline(s, manager, `${s.ref("PLAN")}-2`, "2027-12-24 12:30:00");
    const into = await ocp(token, "seed", "export", "--into", folder.at("plan.xlsx"), ...flags);
    match(into.err, /1 cells of /, into.err);
    const grids = await xlsxGrids("plan.xlsx", await Deno.readFile(folder.at("plan.xlsx")));
    deepStrictEqual(grids.map(({ rows }) => rows), [
      [
        ["Nr", "Task Name", "Due", "Ours"],
        [1, "One", day(1), "x"],
        [2, "Two", "2027-12-24T12:30:00+00:00", "y"],
      ],
      [["Something else"]],
    ]);
    match((await ocp(token, "seed", "load", folder.at("plan.xlsx"), ...flags)).err, / 0 changed/);
  },
);
