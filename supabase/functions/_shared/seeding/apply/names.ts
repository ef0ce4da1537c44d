import type { PlanRow } from "../../database/plan.ts";
import { createOnce, type Identity, type NewRecord } from "./create_once.ts";
import { isDataError } from "../../odoo/faults.ts";
import { readMilestones, readTags } from "../observe/names.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { sendOrSplit } from "./split.ts";
import { Suspicion, traitsOf } from "./suspicion.ts";

/**
 * Makes the tags, stages and milestones that the changes name, so that each exists once and every
 * stage is linked to its project before any task needs it. One that cannot be made is reported by
 * the tasks that need it.
 */
export async function ensureNames(session: OdooSession, rows: PlanRow[]): Promise<void> {
  await ensureTags(session, rows);
  await ensureStages(session, rows);
  if (session.tasks.hasMilestones) await ensureMilestones(session, rows);
}

/** Finds records by their name alone. */
export const byName: Identity = {
  fields: ["name"],
  domain: (records) => [["name", "in", records.map(({ values }) => values.name)]],
  refOf: (row) => String(row.name),
};

const tagAttempts = 2;

async function ensureTags(session: OdooSession, rows: PlanRow[]): Promise<void> {
  const { names } = session;
  const wanted = new Set(rows.flatMap((row) => (row.changes.tags?.to ?? []) as string[]));
  const missing = () => [...wanted].filter((tag) => names.tags.id(tag) === undefined);
  // Twice, because somebody may make one of them meanwhile: tag names are unique in Odoo.
  for (let attempt = 1; attempt <= tagAttempts && missing().length > 0; attempt++) {
    // All of them: one that is spelled a little otherwise is the same.
    await readTags(session);
    const fresh = missing();
    const tags = fresh.map((name) => ({ ref: name, values: { name } }));
    const ids = await createNamed(session, "project.tags", tags, byName);
    fresh.forEach((name, index) => ids[index] && names.learnTag(ids[index], name));
  }
}

async function ensureStages(session: OdooSession, rows: PlanRow[]): Promise<void> {
  const { client, names, writeContext } = session;
  const missing = missingByName(session, rows, "stage", (project) => names.stagesOf(project));
  const fresh: { name: string; projects: number[] }[] = [];
  for (const [name, projects] of missing) {
    const shared = names.stages.id(name);
    if (shared === undefined) {
      fresh.push({ name, projects });
      continue;
    }
    const links = projects.map((project) => [4, project]);
    try {
      await client.write("project.task.type", [shared], { project_ids: links }, writeContext);
    } catch (error) {
      // Odoo reads all projects of the stage, whoever's they are, and may stumble over one.
      if (!isDataError(error)) throw error;
      continue;
    }
    names.linkStage(shared, name, projects);
  }
  // Without project_ids a stage would become a personal one of the seeding user.
  const stages = fresh.map(({ name, projects }, index) => ({
    ref: name,
    values: { name, sequence: 10 * (index + 1), project_ids: [[6, 0, projects]] },
  }));
  const ids = await createNamed(session, "project.task.type", stages, {
    ...byName,
    domain: (records) => [
      ...byName.domain(records),
      ["project_ids", "in", fresh.flatMap(({ projects }) => projects)],
    ],
  });
  fresh.forEach(({ name, projects }, index) => {
    const id = ids[index];
    if (id === undefined) return;
    names.learnStage(id, name);
    names.linkStage(id, name, projects);
  });
}

const milestoneRef = (project: number, name: string) => `${project} ${name}`;

async function ensureMilestones(session: OdooSession, rows: PlanRow[]): Promise<void> {
  const { client, names, writeContext } = session;
  const named = rows.filter((row) => row.changes.milestone?.to);
  if (named.length === 0) return;
  const projects = [...new Set(named.map((row) => names.projects.id(row.project_ref)))]
    .filter((id) => id !== undefined);
  await readMilestones(session, [["project_id", "in", projects]]);
  const missing = missingByName(session, named, "milestone", (id) => names.milestonesOf(id));
  const milestones = [...missing].flatMap(([name, ids]) =>
    ids.map((project_id) => ({
      ref: milestoneRef(project_id, name),
      values: { name, project_id },
    }))
  );
  const ids = await createNamed(session, "project.milestone", milestones, {
    fields: ["name", "project_id"],
    domain: (records) => [...byName.domain(records), ["project_id", "in", projects]],
    refOf: (row) => milestoneRef(Number(row.project_id), String(row.name)),
  });
  milestones.forEach(({ values: { name, project_id } }, index) => {
    if (ids[index] !== undefined) names.learnMilestone(ids[index], name, project_id);
  });
  if (milestones.length > 0 && session.projects.hasMilestones) {
    const shown = [...new Set(milestones.map(({ values }) => values.project_id))];
    await client.write("project.project", shown, { allow_milestones: true }, writeContext);
  }
}

/** The values of a field that its row's project does not have yet, each with those projects. */
function missingByName(
  session: OdooSession,
  rows: PlanRow[],
  field: "stage" | "milestone",
  directoryOf: (project: number) => { id(name: string): number | undefined },
): Map<string, number[]> {
  const missing = new Map<string, Set<number>>();
  for (const row of rows) {
    const name = row.changes[field]?.to;
    const project = session.names.projects.id(row.project_ref);
    if (typeof name !== "string" || project === undefined) continue;
    if (directoryOf(project).id(name) !== undefined) continue;
    missing.set(name, (missing.get(name) ?? new Set()).add(project));
  }
  return new Map([...missing].map(([name, projects]) => [name, [...projects]]));
}

/** Creates records of a name each, each once; returns the ids, none for one that Odoo refuses. */
export async function createNamed(
  { client, writeContext, confirming }: OdooSession,
  model: string,
  records: NewRecord[],
  identity: Identity,
): Promise<(number | undefined)[]> {
  const ids = new Map<string, number>();
  const options = { identity, ids };
  await sendOrSplit(records, {
    send: async (rows) =>
      void await createOnce(client, model, rows, writeContext, confirming, options),
    refuse: (_, fault) => {
      if (fault.kind === "access") throw fault;
    },
    suspicion: new Suspicion<NewRecord>(({ values }) => traitsOf(values)),
  });
  return records.map(({ ref }) => ids.get(ref));
}
