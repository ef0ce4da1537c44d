import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { structureOfDbml } from "../../cli/introspect/dbml_file.ts";
import { openDatabase } from "../../supabase/functions/_shared/database/connection.ts";
import { asDbmlSays } from "../../supabase/functions/_shared/introspect/as_dbml_says.ts";
import { readCatalog } from "../../supabase/functions/_shared/introspect/catalog.ts";
import { dbmlOf } from "../../supabase/functions/_shared/introspect/dbml.ts";
import { diagramParts } from "../../supabase/functions/_shared/introspect/diagram_parts.ts";
import { diagramsOf } from "../../supabase/functions/_shared/introspect/diagrams.ts";
import { differences } from "../../supabase/functions/_shared/introspect/differences.ts";
import { erdOf, structureOfErd } from "../../supabase/functions/_shared/introspect/erd.ts";
import { mermaidOf } from "../../supabase/functions/_shared/introspect/mermaid.ts";
import { readOnly } from "../../supabase/functions/_shared/introspect/read_only.ts";
import {
  readStructure,
  usualReading,
} from "../../supabase/functions/_shared/introspect/read_structure.ts";
import { Secret } from "../../supabase/functions/_shared/secret.ts";
import { makeShop } from "./support/shop.ts";
import { drawnByMermaid } from "./support/mermaid.ts";
import { hasPooler, startPooler } from "./support/pooler.ts";
import { loadStack } from "./support/stack.ts";
import { hasTables } from "./support/tables.ts";

const { databaseUrl, odoo } = loadStack();
const sql = openDatabase(new Secret(databaseUrl));
const others = openDatabase(new Secret(databaseUrl));
const odooUrl = `${odoo.postgresUrl}${odoo.database}`;
const odoos = hasTables ? openDatabase(new Secret(odooUrl)) : undefined;
addEventListener("unload", () => {
  for (const pool of [sql, others, odoos]) void pool?.end();
});
const ofOdoo = (name: string, fn: (read: typeof sql) => Promise<void>) =>
  Deno.test({ name, ignore: !odoos, fn: () => fn(odoos!) });

Deno.test("what DBML is written is read back by its own parser as the same, whatever the names", async () => {
  await using shop = await makeShop(others);
  const { structure } = await readStructure(sql);
  const shops = structure.tables.filter(({ schema }) => schema === shop.schema);
  strictEqual(shops.length, shop.tables);
  const back = structureOfDbml(dbmlOf(structure));
  deepStrictEqual(back, asDbmlSays(structure));
  ok(structure.tables.length > 60, `${structure.tables.length} tables`);
});

ofOdoo("an Odoo's DBML is read back as the same", async (odoos) => {
  const { structure } = await readStructure(odoos);
  ok(structure.tables.length > 200, `${structure.tables.length} tables`);
  deepStrictEqual(structureOfDbml(dbmlOf(structure)), asDbmlSays(structure));
});

ofOdoo("an Odoo's labels, help, relations and modules are read", async (odoos) => {
  const { structure, unlabelled } = await readStructure(odoos);
  strictEqual(unlabelled, false);
  strictEqual(structure.odoo?.version, odoo.version.split(".").slice(0, 2).join("."));
  const task = structure.tables.find(({ name }) => name === "project_task")!;
  deepStrictEqual([task.model, task.label, task.module], ["project.task", "Task", "project"]);
  const { help: _, ...field } = task.columns.find(({ name }) => name === "project_id")!.field!;
  deepStrictEqual(field, {
    ...{ label: "Project", kind: "many2one", relation: "project.project", module: "project" },
  });
  const users = task.fields!.find(({ name }) => name === "user_ids")!;
  deepStrictEqual(
    [users.kind, users.relation, users.through],
    ["many2many", "res.users", "project_task_user_rel"],
  );
  strictEqual(
    structure.tables.find(({ name }) => name === "project_tags_project_task_rel")?.module,
    "project",
  );
});

Deno.test("ERD JSON is of its own schema, and is read back as the same", async () => {
  const schema = JSON.parse(
    await Deno.readTextFile(
      new URL("../../docs/erd.schema.json", import.meta.url),
    ),
  );
  const validate = new Ajv2020({ strict: true }).compile(schema);
  await using _shop = await makeShop(others);
  for (const read of odoos ? [sql, odoos] : [sql]) {
    const { structure } = await readStructure(read);
    const text = erdOf(structure);
    ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
    deepStrictEqual(structureOfErd(text), structure);
  }
  strictEqual(validate({ version: 1, database: "x", enums: [], tables: [{}] }), false);
});

Deno.test("Mermaid draws every diagram, with the same tables and references", async () => {
  await using _shop = await makeShop(others);
  const structures = await Promise.all(
    (odoos ? [sql, odoos] : [sql]).map(async (read) => (await readStructure(read)).structure),
  );
  const parts = structures.flatMap((structure) =>
    diagramParts(structure, structure.tables).map((part) => ({
      tables: part.own.length + part.near.length,
      text: mermaidOf(structure, part),
    }))
  );
  const files = [...diagramsOf(structures[0]!)].map(([, text]) => text);
  const drawn = await drawnByMermaid([...parts.map(({ text }) => text), ...files]);
  strictEqual(drawn.length, parts.length + files.length);
  for (const [at, { tables, text }] of parts.entries()) {
    const { entities, references, svg } = drawn[at]!;
    strictEqual(entities.length, tables, text);
    strictEqual(references, text.match(/ (\|o|\|\|)--/g)?.length ?? 0, text);
    ok(svg.startsWith("<svg "), text);
    // Others are written with entities in an SVG.
    const plain = entities.filter((entity) => /^[\w.]+$/.test(entity));
    ok(plain.every((entity) => svg.includes(entity)), text);
  }
});

Deno.test("reading again finds the same, to the byte", async () => {
  await using shop = await makeShop(others);
  const [a, b] = [await readStructure(sql), await readStructure(sql)];
  const stable = ({ structure }: typeof a) =>
    erdOf({
      ...structure,
      tables: structure.tables.filter(({ schema }) => schema === shop.schema),
    });
  strictEqual(stable(a), stable(b));
  deepStrictEqual(differences(a.structure, b.structure), []);
});

Deno.test("a function that writes cannot be called while a structure is read", async () => {
  await using shop = await makeShop(others);
  await others.unsafe(`select ${shop.writing}()`);
  await rejects(
    readOnly(sql, usualReading, (sql) => sql.unsafe(`select ${shop.writing}()`)),
    { code: "25006" },
  );
});

Deno.test("while it reads, others may change every table: it holds no lock but of the catalog", async () => {
  await using shop = await makeShop(others);
  await readOnly(sql, usualReading, async (sql) => {
    await readCatalog(sql);
    const [{ pid }] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
    const held = await others`
      select n.nspname || '.' || c.relname as name from pg_locks l
      join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
      where l.pid = ${pid} and l.locktype = 'relation' and n.nspname not in ('pg_catalog', 'pg_toast')`;
    deepStrictEqual(held.map(({ name }) => name), []);
    await others.begin(async (others) => {
      await others`set local lock_timeout = '1s'`;
      await others.unsafe(`alter table ${shop.ordered} add column later integer`);
    });
  });
});

Deno.test("it gives up soon, and says so, where somebody else changes a table", async () => {
  await using shop = await makeShop(others);
  const changing = await others.reserve();
  try {
    await changing`begin`;
    await changing.unsafe(`alter table ${shop.ordered} add column later integer`);
    await rejects(readStructure(sql, { ...usualReading, lockMs: 200 }), {
      code: "database_busy",
      detail: "Cannot introspect the database: somebody else changes one of its tables.",
    });
  } finally {
    await changing`rollback`;
    changing.release();
  }
});

Deno.test({
  name: "through a transaction pooler it reads the same, and leaves nothing behind",
  ignore: !hasPooler,
  async fn() {
    await using shop = await makeShop(others);
    await using pooler = await startPooler(databaseUrl);
    const pooled = openDatabase(new Secret(pooler.url));
    try {
      const reads = Array.from({ length: 4 }, () => readStructure(pooled));
      const direct = await readStructure(sql);
      ok(direct.structure.tables.some(({ schema }) => schema === shop.schema));
      for (const { structure } of await Promise.all(reads)) {
        deepStrictEqual(differences(structure, direct.structure), []);
      }
      const [row] = await pooled`select current_setting('lock_timeout') as lock,
        current_setting('search_path') <> '' as path,
        current_setting('transaction_read_only') as readonly`;
      deepStrictEqual({ ...row }, { lock: "0", path: true, readonly: "off" });
    } finally {
      await pooled.end();
    }
  },
});
