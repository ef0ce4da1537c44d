import type { Sql } from "postgres";
import postgres from "postgres";
import { OdooClient } from "../../../supabase/functions/_shared/odoo/client.ts";
import { Secret } from "../../../supabase/functions/_shared/secret.ts";
import type { OdooLogin } from "../../../stack/types.ts";
import { deleteProjects } from "./delete_projects.ts";
import { type Answer, callFunction } from "./functions.ts";
import { loadStack } from "./stack.ts";

export const stack = loadStack();

type Columns = Record<string, unknown>;

/** One test's corner of the stack: a binding and a tenant of its own, refs that nobody else uses. */
export class Scenario {
  readonly id = `t${crypto.randomUUID().slice(0, 8)}`;
  readonly binding = `test-${this.id}`;
  readonly sql: Sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {} });
  #bot?: Promise<OdooClient>;

  private constructor(readonly database: string) {}

  static async open(database: string): Promise<Scenario> {
    const scenario = new Scenario(database);
    const { sql, id, binding } = scenario;
    const { login, password } = stack.odoo.logins.bot;
    await sql`select vault.create_secret(${password}, ${binding})`;
    await sql`
      insert into ops.odoo_bindings
        (name, tenant_slug, url, database, username, password_secret, transport, new_project_stages)
      values
        (${binding}, ${id}, ${stack.odoo.url}, ${database}, ${login}, ${binding}, 'jsonrpc', '{}')`;
    return scenario;
  }

  /** A name that only this test uses: refs, stages, tags. */
  ref(name: string): string {
    return `${this.id}-${name}`;
  }

  /** Changes the binding. */
  async bind(columns: Columns): Promise<void> {
    await this.sql`update ops.odoo_bindings set ${this.sql(columns)} where name = ${this.binding}`;
  }

  /** Changes the password or key that the binding logs in with. */
  async bindSecret(value: string): Promise<void> {
    await this.sql`
      select vault.update_secret(id, ${value}) from vault.secrets where name = ${this.binding}`;
  }

  /** Adds a desired project; returns its ref. */
  async project(name: string, columns: Columns = {}): Promise<string> {
    const ref = this.ref(name);
    const row = {
      external_ref: ref,
      name,
      company_name: "Northwind Finance",
      tenant_slug: this.id,
      ...columns,
    };
    await this.sql`insert into odoo_seed.projects ${this.sql(row)}`;
    return ref;
  }

  /** Adds a desired task; returns its ref. */
  async task(name: string, project: string, columns: Columns = {}): Promise<string> {
    const ref = this.ref(name);
    const row = { external_ref: ref, project_external_ref: project, name, ...columns };
    await this.sql`insert into odoo_seed.tasks ${this.sql(row)}`;
    return ref;
  }

  /** Adds `count` tasks named `<name> 1` and so on. */
  async tasks(count: number, name: string, project: string): Promise<void> {
    await this.sql`
      insert into odoo_seed.tasks (project_external_ref, external_ref, name)
      select ${project}, ${this.ref(name)} || '-' || n, ${name} || ' ' || n
      from generate_series(1, ${count}::int) n`;
  }

  async updateProject(ref: string, columns: Columns): Promise<void> {
    await this.sql`
      update odoo_seed.projects set ${this.sql(columns)} where external_ref = ${ref}`;
  }

  async updateTask(ref: string, columns: Columns): Promise<void> {
    await this.sql`update odoo_seed.tasks set ${this.sql(columns)} where external_ref = ${ref}`;
  }

  /** Runs seed-odoo-finance for this test's binding. */
  seed(body: Columns = {}): Promise<Answer> {
    return callFunction("seed-odoo-finance", { binding: this.binding, ...body });
  }

  /** Runs shadow-odoo-finance for this test's binding. */
  shadow(body: Columns = {}): Promise<Answer> {
    return callFunction("shadow-odoo-finance", { binding: this.binding, ...body });
  }

  /** An administrator's client, straight to Odoo. */
  bot(): Promise<OdooClient> {
    return this.#bot ??= this.as(stack.odoo.logins.bot);
  }

  /** A client of somebody else, e.g. a person at work in Odoo. */
  as(login: OdooLogin): Promise<OdooClient> {
    return OdooClient.connect({
      url: stack.odoo.url,
      database: this.database,
      username: login.login,
      password: new Secret(login.password),
      transport: "jsonrpc",
    }, { timeoutMs: 600_000 });
  }

  /** What the database says of a run. */
  async run(id: string | undefined) {
    const [run] = await this.sql`select * from odoo_seed.sync_runs where id = ${id ?? null}`;
    return run!;
  }

  /** Leaves nothing behind: neither here nor in Odoo. */
  async close(): Promise<void> {
    const { sql, id, binding } = this;
    const mine = `${id}-%`;
    await sql.begin(async (tx) => {
      await tx`delete from odoo_seed.tasks where external_ref like ${mine}`;
      await tx`delete from odoo_seed.projects where external_ref like ${mine}`;
      await tx`delete from odoo_seed.programs where slug like ${mine}`;
      await tx`delete from odoo_seed.sync_runs where binding = ${binding}`;
      await tx`delete from ops.odoo_bindings where name = ${binding}`;
      await tx`delete from vault.secrets where name = ${binding}`;
    });
    await sql.end();
  }

  /** Deletes this test's records from an Odoo database that others use, too. */
  async clearOdoo(): Promise<void> {
    const bot = await this.bot();
    const ours = async (model: string) => {
      const rows = await bot.searchRead(model, {
        domain: [["x_external_ref", "=like", `${this.id}-%`]],
        fields: ["name"],
        context: { active_test: false },
      });
      return rows.map((row) => Number(row.id));
    };
    const tasks = await ours("project.task");
    if (tasks.length > 0) await bot.call("project.task", "unlink", { ids: tasks });
    const projects = await ours("project.project");
    if (projects.length > 0) await deleteProjects(bot, projects);
  }
}
