import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { api, expectShape } from "./support/api.ts";
import { signedInAs } from "./support/people.ts";
import { boundTenants, projectOf, uploaded } from "./support/seeds.ts";
import { loadStack } from "./support/stack.ts";

const stack = loadStack();
const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const some = () => crypto.randomUUID().slice(0, 8);
const none = { created: 0, changed: 0, archived: 0, unchanged: 0 };

/** A programme with a project and tasks that are hard to write down. */
function oddSeeds(): { program: string; project: string; rows: object[] } {
  const [program, project] = [`G-${some()}`, `P,"${some()}`];
  const task = (name: string, more: object = {}) => ({
    ...{ kind: "tasks", external_ref: `${name}-${some()}`, project_external_ref: project },
    ...{ name: `Task ${name}`, ...more },
  });
  const first = task("one", { tag_names: ["a;b", '["c"]'], assignee_emails: [], stage_name: null });
  const rows = [
    task("two", {
      description: 'Lines\r\nand "quotes", commas\n\n',
      ...{ date_deadline: "2026-03-01T10:00:00+02:00", planned_hours: 0.25 },
      ...{ depends_on_refs: [first.external_ref], parent_external_ref: first.external_ref },
    }),
    first,
    task("three", { description: "", deadline_date: "2026-03-01", tag_names: ["x", "y"] }),
    { kind: "projects", external_ref: project, name: "Projekt ü", company_name: "Acme" },
    { kind: "programs", slug: program, name: "Programme" },
  ];
  Object.assign(rows[3]!, { program_slug: program, visibility: "portal" });
  return { program, project, rows };
}

Deno.test("a file is stored as a whole, in any order, and stored again changes nothing", async () => {
  const { token } = await signedInAs(sql, "platform_operator");
  const { program, project, rows } = oddSeeds();
  const dry = await uploaded(token, "dry_run=true", rows);
  expectShape(dry, "POST", "/seeds/bulk");
  deepStrictEqual([dry.body.dry_run, dry.body.counts.tasks.created, dry.body.changes.length], [
    ...[true, 3, 5],
  ]);
  strictEqual((await api("GET", `/programs/${program}`, { token })).status, 404);
  const stored = await uploaded(token, "", rows);
  expectShape(stored, "POST", "/seeds/bulk");
  deepStrictEqual(stored.body.counts, {
    programs: { ...none, created: 1 },
    projects: { ...none, created: 1 },
    tasks: { ...none, created: 3 },
  });
  const again = await uploaded(token, "", rows);
  deepStrictEqual(again.body.counts.tasks, { ...none, unchanged: 3 });
  for (const format of ["ndjson", "csv"]) {
    for (const kind of ["tasks", "projects"]) {
      const query = `kind=${kind}&format=${format}&project=${encodeURIComponent(project)}`;
      const file = await api("GET", `/seeds/export?${query}`, { token });
      strictEqual(file.status, 200);
      const loaded = await api("POST", `/seeds/bulk?kind=${kind}`, {
        token,
        body: file.body,
        headers: { "content-type": format === "csv" ? "text/csv" : "application/x-ndjson" },
      });
      const count = kind === "tasks" ? 3 : 1;
      deepStrictEqual(loaded.body.counts?.[kind], { ...none, unchanged: count }, file.body);
    }
  }
  const [row] = await sql`
    select after from control.audit_logs where action = 'seeds.upload'
    order by position desc limit 1`;
  strictEqual(row!.after.counts.projects.unchanged, 1);
  match(row!.after.sha256, /^[0-9a-f]{64}$/);
  strictEqual((await sql`select from odoo_seed.uploads`).length, 0);
});

Deno.test("what would change is told by column, and absent columns stay", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const project = await projectOf(sql, null);
  const ref = `T-${some()}`;
  await uploaded(token, "kind=tasks", [
    ...[{ external_ref: ref, project_external_ref: project, name: "Old", planned_hours: 3 }],
  ]);
  const csv = `external_ref,name,tag_names,active\r\n${ref},New,a;b,\r\n`;
  const dry = await uploaded(token, "kind=tasks&dry_run=true", csv);
  deepStrictEqual(dry.body.changes, [{
    ...{ kind: "tasks", ref, action: "change" },
    columns: { name: { from: "Old", to: "New" }, tag_names: { from: null, to: ["a", "b"] } },
  }]);
  deepStrictEqual((await uploaded(token, "kind=tasks", csv)).body.counts.tasks.changed, 1);
  const { body } = await api("GET", `/tasks/${ref}`, { token });
  deepStrictEqual([body.name, body.planned_hours, body.tag_names, body.active], [
    ...["New", 3, ["a", "b"], true],
  ]);
});

Deno.test("every fault is told by row and column, and nothing is stored", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const project = await projectOf(sql, null);
  const row = (more: object) => ({
    ...{ external_ref: `T-${some()}`, project_external_ref: project, name: "Task" },
    ...more,
  });
  const good = row({});
  const rows = [
    good,
    row({ planned_hours: "many", odoo_task_id: 3, date_deadline: "tomorrow" }),
    row({ name: " ", assignee_email: "nobody" }),
    row({ project_external_ref: "none" }),
    { external_ref: good.external_ref },
    { name: "Nobody" },
    row({ kind: "users" }),
  ];
  const refused = await uploaded(token, "kind=tasks", rows);
  deepStrictEqual([refused.status, refused.body.code], [400, "invalid_request"]);
  const told = refused.body.faults.map((fault: Record<string, unknown>) =>
    `${fault.row} ${fault.field}: ${fault.rule}`
  );
  deepStrictEqual(told, [
    "2 date_deadline: must be a moment, as in 2026-01-31T17:00:00Z",
    "2 odoo_task_id: is not known here",
    "2 planned_hours: must be a number",
    "3 assignee_email: assignee must be an address",
    "3 name: name must not be empty",
    "4 project_external_ref: is no project whose tasks the caller may change",
    "5 external_ref: is in row 1, too",
    "5 name: is required",
    "5 project_external_ref: is required",
    "6 external_ref: is required",
    "6 project_external_ref: is required",
    "7 kind: must be programs, projects or tasks",
  ]);
  strictEqual((await api("GET", `/tasks/${good.external_ref}`, { token })).status, 404);
  const broken = await uploaded(token, "kind=tasks", `name\nx,y\n"open`);
  deepStrictEqual(broken.body.faults.map(({ rule }: { rule: string }) => rule), [
    "must have 1 fields, not 2",
    "must close its quotes, and double those within",
  ]);
  const lines = "{}\nnot json\n[1]\n";
  const headers = { "content-type": "application/x-ndjson" };
  const said = await api("POST", "/seeds/bulk?kind=tasks", { token, body: lines, headers });
  deepStrictEqual(said.body.faults.slice(-2).map(({ row }: { row: number }) => row), [2, 3]);
  strictEqual((await sql`select from odoo_seed.uploads`).length, 0);
});

Deno.test("a file that cannot be read is refused before it is looked at", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const send = async (body: string, type: string, query = "kind=tasks") =>
    await api("POST", `/seeds/bulk?${query}`, { token, body, headers: { "content-type": type } });
  const refusals: [said: RegExp, answer: Promise<{ status: number; body: { detail: string } }>][] =
    [
      [/Content-Type is not/, send("{}", "application/json")],
      [/CSV needs the query's kind/, send("a", "text/csv", "")],
      [/there is none/, send("\n", "application/x-ndjson")],
      [/not text in UTF-8/, send("a\0", "text/csv")],
      [/must name each column once/, send("name,name\n1,2", "text/csv")],
    ];
  for (const [said, answer] of refusals) {
    const { status, body } = await answer;
    strictEqual(status, 400);
    match(body.detail, said);
  }
});

Deno.test("a file takes nothing that is somebody else's, and an export shows nothing of it", async () => {
  const [mine, theirs] = await boundTenants(sql);
  const project = await projectOf(sql, mine);
  const other = await projectOf(sql, theirs);
  const task = `T-${some()}`;
  await sql`
    insert into odoo_seed.tasks (external_ref, project_external_ref, name)
    values (${task}, ${other}, 'Theirs')`;
  const { token } = await signedInAs(sql, "manager", mine);
  const refused = await uploaded(token, "", [
    { kind: "tasks", external_ref: task, project_external_ref: project, name: "Mine" },
    { kind: "projects", external_ref: other, tenant_slug: mine },
    { kind: "projects", external_ref: project, tenant_slug: theirs },
    { kind: "programs", slug: `G-${some()}`, name: "Mine" },
  ]);
  deepStrictEqual(refused.body.faults.map(({ rule }: { rule: string }) => rule), [
    "is taken",
    "is taken",
    "must be a tenant whose seeds the caller may change",
    "is a programme, which the platform's people change",
  ]);
  const export_ = async (query: string) =>
    (await api("GET", `/seeds/export?${query}`, { token })).body;
  match(await export_("kind=projects"), new RegExp(project));
  ok(!(await export_("kind=projects")).includes(other));
  strictEqual(await export_("kind=tasks"), undefined);
  strictEqual(await export_(`kind=tasks&project=${other}`), undefined);
  const viewer = await signedInAs(sql, "viewer", mine);
  const forbidden = await uploaded(viewer.token, "kind=tasks", [{ external_ref: "x" }]);
  deepStrictEqual([forbidden.status, forbidden.body.code], [403, "forbidden"]);
  strictEqual((await sql`select from odoo_seed.uploads`).length, 0);
});

Deno.test("an export of many parts is whole", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const project = await projectOf(sql, null);
  const rows = Array.from({ length: 4001 }, (_, index) => ({
    ...{ external_ref: `${project}-${index}`, project_external_ref: project, name: `Nr ${index}` },
  }));
  strictEqual((await uploaded(token, "kind=tasks", rows)).body.counts.tasks.created, 4001);
  const file = await api("GET", `/seeds/export?kind=tasks&project=${project}`, { token });
  strictEqual(file.headers.get("content-type"), "application/x-ndjson");
  const lines = (file.body as string).trimEnd().split("\n").map((line) => JSON.parse(line));
  strictEqual(new Set(lines.map(({ external_ref }) => external_ref)).size, 4001);
  const csv = await api("GET", `/seeds/export?kind=tasks&project=${project}`, {
    token,
    headers: { accept: "text/csv" },
  });
  strictEqual((csv.body as string).trimEnd().split("\r\n").length, 4002);
});
