import { type Label, observeLabels } from "../../database/observation.ts";
import { addressesInSeeds, observeNames } from "../../database/shadow.ts";
import { isDataError } from "../../odoo/faults.ts";
import { nameKey } from "../../odoo/name_key.ts";
import type { Names } from "../../odoo/names.ts";
import type { Domain } from "../../odoo/types.ts";
import { isId } from "../../odoo/kinds.ts";
import { integer, integers, text } from "../../odoo/values.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { learnLanguages, readTranslations, type Translations } from "../session/languages.ts";
import type { Run } from "../session/run.ts";

/** Longer ones fit into no index, and no seed can say them. */
const longestName = 255;

/** Reads, in one call each, all that seeds refer to by name, and tells Postgres which companies and people there are. */
export async function observeNamesOf(run: Run, session: OdooSession): Promise<void> {
  const readTranslated = () =>
    Promise.all([readStages(session), readOurMilestones(session), readTags(session)]);
  const [first, spoken] = await Promise.all([
    readTranslated(),
    readUsers(run, session),
    readCompanies(run, session),
  ]);
  const again = await learnLanguages(session, spoken);
  const [stages, milestones, tags] = again ? await readTranslated() : first;
  const { sql } = run.deps;
  await Promise.all([
    observeLabels(sql, run.id, "stage", stages),
    observeLabels(sql, run.id, "milestone", milestones),
    observeLabels(sql, run.id, "tag", tags),
    observeLabels(sql, run.id, "user", session.names.users.labels()),
  ]);
}

/** Reads the records of a domain, and what each is called in other languages, where its model has such names. */
async function readNamed(
  session: OdooSession,
  model: string,
  { fields, domain = [], order = "id" }: { fields: string[]; domain?: Domain; order?: string },
) {
  const { client, languages, readContext: context } = session;
  const several = languages.others.length > 0;
  const translated = several &&
    Boolean((await client.fieldsGet(model, ["translate"])).name?.translate);
  const [records, translations] = await Promise.all([
    client.searchRead(model, { domain, fields, order, context }),
    translated ? readTranslations(session, model, domain) : new Map<number, Translations>(),
  ]);
  return named(records, (record, odoo_id, label) => ({
    record,
    odoo_id,
    label,
    others: Object.values(translations.get(odoo_id) ?? {}),
  }));
}

/** Where Odoo stumbles over one of them, fewer are asked for, and that one does not come: what has its name is `model,id` to us. */
async function readAll(
  session: OdooSession,
  model: string,
  fields: string[],
  domain: Domain = [],
): Promise<Row[]> {
  const { client, readContext: context } = session;
  try {
    return await client.searchRead(model, { domain, fields, order: "id", context });
  } catch (error) {
    if (!isDataError(error)) throw error;
    const kwargs = { domain, order: "id" };
    const ids = integers(await client.call(model, "search", { kwargs, context }));
    const rows = await readPieces(ids);
    if (rows.length > 0) return rows;
    throw error;
  }

  async function readPieces(ids: number[]): Promise<Row[]> {
    if (ids.length < 2) return [];
    const middle = Math.ceil(ids.length / 2);
    const halves = [ids.slice(0, middle), ids.slice(middle)];
    return (await Promise.all(halves.map(readPiece))).flat();
  }

  async function readPiece(ids: number[]): Promise<Row[]> {
    try {
      const piece = { domain: [["id", "in", ids]], fields, order: "id", context };
      return await client.searchRead(model, piece);
    } catch (error) {
      if (!isDataError(error)) throw error;
      return await readPieces(ids);
    }
  }
}

async function readCompanies(run: Run, session: OdooSession): Promise<void> {
  const { companies } = session.names;
  const rows = await readAll(session, "res.company", ["name"]);
  const labels = named(rows, (_, odoo_id, label) => {
    session.names.learnCompany(odoo_id, label);
    return { odoo_id, label };
  });
  const { sql } = run.deps;
  const sayable = companies.entries().filter(([name]) => name.length <= longestName);
  await Promise.all([
    observeNames(sql, run.id, "company", sayable),
    observeLabels(sql, run.id, "company", labels),
  ]);
}

/** Returns the languages of those who work there. */
async function readUsers(run: Run, session: OdooSession): Promise<string[]> {
  const fields = ["login", "email", "active", "lang"];
  const users = await readAll(session, "res.users", fields, [["share", "=", false]]);
  const { sql } = run.deps;
  const several = users.map(addressesOf).filter((addresses) => addresses.length > 1).flat();
  const seeded = await addressesInSeeds(sql, run.binding, several);
  const shared = sharedAddresses(users.filter((user) => user.active));
  const assignable: [string, number][] = [];
  for (const user of users) {
    assignable.push(...addUser(session.names, user, seeded, shared));
  }
  await observeNames(sql, run.id, "user", [...assignable, ...shared]);
  const spoken = users.filter(({ active }) => active).map(({ lang }) => text(lang));
  return [...new Set(spoken)].filter((lang) => lang !== null);
}

/** Addresses by which more than one user can be called, with the users' logins. */
function sharedAddresses(users: Record<string, unknown>[]): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const user of users) {
    for (const address of addressesOf(user)) {
      holders.set(address, [...holders.get(address) ?? [], text(user.login) ?? address]);
    }
  }
  return new Map([...holders].filter(([, logins]) => logins.length > 1));
}

type Row = Record<string, unknown>;

/** What is made of the rows that say who they are; one whose id or name cannot be read is `model,id` to us. */
function named<T>(rows: Row[], learn: (row: Row, id: number, name: string) => T): T[] {
  return rows.flatMap((row) => {
    const name = text(row.name);
    return isId(row.id) && name !== null ? [learn(row, row.id, name)] : [];
  });
}

/** What a user can be called by: the address, and the login where it is another one. */
function addressesOf({ email, login }: Record<string, unknown>): string[] {
  const addresses = [email, login].map(text)
    .filter((address) => address !== null && address.length <= longestName) as string[];
  return [...new Set(addresses.map((address) => nameKey(address).toLowerCase()))];
}

/**
 * Calls a user by the address that the seeds use for it; returns the addresses it can be assigned by,
 * which nobody else has.
 */
function addUser(
  names: Names,
  user: Record<string, unknown>,
  seeded: Set<string>,
  shared: Map<string, string[]>,
): [string, number][] {
  const { id } = user;
  const addresses = addressesOf(user);
  if (!isId(id) || addresses.length === 0) return [];
  const login = text(user.login) ?? addresses[0]!;
  if (!user.active) {
    names.labelUser(id, login, addresses[0]!);
    return [];
  }
  const own = addresses.filter((address) => !shared.has(address));
  const chosen = own.find((address) => seeded.has(address)) ?? own[0];
  if (chosen === undefined) names.labelUser(id, login, String(user.login));
  else names.learnUser(id, login, chosen);
  return own.map((address) => [address, id]);
}

/** Reads all tags. */
export async function readTags(session: OdooSession): Promise<Label[]> {
  const tags = await readNamed(session, "project.tags", { fields: ["name"] });
  return tags.map(({ odoo_id, label, others }) => {
    session.names.learnTag(odoo_id, label, others);
    return { odoo_id, label, others };
  });
}

/**
 * Shared stages only: those with a user are somebody's personal ones. Of several with one name the
 * oldest that is not archived is found; an archived one by its own projects alone, so that no other
 * gets it.
 */
async function readStages(session: OdooSession): Promise<Label[]> {
  const { names } = session;
  const stages = await readStageRows(session);
  return stages.map(({ record, odoo_id, label, others }) => {
    const projects = integers(record.project_ids);
    const active = record.active === true;
    if (active) names.learnStage(odoo_id, label, others);
    else names.labelStage(odoo_id, label);
    names.linkStage(odoo_id, label, projects, others);
    return { odoo_id, label, others, active, projects };
  });
}

/** With a stage's projects Odoo reads these, whoever's they are: where it stumbles over one, they are searched for. */
async function readStageRows(session: OdooSession) {
  const { client, readContext: context } = session;
  const domain = [["user_id", "=", false]];
  const fields = ["name", "active"];
  const query = { domain, fields, order: "active desc, id" };
  try {
    const whole = { ...query, fields: [...fields, "project_ids"] };
    return await readNamed(session, "project.task.type", whole);
  } catch (error) {
    if (!isDataError(error)) throw error;
  }
  const stages = await readNamed(session, "project.task.type", query);
  for (const { record, odoo_id } of stages) {
    const kwargs = { domain: [["type_ids", "in", [odoo_id]]], order: "id" };
    record.project_ids = await client.call("project.project", "search", { kwargs, context });
  }
  return stages;
}

async function readOurMilestones(session: OdooSession): Promise<Label[]> {
  const { tasks, projects } = session;
  if (!tasks.hasMilestones || !projects.hasRef) return [];
  return await readMilestones(session, [["project_id.x_external_ref", "!=", false]]);
}

/** Reads the milestones of a domain. */
export async function readMilestones(session: OdooSession, domain: Domain): Promise<Label[]> {
  const { names } = session;
  const query = { fields: ["name", "project_id"], domain };
  const milestones = await readNamed(session, "project.milestone", query);
  return milestones.map(({ record, odoo_id, label, others }) => {
    const project = integer(record.project_id);
    names.learnMilestone(odoo_id, label, project, others);
    return { odoo_id, label, others, projects: project === null ? [] : [project] };
  });
}
