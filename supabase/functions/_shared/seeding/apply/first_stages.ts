import { byName, createNamed } from "./names.ts";
import type { OdooSession } from "../session/odoo_session.ts";

/** Stages that seeds name have tens: theirs come behind what is open, and before what is closed. */
const closed = 1000;

/**
 * The ids of the stages that the binding's new projects begin with. Those that this Odoo has are taken,
 * the others made, each once and of no project yet: they go along with the values of a project, so that
 * one whose creation was cut off has them all or is not there.
 */
export async function firstStages(session: OdooSession): Promise<number[]> {
  const { names, firstStages } = session;
  const stages = firstStages.map(({ name, folded }, index) => ({
    ref: name,
    // Without user_id it would become a personal stage of the seeding user.
    values: { name, fold: folded, sequence: (folded ? closed : 0) + index, user_id: false },
  }));
  const missing = stages.filter(({ ref }) => names.stages.id(ref) === undefined);
  const ids = await createNamed(session, "project.task.type", missing, {
    ...byName,
    domain: (records) => [...byName.domain(records), ["user_id", "=", false]],
  });
  missing.forEach(({ ref }, index) => ids[index] && names.learnStage(ids[index], ref));
  return firstStages.flatMap(({ name }) => names.stages.id(name) ?? []);
}

/** Notes that a project has them now. */
export function learnFirstStages({ names, firstStages }: OdooSession, project: number): void {
  for (const { name } of firstStages) {
    const id = names.stages.id(name);
    if (id !== undefined) names.linkStage(id, name, [project]);
  }
}
