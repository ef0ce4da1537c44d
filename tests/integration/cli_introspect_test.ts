import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { folderOf, ocp } from "./support/ocp.ts";
import { signedInAs } from "./support/people.ts";
import { boundTenants } from "./support/seeds.ts";
import { makeShop } from "./support/shop.ts";
import { copyOdooDatabase, dropOdooDatabase, loadStack } from "./support/stack.ts";
import { hasTables } from "./support/tables.ts";

const { databaseUrl, instance, odoo } = loadStack();
const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
addEventListener("unload", () => void sql.end());
const odooUrl = `${odoo.postgresUrl}${odoo.database}`;
/** Nobody needs a token where a URL says which database. */
const introspect = (...args: string[]) => ocp("none", "introspect", ...args);

const namesOf = ({ tables }: { tables: { name: string }[] }) => tables.map(({ name }) => name);

/** The files below a folder with what is in them. */
async function filesBelow(folder: string, at = ""): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(join(folder, at))) {
    const path = join(at, name);
    if (isDirectory) {
      for (const [key, text] of await filesBelow(folder, path)) files.set(key, text);
    } else files.set(path, await Deno.readTextFile(join(folder, path)));
  }
  return files;
}

Deno.test({
  name: "introspect writes an Odoo as pages, diagrams, DBML and ERD JSON, twice the same",
  ignore: !hasTables,
  async fn() {
    await using folder = await folderOf({});
    const ran = await introspect(odooUrl, "--format", "all", "--no-rows", "--output", folder.path);
    strictEqual(ran.code, 0, ran.err);
    match(ran.err, /, Odoo \d+\.0: \d+ tables in \d+ files in /);
    const files = await filesBelow(folder.path);
    for (const path of ["index.md", "tables.md", "schema.dbml", "erd.json", "modules/project.md"]) {
      ok(files.has(path), path);
    }
    ok([...files.keys()].some((path) => /^modules\/project(\.\d+)?\.mmd$/.test(path)));
    match(files.get("modules/project.md")!, /^```mermaid$/m);
    await Deno.writeTextFile(
      folder.at("modules/gone.md"),
      files.get("modules/project.md")!,
    );
    await Deno.writeTextFile(folder.at("modules/own.md"), "# Mine\n");
    const again = await introspect(odooUrl, "--no-rows", "--output", folder.path);
    match(again.err, /; 1 of an earlier time removed\.\n$/);
    deepStrictEqual(await filesBelow(folder.path), files.set("modules/own.md", "# Mine\n"));
  },
});

Deno.test({
  name:
    "introspect reads the Odoo of a tenant or a binding by its name, and only what is asked for",
  ignore: !hasTables,
  async fn() {
    const { token } = await signedInAs(sql, "platform_operator");
    const [tenant, other] = await boundTenants(sql);
    const binding = `of-${other}`;
    await sql`
      update ops.odoo_bindings set name = ${binding}, database = ${odoo.database}
      where tenant_slug = ${other}`;
    const [{ database: own }] = await sql<[{ database: string }]>`
      select database from control.tenants where slug = ${tenant}`;
    const erdOf = (...args: string[]) =>
      ocp(token, "--instance", instance, "introspect", ...args, "--format", "erd");
    await copyOdooDatabase(own);
    try {
      for (const [name, database] of [[tenant, own], [binding, odoo.database]] as const) {
        const ran = await erdOf(name, "--model", "project.task", "project.tags");
        strictEqual(ran.code, 0, ran.err);
        const told = JSON.parse(ran.out);
        deepStrictEqual([told.database, namesOf(told)], [
          ...[database, ["project_tags", "project_task"]],
        ]);
      }
      const near = namesOf(JSON.parse((await erdOf(tenant, "--around", "project.tags")).out));
      ok(
        near.includes("project_tags_project_task_rel") && !near.includes("res_partner"),
        `${near}`,
      );
      const same = await ocp(
        ...[token, "--instance", instance, "introspect", "diff"] as [string, ...string[]],
        ...[tenant, binding],
      );
      deepStrictEqual([same.code, same.out], [0, ""], same.err);
    } finally {
      await dropOdooDatabase(own);
    }
    const gone = await erdOf("nobody-there");
    deepStrictEqual([gone.code, gone.out], [1, ""]);
    match(gone.err, /nobody-there/);
  },
});

Deno.test("introspect diff says what differs, a line each, and ends with 2 until nothing does", async () => {
  await using shop = await makeShop(sql);
  await using folder = await folderOf({});
  const scope = ["--schema", shop.schema];
  for (const [format, file] of [["dbml", "a.dbml"], ["erd", "a.json"]] as const) {
    const ran = await introspect("--database-url", databaseUrl, "--format", format, ...scope);
    strictEqual(ran.code, 0, ran.err);
    await Deno.writeTextFile(folder.at(file), ran.out);
  }
  const compared = async (file: string, ...more: string[]) => {
    const { code, out, err } = await introspect(
      "diff",
      folder.at(file),
      databaseUrl,
      ...scope,
      ...more,
    );
    return { code, lines: out.split("\n").slice(0, -1), err };
  };
  for (const file of ["a.dbml", "a.json"]) {
    const { code, lines, err } = await compared(file);
    deepStrictEqual([code, lines], [0, []], err);
  }
  await sql.unsafe(
    `alter table ${shop.ordered} alter note type varchar(80), alter state drop not null,
    add later integer default 7`,
  );
  await sql.unsafe(`comment on table ${shop.ordered} is 'What was ordered'`);
  const table = `${shop.schema}.ordered`;
  for (const file of ["a.dbml", "a.json"]) {
    const { code, lines, err } = await compared(file);
    strictEqual(code, 2, err);
    const own = lines.filter((line) => !/ (index|check) /.test(line));
    deepStrictEqual(own, [
      `~ table ${table} comment: none → What was ordered`,
      `+ column ${table}.later: integer`,
      `~ column ${table}.note type: text → varchar(80)`,
      `~ column ${table}.state null: not null → null`,
    ], lines.join("\n"));
  }
  const { code, lines } = await compared("a.json", "--json");
  strictEqual(code, 2);
  deepStrictEqual(JSON.parse(lines.join("\n")).slice(0, 1), [{
    ...{ change: "changed", what: "table", name: table, aspect: "comment" },
    ...{ from: null, to: "What was ordered" },
  }]);
});

Deno.test("introspect says what is wrong, and what to do", async () => {
  await using folder = await folderOf({ "bad.dbml": "Table a {\n  id\n}\n", "bad.json": "{}" });
  const told = async (text: RegExp, ...args: string[]) => {
    const ran = await introspect(...args);
    deepStrictEqual([ran.code, ran.out], [1, ""], ran.err);
    match(ran.err, text);
  };
  await told(
    /--format all makes several files, and no folder is named\. Add --output <dir>/,
    databaseUrl,
  );
  await told(
    /no database is named\. Name a tenant, a binding or a postgres:\/\/ URL/,
    "--format",
    "erd",
  );
  await told(
    /there is no table of the schema "nope"\. Check the name/,
    ...[databaseUrl, "--format", "erd", "--schema", "nope"],
  );
  const nowhere = "postgresql://nobody@127.0.0.1:1/none";
  await told(/it does not answer .*Check the URL/, nowhere, "--format", "erd");
  await told(
    /as DBML: line 2, column \d+: .*Correct the file/,
    "diff",
    folder.at("bad.dbml"),
    databaseUrl,
  );
  await told(/as ERD JSON: version: /, "diff", folder.at("bad.json"), databaseUrl);
});
