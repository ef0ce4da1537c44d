import postgres, { type Sql } from "postgres";
import { OdooError, openSession, type Session } from "../../stack/odoo/rpc.ts";
import type { OdooStack } from "../../stack/types.ts";

/** People of the template database whom seeds and people assign. */
const team = ["amelia.reyes@example.com", "ben.osei@example.com", "chloe.martin@example.com"];

/** What all schedules of a run share: one Odoo database, logins, ids of people. */
export interface Ground {
  stack: OdooStack;
  database: string;
  /** The functions' way to Odoo. */
  proxyUrl: string;
  sql: Sql;
  /** Sees everything in Odoo. */
  admin: Session;
  /** Somebody at work in Odoo. */
  person: Session;
  userIds: Map<string, number>;
}

export async function openGround(
  stack: OdooStack,
  database: string,
  proxyUrl: string,
): Promise<Ground> {
  const { url, logins } = stack.odoo;
  const admin = await openSession(url, database, logins.admin);
  const person = await openSession(url, database, logins.projectManager);
  const users = await admin.call<{ id: number; login: string }[]>("res.users", "search_read", [
    [["login", "in", team]],
    ["login"],
  ]);
  const connection = { application_name: "chaos" };
  const sql = postgres(stack.databaseUrl, { max: 2, onnotice: () => {}, connection });
  const userIds = new Map(users.map(({ id, login }) => [login, id]));
  return { stack, database, proxyUrl, sql, admin, person, userIds };
}

/** A set of people for any number, as sorted addresses. */
export function peopleOf(value: number): string[] {
  return team.filter((_, index) => value >> index & 1);
}

/** One schedule's corner: a binding and a tenant of its own, refs that nobody else uses. */
export class Corner {
  readonly id = `c${crypto.randomUUID().slice(0, 8)}`;
  readonly binding = `chaos-${this.id}`;
  readonly ground: Ground;

  private constructor(ground: Ground) {
    this.ground = ground;
  }

  static async open(ground: Ground, { bulkAction }: { bulkAction: boolean }): Promise<Corner> {
    const corner = new Corner(ground);
    const { binding, id } = corner;
    const { sql, stack, proxyUrl, database } = ground;
    const { login, password } = stack.odoo.logins.bot;
    await sql`select vault.create_secret(${password}, ${binding})`;
    await sql`
      insert into ops.odoo_bindings
        (name, tenant_slug, url, database, username, password_secret, transport, bulk_action)
      values
        (${binding}, ${id}, ${proxyUrl}, ${database}, ${login}, ${binding}, 'jsonrpc', ${bulkAction})`;
    return corner;
  }

  /** A name that only this schedule uses: refs, stages, tags. */
  name(text: string): string {
    return `${this.id}-${text}`;
  }

  /** Leaves nothing behind: neither here nor in Odoo. */
  async close(): Promise<void> {
    const { binding, id } = this;
    const mine = `${id}-%`;
    await this.ground.sql.begin(async (tx) => {
      await tx`delete from odoo_seed.tasks where external_ref like ${mine}`;
      await tx`delete from odoo_seed.projects where external_ref like ${mine}`;
      await tx`delete from odoo_seed.sync_runs where binding = ${binding}`;
      await tx`delete from ops.odoo_bindings where name = ${binding}`;
      await tx`delete from vault.secrets where name = ${binding}`;
    });
    // A project takes its tasks along.
    for (const model of ["project.task", "project.project", "project.task.type", "project.tags"]) {
      const field = /project$|task$/.test(model) ? "x_external_ref" : "name";
      const ids = await this.search(model, [[field, "=like", mine]]);
      if (ids.length > 0) {
        await steadily(() => this.ground.admin.call(model, "unlink", [ids]));
      }
    }
  }

  /** Ids of records, archived ones included. */
  search(model: string, domain: unknown[]): Promise<number[]> {
    const options = { context: { active_test: false } };
    return steadily(() => this.ground.admin.call(model, "search", [domain], options));
  }

  /** Fields of records, archived ones included. */
  read<T>(model: string, domain: unknown[], fields: string[]): Promise<T[]> {
    const options = { context: { active_test: false } };
    return steadily(() => this.ground.admin.call(model, "search_read", [domain, fields], options));
  }
}

const attempts = 10;
const pauseMs = 250;

/** Does what may be done twice until it works: a worker may just have died. */
export async function steadily<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || isMissing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}

/** Whether Odoo says that a record is gone. */
export function isMissing(error: unknown): boolean {
  return error instanceof OdooError && /MissingError/.test(error.name);
}
