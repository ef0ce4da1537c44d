import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { readProject, readTask } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

type Columns = Record<string, unknown>;
type Read = Record<string, unknown>;

/** One changed field: what the seed says, and what Odoo then holds. */
interface Change {
  seed: Columns;
  odoo: Read;
}

const projectChanges: Change[] = [
  { seed: { name: "Quarter-end close" }, odoo: { name: "Quarter-end close" } },
  { seed: { company_name: "Northwind Retail" }, odoo: { company: "Northwind Retail" } },
  { seed: { manager_email: "Ben.Osei@example.com" }, odoo: { manager: "ben.osei@example.com" } },
  { seed: { visibility: "followers" }, odoo: { visibility: "followers" } },
  { seed: { allow_dependencies: false }, odoo: { dependencies: false } },
  { seed: { description: "<p>New</p>" }, odoo: { description: "<p>New</p>" } },
  {
    seed: { date_start: "2026-12-01", date_end: "2026-12-31" },
    odoo: { dates: ["2026-12-01", "2026-12-31"] },
  },
  { seed: { date_end: "2027-01-31" }, odoo: { dates: ["2026-12-01", "2027-01-31"] } },
  { seed: { sequence: 4 }, odoo: { sequence: 4 } },
];

const taskChanges = (s: Scenario, other: string, project: string): Change[] => [
  { seed: { name: "Renamed" }, odoo: { name: "Renamed" } },
  { seed: { description: "<p>How</p>" }, odoo: { description: "<p>How</p>" } },
  { seed: { stage_name: s.ref("Review") }, odoo: { stage: s.ref("Review") } },
  { seed: { tag_names: [s.ref("b"), s.ref("a")] }, odoo: { tags: [s.ref("a"), s.ref("b")] } },
  { seed: { tag_names: [s.ref("b")] }, odoo: { tags: [s.ref("b")] } },
  {
    seed: { assignee_emails: ["ben.osei@example.com"] },
    odoo: { assignees: ["ben.osei@example.com"] },
  },
  { seed: { planned_hours: 12.25 }, odoo: { hours: 12.25 } },
  {
    seed: { date_deadline: "2027-02-28T23:30:00-02:00" },
    odoo: { deadline: "2027-03-01 01:30:00" },
  },
  { seed: { sequence: 42 }, odoo: { sequence: 42 } },
  { seed: { milestone_name: "Signed off" }, odoo: { milestone: "Signed off" } },
  { seed: { parent_external_ref: other }, odoo: { parent: other } },
  { seed: { depends_on_refs: [other] }, odoo: { dependsOn: [other], state: "04_waiting_normal" } },
  {
    seed: { project_external_ref: project, parent_external_ref: null, depends_on_refs: [] },
    odoo: { project, parent: undefined, dependsOn: [], stage: s.ref("Review") },
  },
];

/** The part of a record that a change is about. */
function part(record: Read | undefined, like: Read): Read {
  return Object.fromEntries(Object.keys(like).map((key) => [key, record?.[key]]));
}

const merged = (changes: Change[], side: keyof Change): Columns =>
  Object.assign({}, ...changes.map((change) => change[side]));

async function twoProjects(s: Scenario) {
  const project = await s.project("close", { sequence: 1 });
  const elsewhere = await s.project("elsewhere", { sequence: 2 });
  const other = await s.task("other", project);
  const task = await s.task("task", project);
  strictEqual((await s.seed()).status, 200);
  return { project, elsewhere, other, task };
}

scenario("seed-odoo-finance brings every changed field across, one by one", async (s) => {
  const { project, elsewhere, other, task } = await twoProjects(s);
  for (const { seed, odoo } of projectChanges) {
    await s.updateProject(project, seed);
    const { status, counts, results } = await s.seed();
    deepStrictEqual([status, counts], [200, { update: 1, noop: 3 }], JSON.stringify(seed));
    deepStrictEqual(results.projects.map((row) => row.external_ref), [project]);
    deepStrictEqual(part(await readProject(s, project), odoo), odoo);
  }
  // Without dependencies in the project no task would wait.
  await s.updateProject(project, { allow_dependencies: true });
  strictEqual((await s.seed()).status, 200);
  for (const { seed, odoo } of taskChanges(s, other, elsewhere)) {
    await s.updateTask(task, seed);
    const { status, counts, results } = await s.seed();
    deepStrictEqual([status, counts], [200, { update: 1, noop: 3 }], JSON.stringify(seed));
    deepStrictEqual(results.tasks.map((row) => row.external_ref), [task]);
    deepStrictEqual(part(await readTask(s, task), odoo), odoo);
  }
  deepStrictEqual((await s.seed()).counts, { noop: 4 });
});

scenario("seed-odoo-finance brings all changed fields across at once", async (s) => {
  const { project, elsewhere, other, task } = await twoProjects(s);
  const changes = taskChanges(s, other, elsewhere);
  await s.updateProject(project, merged(projectChanges, "seed"));
  await s.updateTask(task, merged(changes, "seed"));
  const { status, counts } = await s.seed();
  deepStrictEqual([status, counts], [200, { update: 2, noop: 2 }]);
  const odooProject = merged(projectChanges, "odoo");
  deepStrictEqual(part(await readProject(s, project), odooProject), odooProject);
  const { state: _, ...odooTask } = merged(changes, "odoo");
  deepStrictEqual(part(await readTask(s, task), odooTask), odooTask);
  deepStrictEqual((await s.seed()).counts, { noop: 4 });
});

scenario("seed-odoo-finance makes a task wait that gets a parent and a dependency", async (s) => {
  const { other, task } = await twoProjects(s);
  await s.updateTask(task, { parent_external_ref: other, depends_on_refs: [other] });
  strictEqual((await s.seed()).status, 200);
  strictEqual((await readTask(s, task))!.state, "04_waiting_normal");
  await s.updateTask(task, { parent_external_ref: null, depends_on_refs: null });
  strictEqual((await s.seed()).status, 200);
  strictEqual((await readTask(s, task))!.state, "01_in_progress");
});

scenario("seed-odoo-finance clears what an earlier seed had set, and nothing else", async (s) => {
  const project = await s.project("close", {
    manager_email: "manager@example.com",
    description: "<p>Old</p>",
    date_start: "2026-11-01",
    date_end: "2026-11-30",
  });
  const parent = await s.task("parent", project);
  const task = await s.task("task", project, {
    description: "<p>Old</p>",
    tag_names: [s.ref("a")],
    assignee_emails: ["ben.osei@example.com"],
    planned_hours: 3,
    date_deadline: "2026-11-30T12:00:00Z",
    milestone_name: "Signed off",
    parent_external_ref: parent,
    depends_on_refs: [parent],
  });
  strictEqual((await s.seed()).status, 200);
  // What no seed ever spoke of is people's.
  const person = await s.as(stack.odoo.logins.projectManager);
  const { id } = (await readTask(s, parent))!;
  await person.write("project.task", [id], { description: "<p>Mine</p>", allocated_hours: 9 });

  await s.updateProject(project, {
    manager_email: null,
    description: null,
    date_start: null,
    date_end: null,
  });
  await s.updateTask(task, {
    description: null,
    tag_names: null,
    assignee_emails: null,
    planned_hours: null,
    date_deadline: null,
    milestone_name: null,
    parent_external_ref: null,
    depends_on_refs: null,
  });
  const { status, counts } = await s.seed();
  deepStrictEqual([status, counts], [200, { update: 2, noop: 1 }]);
  const cleared = (await readProject(s, project))!;
  deepStrictEqual([cleared.manager, cleared.description, cleared.dates], [
    undefined,
    false,
    [false, false],
  ]);
  const { id: _, stage: __, ...row } = (await readTask(s, task))!;
  deepStrictEqual(row, {
    name: "task",
    description: false,
    hours: 0,
    deadline: false,
    sequence: 10,
    state: "01_in_progress",
    active: true,
    project,
    tags: [],
    assignees: [],
    milestone: undefined,
    parent: undefined,
    dependsOn: [],
  });
  const untouched = (await readTask(s, parent))!;
  deepStrictEqual([untouched.description, untouched.hours], ["<p>Mine</p>", 9]);
  deepStrictEqual((await s.seed()).counts, { noop: 3 });
});

scenario("seed-odoo-finance keeps unicode, HTML and script text stable", async (s) => {
  const name = `Clôture — 月次決算 🎉 <b>&amp; "quotes" \\ 'x' </b> %s {0}`;
  const texts = [
    "plain text\nwith a second line",
    `a < b & c > d <script>alert("x")</script>`,
    `<p>Ünïcode 🎉 <a href="https://example.com/?a=1&b=2">link</a></p><ul><li>one</ul>`,
    `<p onclick="steal()" style="color:red">styled</p><img src=x onerror=alert(1)>`,
    " \t padded \u00a0 ",
    "😀".repeat(500),
    "&lt;p&gt;escaped&lt;/p&gt;",
  ];
  const project = await s.project("close", { name, description: texts[1] });
  for (const [index, description] of texts.entries()) {
    await s.task(`t${index}`, project, { name: `${name} ${index}`, description });
  }
  const first = await s.seed();
  deepStrictEqual([first.status, first.counts, first.errors], [200, { create: 8 }, []]);
  strictEqual((await readTask(s, s.ref("t3")))!.name, `${name} 3`);
  strictEqual(String((await readTask(s, s.ref("t3")))!.description).includes("steal"), false);
  deepStrictEqual((await s.seed()).counts, { noop: 8 });
  deepStrictEqual((await s.seed()).counts, { noop: 8 });

  await s.updateTask(s.ref("t1"), { description: "<b>Other</b> & <script>more</script>" });
  deepStrictEqual((await s.seed()).counts, { update: 1, noop: 7 });
  deepStrictEqual((await s.seed()).counts, { noop: 8 });
});
