import { observeLabels } from "../database/observation.ts";
import { addressesInSeeds, observeNames } from "../database/shadow.ts";
import type { People } from "../odoo/names.ts";
import { integers } from "../odoo/values.ts";
import { type OdooSession, readContext } from "./odoo_session.ts";
import type { Run } from "./run.ts";

/** Reads, in one call each, all that seeds refer to by name, and tells Postgres which companies and people there are. */
export async function observeNamesOf(run: Run, session: OdooSession): Promise<void> {
  await Promise.all([
    readCompanies(run, session),
    readUsers(run, session),
    readTags(session),
    readStages(session),
    readOurMilestones(session),
  ]);
  const { sql } = run.deps;
  const { stages, milestones, tags, users } = session.names;
  await Promise.all([
    observeLabels(sql, run.id, "stage", stages.labels()),
    observeLabels(sql, run.id, "milestone", milestones.labels()),
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
  return [...new Set(addresses.map((address) => address.toLowerCase()))];
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

async function readTags({ client, names }: OdooSession): Promise<void> {
  const query = { domain: [], fields: ["name"], order: "id" };
  for (const tag of await client.searchRead("project.tags", query)) {
    names.tags.add(Number(tag.id), String(tag.name));
  }
}

/** Shared stages only: those with a user are somebody's personal ones. */
async function readStages(session: OdooSession): Promise<void> {
  const stages = await readAll(session, "project.task.type", ["name", "project_ids"], [
    ["user_id", "=", false],
  ]);
  for (const stage of stages) {
    session.names.stages.add(Number(stage.id), String(stage.name));
    for (const project of integers(stage.project_ids)) {
      session.names.stagesOf(project).add(Number(stage.id), String(stage.name));
    }
  }
}

async function readOurMilestones(session: OdooSession): Promise<void> {
  const { tasks, projects } = session;
  if (!tasks.hasMilestones || !projects.hasRef) return;
  await readMilestones(session, [["project_id.x_external_ref", "!=", false]]);
}

/** Reads the milestones of a domain. */
export async function readMilestones(
  session: OdooSession,
  domain: unknown[],
): Promise<void> {
  const { names } = session;
  for (
    const milestone of await readAll(session, "project.milestone", ["name", "project_id"], domain)
  ) {
    names.milestones.add(Number(milestone.id), String(milestone.name));
    names.milestonesOf(Number(milestone.project_id)).add(
      Number(milestone.id),
      String(milestone.name),
    );
  }
}
