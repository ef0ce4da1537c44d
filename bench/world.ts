import { OdooClient } from "../supabase/functions/_shared/odoo/client.ts";
import { quiet } from "../supabase/functions/_shared/odoo/contexts.ts";
import type { Values } from "../supabase/functions/_shared/odoo/types.ts";
import { Secret } from "../supabase/functions/_shared/secret.ts";
import type { Stack } from "../stack/stack.ts";

const stages = ["To Do", "In Progress", "Review", "Done"];
const assignees = ["amelia.reyes@example.com", "ben.osei@example.com", "chloe.martin@example.com"];

/** A database with the projects, stages, tags and people that the same tasks need when no seeder makes them. */
export interface World {
  client: OdooClient;
  /** The n-th task, as rows.ts has it, by ids. */
  task(n: number): Values;
  /** Other values for it: name, hours and stage. */
  changed(n: number): Values;
  /** Rows by which the calling user follows a new task, as our seeder sends them. */
  followers: unknown[];
}

export async function connect(stack: Stack, database: string): Promise<OdooClient> {
  const { url, logins } = stack.odoo!;
  const { login, password } = logins.bot;
  return await OdooClient.connect({
    url,
    database,
    username: login,
    password: new Secret(password),
    transport: "jsonrpc",
  });
}

export async function makeWorld(stack: Stack, database: string): Promise<World> {
  const client = await connect(stack, database);
  const named = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `${prefix} ${n}` }));
  const projects = await client.create("project.project", named("Close", 5), quiet);
  const links = [[6, 0, projects]];
  // As a run makes them: the last one closes tasks, for which Odoo counts working hours.
  const stageValues = stages.map((name) => ({ name, project_ids: links, fold: name === "Done" }));
  const stageIds = await client.create("project.task.type", stageValues, quiet);
  const tags = await client.create("project.tags", named("label", 15), quiet);
  const users = await client.searchRead("res.users", {
    domain: [["login", "in", assignees]],
    fields: ["login"],
  });
  const common = (n: number) => ({
    project_id: projects[n % 5],
    tag_ids: [[6, 0, [tags[n % 7], tags[n % 5 + 10]]]],
    user_ids: [[6, 0, [users[n % 3]!.id]]],
  });
  return {
    client,
    followers: await followerRows(client),
    task: (n) => ({
      ...common(n),
      name: `Reconcile account ${n}`,
      stage_id: stageIds[n % 4],
      allocated_hours: n % 40 + 0.5,
    }),
    changed: (n) => ({
      name: `Reconcile account ${n} again`,
      stage_id: stageIds[(n + 1) % 4],
      allocated_hours: n % 40 + 0.5 + n / 100,
    }),
  };
}

async function followerRows(client: OdooClient): Promise<unknown[]> {
  const [user] = await client.searchRead("res.users", {
    domain: [["id", "=", client.uid]],
    fields: ["partner_id"],
  });
  const subtypes = await client.searchRead("mail.message.subtype", {
    domain: [["default", "=", true], ["res_model", "in", [false, "project.task"]]],
    fields: ["name"],
  });
  return [[0, 0, {
    res_model: "project.task",
    partner_id: user!.partner_id,
    subtype_ids: [[6, 0, subtypes.map((subtype) => subtype.id)]],
  }]];
}
