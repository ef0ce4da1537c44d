import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { builtPackage } from "../../cli/package/built_package.ts";
import { manifest, packageName } from "../../cli/package/manifest.ts";
import { version } from "../../cli/version.ts";
import { peopleOf } from "./support/asked.ts";
import { type BareMachine, bareMachine } from "./support/bare_machine.ts";
import { packageRegistry } from "./support/package_registry.ts";
import { signedInAs } from "./support/people.ts";
import { countOurs } from "./support/records.ts";
import { type Scenario, stack } from "./support/scenario.ts";
import { scenario } from "./support/scenarios.ts";

let file: Promise<string> | undefined;

/** A registry that has the package as it is built now. */
async function registry() {
  return await packageRegistry(manifest(), await (file ??= builtPackage()));
}

/** Where a program of this machine lies. */
async function pathOf(program: string): Promise<string> {
  const which = new Deno.Command("sh", { args: ["-c", `command -v ${program}`] });
  return await Deno.realPath(new TextDecoder().decode((await which.output()).stdout).trim());
}

scenario("ocp is installed where there is only Node, and brings tasks into Odoo", async (s) => {
  await using packages = await registry();
  const programs = { node: await pathOf("node"), npm: await pathOf("npm") };
  await using there = await bareMachine(programs, {
    NPM_CONFIG_REGISTRY: packages.url,
    NPM_CONFIG_UPDATE_NOTIFIER: "false",
  });
  const installed = await there.run(`npm install --global --prefix . ${packageName}`);
  strictEqual(installed.code, 0, installed.err);
  match(installed.out, /added 1 package/);
  await plays(s, there);
});

scenario("ocp is installed where there is only Deno, and brings tasks into Odoo", async (s) => {
  await using packages = await registry();
  await using there = await bareMachine({ deno: Deno.execPath() }, {
    NPM_CONFIG_REGISTRY: packages.url,
  });
  const line = `deno install --global --allow-all --root . --name ocp npm:${packageName}`;
  const installed = await there.run(line);
  strictEqual(installed.code, 0, installed.err);
  deepStrictEqual(packages.asked, [`/${packageName}`, "/package.tgz"]);
  await plays(s, there);
});

/** What a new user does, from the login to the drift. */
async function plays(s: Scenario, { run, home }: BareMachine): Promise<void> {
  await peopleOf(s);
  const { token } = await signedInAs(s.sql, "platform_owner");
  deepStrictEqual(await run("ocp --version"), { code: 0, out: `${version}\n`, err: "" });
  match((await run("ocp --help")).out, /^Usage: ocp \[options\] \[command\]\n/);
  const nowhere = await run("ocp drift");
  match(nowhere.err, /^Cannot reach the platform: .* Log in, .*\nNext: ocp login --help\n$/);
  const login = await run(`echo ${token} | ocp login ${stack.apiUrl}`);
  deepStrictEqual([login.code, login.err], [0, `Kept in ${home}/.config/ocp/login.json.\n`]);

  await Deno.writeTextFile(`${home}/seeds.yaml`, seeds(s));
  const load = await run("ocp seed load seeds.yaml");
  strictEqual(load.code, 0, load.err);
  const plan = await run(`ocp seed plan --binding ${s.binding} --out plan`);
  strictEqual(plan.code, 2, plan.err);
  match(plan.out, /\nPlan: 3 to create, 0 to change, 0 to archive\.\n$/);
  match(plan.err, /^To apply it: ocp seed apply plan$/m);
  const apply = await run("ocp seed apply plan");
  strictEqual(apply.code, 0, apply.err);
  strictEqual(await countOurs(s, "project.task"), 2);
  const drift = await run(`ocp drift --shadow --binding ${s.binding} --json`);
  deepStrictEqual([drift.code, JSON.parse(drift.out).items], [0, []], drift.err);
  const all = await run(`ocp seed export --project ${s.ref("P")}`);
  match(all.out, /name: Reconcile the bank/);
  const structure = await run(
    `ocp introspect ${stack.databaseUrl} --format dbml --schema odoo_seed`,
  );
  match(structure.out, /\nTable "?odoo_seed"?\."?tasks"? \{\n/, structure.err);
}

const seeds = (s: Scenario) => `
programs:
  - slug: ${s.ref("G")}
    name: Year-end
    projects:
      - ref: ${s.ref("P")}
        name: Year-end 2026
        company: Northwind Finance
        tenant: ${s.id}
        tasks:
          - {ref: ${s.ref("T-1")}, name: Reconcile the bank}
          - {ref: ${s.ref("T-2")}, name: Lock the books, depends_on: [${s.ref("T-1")}]}
`;
