import { archivedToo } from "../../odoo/contexts.ts";
import { isDataError } from "../../odoo/faults.ts";
import { groupsTersely } from "../../odoo/groups.ts";
import { isId } from "../../odoo/kinds.ts";
import type { Domain } from "../../odoo/types.ts";
import { integer, integers } from "../../odoo/values.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { groupTasks, listOf, observed } from "./digests.ts";

const { model, domain } = observed;

/**
 * Which tasks have each of some records of a many2many; an empty list for those that none has. Odoo reads the
 * records that are linked to, too: where it stumbles over one, fewer are asked for, down to one, which is searched for.
 */
export async function readLinks(
  session: OdooSession,
  field: string,
  targets: number[],
): Promise<Map<number, number[]>> {
  try {
    return await readAllLinks(session, field, targets);
  } catch (error) {
    if (!isDataError(error)) throw error;
    const [target] = targets;
    if (targets.length === 1) return new Map([[target!, await haveLink(session, field, target!)]]);
    const middle = Math.ceil(targets.length / 2);
    return new Map([
      ...await readLinks(session, field, targets.slice(0, middle)),
      ...await readLinks(session, field, targets.slice(middle)),
    ]);
  }
}

async function readAllLinks(
  session: OdooSession,
  field: string,
  targets: number[],
): Promise<Map<number, number[]>> {
  const links = new Map(targets.map((target) => [target, [] as number[]]));
  const linked: Domain = [[field, "in", targets]];
  if (groupsTersely(session.client.version)) {
    for (const found of await groupTasks(session, linked, [field], ["id:array_agg"])) {
      const target = integer(found[field]);
      if (target === null || !links.has(target)) continue;
      links.set(target, listOf(found["id:array_agg"]).filter(isId));
    }
    return links;
  }
  const query = { domain: [...domain, ...linked], fields: [field], context: archivedToo };
  for (const task of await session.client.searchRead(model, { ...query, order: "id" })) {
    const { id } = task;
    if (!isId(id)) continue;
    for (const target of integers(task[field])) links.get(target)?.push(id);
  }
  return links;
}

/** Reads nothing of the record that they link to. */
async function haveLink({ client }: OdooSession, field: string, target: number): Promise<number[]> {
  const kwargs = { domain: [...domain, [field, "in", [target]]], order: "id" };
  const ids = await client.call(model, "search", { kwargs, context: archivedToo });
  return listOf(ids).filter(isId);
}
