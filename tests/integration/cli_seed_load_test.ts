import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { folderOf, ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { loadStack } from "./support/stack.ts";

const sql = postgres(loadStack().databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const some = () => crypto.randomUUID().slice(0, 8);

const task = (ref: string, more = "") => `          - {ref: ${ref}, name: Task ${ref}${more}}\n`;

/** A programme with a project whose tasks are these lines. */
const yaml = (project: string, tasks: string) => `
programs:
  - slug: G-${project}
    name: Programme
    projects:
      - ref: ${project}
        name: Project
        company: Northwind Finance
        tasks:
${tasks}`;

const stored = async (project: string) =>
  (await sql`select external_ref, name, active, planned_hours from odoo_seed.tasks
    where project_external_ref = ${project} order by external_ref`).map((row) => ({ ...row }));

Deno.test("seed load shows what would change, stores it once, and then nothing", async () => {
  const { token } = await signedInAs(sql, "platform_operator");
  const project = `P-${some()}`;
  await using folder = await folderOf({
    "a.yaml": yaml(project, task(`${project}-1`, ", planned_hours: 3")),
    "b.yaml":
      `tasks:\n- {ref: ${project}-2, name: Two, project: ${project}, depends_on: [${project}-1]}\n`,
    "notes.txt": "not a seed",
  });
  const dry = await ocp(token, "seed", "load", folder.path, "--dry-run", "--json");
  strictEqual(dry.code, 0, dry.err);
  deepStrictEqual(
    JSON.parse(dry.out).changes.map(({ ref }: { ref: string }) => ref),
    [`G-${project}`, project, `${project}-1`, `${project}-2`],
  );
  match(dry.err, /Would be: 4 created, 0 changed, 0 archived, 0 unchanged/);
  deepStrictEqual(await stored(project), []);
  const first = await ocp(token, "seed", "load", folder.path);
  deepStrictEqual([first.code, first.out], [0, ""], first.err);
  strictEqual((await stored(project)).length, 2);
  const again = await ocp(token, "seed", "load", folder.path);
  match(again.err, /Seeds: 0 created, 0 changed, 0 archived, 4 unchanged/);

  await Deno.writeTextFile(
    folder.at("a.yaml"),
    yaml(project, task(`${project}-1`, ", planned_hours: 5")),
  );
  const change = await ocp(token, "seed", "load", folder.path, "--dry-run", "--output", "csv");
  strictEqual(
    change.out,
    `action,seed,field,from,to\nchange,task ${project}-1,planned_hours,3,5\n`,
  );
});

Deno.test("seed load archives what the file no longer has with --prune alone, and names it first", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const project = `P-${some()}`;
  const tasks = (count: number) =>
    Array.from({ length: count }, (_, nr) => task(`${project}-${nr + 10}`)).join("");
  await using folder = await folderOf({ "a.yaml": yaml(project, tasks(30)) });
  const load = async (...flags: string[]) =>
    await ocp(token, "seed", "load", folder.at("a.yaml"), ...flags);
  strictEqual((await load()).code, 0);
  await Deno.writeTextFile(folder.at("a.yaml"), yaml(project, tasks(28)));
  match((await load()).err, /0 archived/);
  const pruned = await load("--prune");
  match(pruned.err, new RegExp(`^archive  ${project}-38\narchive  ${project}-39\n[^]*2 archived`));
  deepStrictEqual((await stored(project)).filter(({ active }) => !active).length, 2);

  await Deno.writeTextFile(folder.at("a.yaml"), yaml(project, tasks(3)));
  const refused = await load("--prune");
  deepStrictEqual([refused.code, /"25" was not typed/.test(refused.err)], [1, true], refused.err);
  strictEqual((await stored(project)).filter(({ active }) => !active).length, 2);
  strictEqual((await load("--prune", "--confirm", "25")).code, 0);
  strictEqual((await stored(project)).filter(({ active }) => active).length, 3);
});

Deno.test("seed load tells every fault with its place, those of the platform too, and stores nothing", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const project = `P-${some()}`;
  const text = yaml(
    project,
    task("A", ", depends_on: [none-such]") + task("B", ", assignees: nobody"),
  );
  await using folder = await folderOf({
    "a.yaml": text,
    "b.yaml": yaml(project, task("C", ", stage: ' '")),
  });
  const offline = await ocp(token, "seed", "load", folder.at("a.yaml"));
  strictEqual(offline.code, 1);
  match(
    offline.err,
    /a\.yaml:10:\d+: depends_on names "none-such", which is no task here or there/,
  );
  match(offline.err, /a\.yaml:11:\d+: assignees: "nobody" is no address/);
  const refused = await ocp(token, "seed", "load", folder.at("b.yaml"));
  strictEqual(refused.code, 1);
  match(refused.err, /b\.yaml:10:13: stage: stage must not be empty/);
  deepStrictEqual(await stored(project), []);
  const missing = await ocp(token, "seed", "load", folder.at("c.yaml"));
  deepStrictEqual([missing.code, missing.err.startsWith("Cannot read ")], [1, true]);
  const elsewhere = await ocp(token, "seed", "load", folder.at("b.yaml"), "--binding", "none");
  match(elsewhere.err, /Cannot find binding "none"/);
});

Deno.test("seed load may name tasks that are there already, and refuses what goes to another Odoo", async () => {
  const { token } = await signedInAs(sql, "platform_owner");
  const project = `P-${some()}`;
  await using folder = await folderOf({
    "a.yaml": yaml(project, task(`${project}-1`)),
    "b.yaml": `tasks: [{ref: ${project}-2, name: B, project: ${project}, parent: ${project}-1}]`,
  });
  strictEqual(
    (await ocp(token, "seed", "load", folder.at("a.yaml"), "--binding", "default")).code,
    0,
  );
  strictEqual((await ocp(token, "seed", "load", folder.at("b.yaml"))).code, 0);
  const binding = project.toLowerCase();
  await sql`
    insert into ops.odoo_bindings (name, project_ref, url, database, username, password_secret)
    values (${binding}, ${project}, 'https://x.example.com', 'x', 'x', 'secret of x')`;
  const refused = await ocp(token, "seed", "load", folder.at("b.yaml"), "--binding", "default");
  strictEqual(refused.code, 1);
  match(refused.err, /b\.yaml:1:\d+: project: does not go to this binding/);
  ok((await ocp(token, "seed", "load", folder.at("b.yaml"), "--binding", binding)).code === 0);
});
