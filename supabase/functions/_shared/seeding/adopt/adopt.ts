import type { Deps } from "../../deps.ts";
import {
  type Adoption,
  finishAdoptions,
  matchCandidates,
  type PlanLeft,
  planLeft,
  readAdoptions,
  type Take,
} from "../../database/adoption.ts";
import { recordAgreement } from "../../database/plan.ts";
import type { Model, RowFailure, Scope } from "../../database/runs.ts";
import { resolveTaskRefs, unreadableFields } from "../../database/shadow.ts";
import { models } from "../../odoo/models.ts";
import { type MatchRule, readCandidates } from "./candidates.ts";
import { idsOf, previewPlan } from "./preview.ts";
import { nameRecords } from "./refs.ts";
import { observeIds, observeRecords } from "../observe/observe.ts";
import { budgetOfOne, observeAtOnce } from "../observe/at_once.ts";
import { type OdooSession, openOdoo } from "../session/odoo_session.ts";
import { Outcome } from "../apply/outcome.ts";
import type { Run } from "../session/run.ts";
import { type Ended, withRun } from "../run/with_run.ts";
import { allQuoted, quoted } from "../../quoted.ts";

export interface AdoptRequest {
  binding: string;
  scope: Scope;
  /** Models without a rule are not looked at. */
  rules: Partial<Record<Model, MatchRule>>;
  take: Take;
  dryRun: boolean;
}

export interface AdoptResult {
  runId: string;
  dryRun: boolean;
  adoptions: Adoption[];
  /** What a seeding would do from here on. */
  plan: PlanLeft;
  failures: RowFailure[];
  rpcCount: number;
}

/**
 * Finds the records in Odoo that seeds mean and gives them the seeds' refs; nothing else is written
 * to Odoo. A dry run shows what it found and the plan that would follow.
 * @param started the run, where somebody has started it as themselves
 * @throws {AppError} as withRun, openOdoo and observeAtOnce do, and invalid_request for a field that Odoo lacks
 */
export function adopt(deps: Deps, request: AdoptRequest, started?: string): Promise<AdoptResult> {
  const { binding, scope, take, dryRun } = request;
  return withRun(deps, binding, dryRun ? "plan" : "adopt", scope, async (run) => {
    const prepare = !dryRun;
    const budget = budgetOfOne(deps.config);
    const session = await run.phase(
      "connect",
      () => openOdoo(run, { prepare, notify: false, budget }),
    );
    await run.phase("observe", () => observeAtOnce(run, session, budget));
    const adoptions = await run.phase("match", () => match(run, session, request));
    const matched = adoptions.filter((adoption) => adoption.outcome === "matched");
    const outcome = new Outcome();
    const plan = dryRun
      ? await run.phase("preview", () => previewPlan(run, session, matched, take, outcome))
      : await run.phase("adopt", () => carryOut(run, session, matched, take, outcome));
    reportAmbiguous(adoptions, outcome);
    return ended(run, dryRun, adoptions, plan, outcome);
  }, started);
}

/** Projects first: tasks are looked for in those that were found. */
async function match(
  run: Run,
  session: OdooSession,
  { rules }: AdoptRequest,
): Promise<Adoption[]> {
  const { sql } = run.deps;
  for (const model of models) {
    const rule = rules[model];
    if (!rule) continue;
    const candidates = await readCandidates(run, session, model, rule);
    await matchCandidates(sql, run.id, { model, column: rule.column, candidates });
  }
  return await readAdoptions(sql, run.id);
}

async function carryOut(
  run: Run,
  session: OdooSession,
  matched: Adoption[],
  take: Take,
  outcome: Outcome,
): Promise<PlanLeft> {
  const { sql } = run.deps;
  for (const model of models) {
    const namings = matched.filter((row) => row.model === model)
      .map((row) => ({ ref: row.external_ref, odooId: row.odoo_ids[0]! }));
    await nameRecords(run, session, model, namings, outcome);
    await observeIds(run, session, model, idsOf(matched, model));
  }
  // What else is in a project comes into view only now that the project has a ref.
  const projects = idsOf(matched, "project.project");
  if (projects.length > 0) {
    await observeRecords(run, session, "project.task", [["project_id", "in", projects]]);
  }
  await resolveTaskRefs(sql, run.id);
  outcome.failAll(await unreadableFields(sql, run.id, run.scope));
  await recordAgreement(sql, run.id);
  await finishAdoptions(sql, run.id, take);
  return await planLeft(sql, run.binding, run.scope);
}

function reportAmbiguous(adoptions: Adoption[], outcome: Outcome): void {
  for (const { model, external_ref: ref, outcome: found, odoo_ids: ids, rivals } of adoptions) {
    if (found !== "ambiguous") continue;
    const records = ids.length > 1 ? `several records match it: ${ids.join(", ")}` : "";
    const seeds = rivals.length > 0 ? `other seeds match the same: ${allQuoted(rivals)}` : "";
    const why = [records, seeds].filter(Boolean).join("; ");
    outcome.fail(model, ref, "ambiguous", `Cannot adopt ${quoted(ref)}: ${why}.`);
  }
}

function ended(
  run: Run,
  dryRun: boolean,
  adoptions: Adoption[],
  plan: PlanLeft,
  outcome: Outcome,
): Ended<AdoptResult> {
  const { failures } = outcome;
  const counts: Record<string, number> = {};
  for (const { outcome: found } of adoptions) counts[found] = (counts[found] ?? 0) + 1;
  const rpcCount = run.rpcCount();
  const value = { runId: run.id, dryRun, adoptions, plan, failures, rpcCount };
  const done = (model: Model) => outcome.results[model].length;
  const [projectsSynced, tasksSynced] = [done("project.project"), done("project.task")];
  return { value, failures, projectsSynced, tasksSynced, counts };
}
