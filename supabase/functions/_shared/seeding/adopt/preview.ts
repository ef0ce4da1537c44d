import {
  type Adoption,
  finishAdoptions,
  type PlanLeft,
  planLeft,
  type Take,
  undone,
} from "../../database/adoption.ts";
import { recordAgreement } from "../../database/plan.ts";
import type { Model } from "../../database/runs.ts";
import { resolveTaskRefs, unreadableFields } from "../../database/shadow.ts";
import type { OdooClient } from "../../odoo/client.ts";
import { models } from "../../odoo/models.ts";
import type { SearchQuery } from "../../odoo/search_read.ts";
import { observeIds } from "../observe/observe.ts";
import type { OdooSession } from "../session/odoo_session.ts";
import { ColumnReading } from "../session/column_reading.ts";
import type { Outcome } from "../apply/outcome.ts";
import type { Run } from "../session/run.ts";

/**
 * The plan as it would be once the matched records carry their refs: they are observed as if they
 * did, the plan is asked, and all of it is undone. What of them cannot be read is noted in `outcome`.
 */
export function previewPlan(
  run: Run,
  session: OdooSession,
  matched: Adoption[],
  take: Take,
  outcome: Outcome,
): Promise<PlanLeft> {
  return undone(run.deps.sql, async (tx) => {
    const within: Run = { ...run, deps: { ...run.deps, sql: tx } };
    // Record by record: columns pass by the client that adds the refs.
    const client = withRefs(session.client, matched);
    const named: OdooSession = { ...session, client, columns: new ColumnReading() };
    for (const model of models) {
      await observeIds(within, named, model, idsOf(matched, model));
    }
    await resolveTaskRefs(tx, run.id);
    outcome.failAll(await unreadableFields(tx, run.id, run.scope));
    await recordAgreement(tx, run.id);
    await finishAdoptions(tx, run.id, take);
    return await planLeft(tx, run.binding, run.scope);
  });
}

/** The records of matched seeds. */
export function idsOf(matched: Adoption[], model: Model): number[] {
  return matched.filter((row) => row.model === model).map((row) => row.odoo_ids[0]!);
}

/** A client that reads the matched records as if they carried their refs. */
function withRefs(client: OdooClient, matched: Adoption[]): OdooClient {
  const refs = new Map(matched.map((row) => [`${row.model},${row.odoo_ids[0]}`, row.external_ref]));
  const searchRead = async (model: string, query: SearchQuery) => {
    const records = await client.searchRead(model, query);
    return records.map((record) => {
      const ref = refs.get(`${model},${record.id}`);
      return ref === undefined ? record : { ...record, x_external_ref: ref };
    });
  };
  return new Proxy(client, {
    get: (target, name) => {
      if (name === "searchRead") return searchRead;
      const value = Reflect.get(target, name, target);
      // A method called on the proxy would not reach what is private to the client.
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
