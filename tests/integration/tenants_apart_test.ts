import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import postgres from "postgres";
import { created } from "./support/runner.ts";
import {
  databaseOf,
  odooPostgres,
  stack,
  tenancy,
  testOnOwnServer,
  undriven,
} from "./support/tenants.ts";

const underscored = (slug: string) => slug.replaceAll("-", "_");

/** What PostgreSQL says to a statement: `allowed`, or the SQLSTATE. */
async function outcome(sql: postgres.Sql, statement: string): Promise<string> {
  try {
    await sql.unsafe(statement);
    return "allowed";
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code;
    throw error;
  }
}

/** The databases of Odoo's PostgreSQL that can be connected to. */
async function allDatabases(): Promise<string[]> {
  await using server = odooPostgres();
  const rows = await server.sql<{ name: string }[]>`
    select datname as name from pg_database where datallowconn order by datname`;
  return rows.map(({ name }) => name);
}

const denied = "42501";
const readOnly = "25006";

testOnOwnServer("every tenant's roles against every tenant's database and schema", async (test) => {
  await using t = await tenancy();
  await using _alone = await undriven(t.sql);
  const there = await allDatabases();
  const slugs: string[] = [];
  for (const what of ["apart-one", "apart-two", "apart-three"]) slugs.push(await created(t, what));

  /** A tenant's database role, as it would log in from outside. */
  const asRole = async (own: string, database: string, statement: string) => {
    const password = (await t.secret(own, "database_role"))!;
    await using odoo = odooPostgres(database, {
      username: `tenant_${underscored(own)}`,
      password,
    });
    return await outcome(odoo.sql, statement);
  };

  await test.step("database roles and databases", async () => {
    const databases = slugs.map((slug) => `odoo_${underscored(slug)}`);
    for (const own of slugs) {
      for (const database of databases) {
        const wanted = database === `odoo_${underscored(own)}` ? "allowed" : denied;
        const read = await asRole(own, database, "select name from res_company");
        strictEqual(read, wanted, `${own} in ${database}`);
      }
    }
  });

  await test.step("database roles in their own database", async () => {
    const [own, other] = slugs as [string, string];
    const wanted = {
      "select id, login from res_users": "allowed",
      "select * from res_users": denied,
      "select password from res_users": denied,
      "select * from res_users_apikeys": denied,
      "select value from ir_config_parameter": denied,
      "update res_company set name = 'mine'": readOnly,
      "begin read write; update res_company set name = 'mine'": denied,
      "begin read write; create table public.mine ()": denied,
      "begin read write; create schema mine": denied,
      "create database mine": readOnly,
      "set role odoo": denied,
      [`begin read write; alter role tenant_${underscored(other)} password 'mine'`]: denied,
      "select pg_read_file('/etc/passwd')": denied,
      "copy res_company to program 'cat'": denied,
    };
    const outcomes: Record<string, string> = {};
    for (const statement of Object.keys(wanted)) {
      outcomes[statement] = await asRole(own, `odoo_${underscored(own)}`, statement);
    }
    deepStrictEqual(outcomes, wanted);
  });

  await test.step("database roles and all tables and columns of Odoo", async () => {
    const [own] = slugs as [string];
    await using odoo = odooPostgres(databaseOf(own));
    const columns = await odoo.sql<{ table: string; column: string; transient: boolean }[]>`
      select c.relname as table, a.attname as column, coalesce(m.transient, false) as transient
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join ir_model m on replace(m.model, '.', '_') = c.relname
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')`;
    ok(columns.length > 2000 && columns.some(({ transient }) => transient), "this is an Odoo");
    const listed = await t.sql`select table_name, column_name from control.readable_columns`;
    const may = new Set(listed.map((row) => `${row.table_name}.${row.column_name}`));

    const password = (await t.secret(own, "database_role"))!;
    await using as = odooPostgres(databaseOf(own), {
      username: `tenant_${underscored(own)}`,
      password,
    });
    const smell = /password|passwd|token|secret|key|otp|signup|webhook|credential/;
    const wrong: string[] = [];
    let read = 0;
    for (const { table, column, transient } of columns) {
      const seen = await outcome(as.sql, `select "${column}" from "${table}" limit 0`);
      if (seen === "allowed") read++;
      const wanted = may.has(`${table}.${column}`) && !transient && !smell.test(column);
      if ((seen === "allowed") !== wanted) wrong.push(`${table}.${column}: ${seen}`);
    }
    deepStrictEqual(wrong, []);
    ok(read > 300, `${read} columns are read`);
    for (
      const statement of [
        "select name, x_external_ref, stage_id from project_task",
        "select name, date_start, date from project_project",
        "select name, email, country_id from res_partner",
        "select u.login, p.name from res_users u join res_partner p on p.id = u.partner_id",
        "select name, currency_id from res_company",
      ]
    ) {
      const rows = await as.sql.unsafe(statement);
      ok(statement.includes("project") || rows.length > 0, statement);
    }
  });

  await test.step("database roles and every database of the server", async () => {
    const [own] = slugs as [string];
    // One that somebody else has made meanwhile is told to the next tenant only.
    const known = [...there, ...slugs.map(databaseOf)];
    const entered: string[] = [];
    for (const name of (await allDatabases()).filter((name) => known.includes(name))) {
      const seen = await asRole(own, name, "select 1");
      if (seen === "allowed") entered.push(name);
      else strictEqual(seen, denied, name);
    }
    // What is not ours is left as it is, and told.
    const [step] = await t.sql`
      select output from control.provisioning_jobs j
      join control.operations o on o.id = j.operation_id
      join control.tenants n on n.id = o.tenant_id
      where n.slug = ${slugs.at(-1)!} and j.name = 'database_role'`;
    const told: string[] = step!.output.open_to_every_role ?? [];
    deepStrictEqual(entered.filter((name) => !told.includes(name)), [databaseOf(own)]);
    for (const name of ["postgres", "template1", ...slugs.map(databaseOf)]) {
      ok(!told.includes(name), `${name} is shut`);
    }
  });

  await test.step("schema roles and schemas", async () => {
    const outcomes: Record<string, string> = {};
    const wanted: Record<string, string> = {};
    for (const own of slugs) {
      const role = `analytics_${underscored(own)}`;
      const sql = postgres(stack.databaseUrl, { max: 1, onnotice: () => {} });
      try {
        await sql.unsafe(`grant ${role} to postgres`);
        await sql.unsafe(`set role ${role}`);
        for (const other of slugs) {
          const table = `${underscored(other)}.tenant_config`;
          outcomes[`${own} reads ${table}`] = await outcome(sql, `select * from ${table}`);
          wanted[`${own} reads ${table}`] = own === other ? "allowed" : denied;
          const change = `insert into ${table} values ('a', '1')`;
          outcomes[`${own} writes ${table}`] = await outcome(sql, change);
          wanted[`${own} writes ${table}`] = denied;
        }
        for (const name of ["control.tenants", "vault.decrypted_secrets", "ops.odoo_bindings"]) {
          outcomes[`${own} reads ${name}`] = await outcome(sql, `select * from ${name}`);
          wanted[`${own} reads ${name}`] = denied;
        }
        await sql`reset role`;
        await sql.unsafe(`revoke ${role} from postgres`);
      } finally {
        await sql.end();
      }
    }
    deepStrictEqual(outcomes, wanted);
  });
});
