import { type Label, observeLabels } from "../database/observation.ts";
import { addressesInSeeds, observeNames } from "../database/shadow.ts";
import { nameKey } from "../odoo/name_key.ts";
import type { People } from "../odoo/names.ts";
import { bool, integers } from "../odoo/values.ts";
import { type OdooSession, readContext } from "./odoo_session.ts";
import type { Run } from "./run.ts";

/** Reads, in one call each, all that seeds refer to by name, and tells Postgres which companies and people there are. */
export async function observeNamesOf(run: Run, session: OdooSession): Promise<void> {
  const [stages, milestones] = await Promise.all([
    readStages(session),
    readOurMilestones(session),
    readCompanies(run, session),
    readUsers(run, session),
    readTags(session),
  ]);
  const { sql } = run.deps;
  const { tags, users } = session.names;
  await Promise.all([
    observeLabels(sql, run.id, "stage", stages),
    observeLabels(sql, run.id, "milestone", milestones),
    observeLabels(sql, run.id, "tag", tags.labels()),
    observeLabels(sql, run.id, "user", users.labels()),
  ]);
}

function readAll(session: OdooSession, model: string, fields: string[], domain: unknown[] = []) {
  return session.client.searchRead(model, { domain, fields, order: "id", context: readContext });
}

async function readCompanies(run: Run, session: OdooSession): Promise<void> {
  const { companies } = session.names;
  for (const company of await readAll(session, "res.company", ["name"])) {
    companies.add(Number(company.id), String(company.name));
  }
  await observeNames(run.deps.sql, run.id, "company", companies.entries());
}

async function readUsers(run: Run, session: OdooSession): Promise<void> {
  const fields = ["login", "email", "active"];
  const users = await readAll(session, "res.users", fields, [["share", "=", false]]);
  const { sql } = run.deps;
  const several = users.map(addressesOf).filter((addresses) => addresses.length > 1).flat();
  const seeded = await addressesInSeeds(sql, run.binding, several);
  const assignable: [string, number][] = [];
  for (const user of users) {
    assignable.push(...addUser(session.names.users, user, seeded));
  }
  await observeNames(sql, run.id, "user", assignable);
}

/** What a user can be called by: the address, and the login where it is another one. */
function addressesOf({ email, login }: Record<string, unknown>): string[] {
  const addresses = [email, login].filter((address) => typeof address === "string");
  return [...new Set(addresses.map((address) => nameKey(address).toLowerCase()))];
}

/** Calls a user by the address that the seeds use for it; returns the addresses it can be assigned by. */
function addUser(
  people: People,
  user: Record<string, unknown>,
  seeded: Set<string>,
): [string, number][] {
  const id = Number(user.id);
  const addresses = addressesOf(user);
  people.addLogin(id, String(user.login));
  if (!user.active) {
    people.label(id, addresses[0]!);
    return [];
  }
  const chosen = addresses.find((address) => seeded.has(address)) ?? addresses[0]!;
  people.add(id, chosen);
  return addresses.map((address) => [address, id]);
}

/** Reads all tags. */
export async function readTags({ client, names }: OdooSession): Promise<void> {
  const query = { domain: [], fields: ["name"], order: "id" };
  for (const tag of await client.searchRead("project.tags", query)) {
    names.tags.add(Number(tag.id), String(tag.name));
  }
}

/**
 * Shared stages only: those with a user are somebody's personal ones. Of several with one name the
 * oldest that is not archived is found.
 */
async function readStages({ client, names }: OdooSession): Promise<Label[]> {
  const domain = [["user_id", "=", false]];
  const fields = ["name", "project_ids", "active"];
  const query = { domain, fields, order: "active desc, id", context: readContext };
  const stages = await client.searchRead("project.task.type", query);
  return stages.map((stage) => {
    const [odoo_id, label] = [Number(stage.id), String(stage.name)];
    const projects = integers(stage.project_ids);
    names.stages.add(odoo_id, label);
    for (const project of projects) names.stagesOf(project).add(odoo_id, label);
    return { odoo_id, label, active: bool(stage.active), projects };
  });
}

async function readOurMilestones(session: OdooSession): Promise<Label[]> {
  const { tasks, projects } = session;
  if (!tasks.hasMilestones || !projects.hasRef) return [];
  return await readMilestones(session, [["project_id.x_external_ref", "!=", false]]);
}

/** Reads the milestones of a domain. */
export async function readMilestones(session: OdooSession, domain: unknown[]): Promise<Label[]> {
  const { names } = session;
  const milestones = await readAll(session, "project.milestone", ["name", "project_id"], domain);
  return milestones.map((milestone) => {
    const [odoo_id, label] = [Number(milestone.id), String(milestone.name)];
    const project = Number(milestone.project_id);
    names.milestones.add(odoo_id, label);
    names.milestonesOf(project).add(odoo_id, label);
    return { odoo_id, label, projects: [project] };
  });
}
