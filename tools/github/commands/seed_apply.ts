import { apiOf } from "../../../client/client.ts";
import type { StoredSeeds } from "../../../client/bulk.ts";
import type { components } from "../../../client/schema.ts";
import { planSum } from "../../../cli/plan/printed_plan.ts";
import { countsLine } from "../../../cli/told_changes.ts";
import { driftTable } from "../drift_text.ts";
import { annotate } from "../annotations.ts";
import { box, code, table } from "../markdown.ts";
import { faultsTable } from "../faults_table.ts";
import { type Ended, type MadePlan, ocp, type Problem, type ToldDrift } from "../ocp.ts";
import { githubOf } from "../octokit.ts";
import { planDifference } from "../plan_difference.ts";
import { planText } from "../plan_text.ts";
import { earlierPlan, type Reviewed, reviewedPlan } from "../reviewed_plan.ts";
import { seedPaths, withPrune } from "../seed_paths.ts";
import { given, needed, type Settings, settings } from "../settings.ts";
import { summarize } from "../summary.ts";

type Run = components["schemas"]["Run"];

/** On a merge: applies what was reviewed, if it is still what would be done. @returns the exit code */
export async function seedApply(): Promise<number> {
  const where = await settings();
  needed("OCP_URL"), needed("OCP_TOKEN");
  const paths = await seedPaths(where);
  const words = ["seed", "plan", ...paths, "--binding", where.binding];
  const made = await ocp<MadePlan>([...words, ...withPrune(paths, where)]);
  if (made.problem) return await failed("No plan was made", made.problem);
  const reviewed = await reviewedOf(where);
  const verdict = await verdictOn(made.answer, reviewed, where);
  if (verdict.refused) return await refused(verdict.refused, made.answer);
  return await applied({ paths, made: made.answer, plan: verdict.plan, reviewed }, where);
}

/** What somebody named when they started this by hand; else what the pull request shows. */
async function reviewedOf(where: Settings): Promise<Reviewed | undefined> {
  const id = given("REVIEWED_PLAN");
  if (id !== undefined) return { id, where: "this run's input" };
  return await reviewedPlan(githubOf(where), where.github.sha, where.binding);
}

/** The plan that may be applied; or why none may, with what to do. */
type Verdict = { plan: string; refused?: undefined } | { refused: string[] };

async function verdictOn(
  { plan, actions }: MadePlan,
  reviewed: Reviewed | undefined,
  { github }: Settings,
): Promise<Verdict> {
  if (!actions.some(({ written }) => written)) return { plan: plan.id };
  const next = `**Next:** look at the plan below. To apply it, run this workflow by hand with ` +
    `\`plan\` \`${plan.id}\`.`;
  if (reviewed === undefined) {
    return {
      refused: [`Nobody has reviewed a plan of commit ${github.sha.slice(0, 7)}.`, "", next],
    };
  }
  const earlier = await earlierPlan(reviewed.id, apiOf(needed("OCP_URL"), needed("OCP_TOKEN")));
  if (earlier === undefined) {
    return { refused: [`The plan of ${reviewed.where} is not known any more.`, "", next] };
  }
  if (earlier.plan.hash !== plan.hash || earlier.plan.binding !== plan.binding) {
    const why = `The plan is not the one that was reviewed in ${reviewed.where}: seeds or Odoo ` +
      "have changed since.";
    return { refused: [why, "", ...planDifference(earlier.actions, actions), next] };
  }
  if (earlier.plan.status === "approved") return { plan: earlier.plan.id };
  return plan.needs_approval ? { refused: approvalNeeded(plan.id) } : { plan: plan.id };
}

function approvalNeeded(plan: string): string[] {
  const approve = `post api/plans/${plan}/approve '{"reason": "As agreed."}'`;
  return [
    "The binding takes approved plans alone.",
    "",
    `**Next:** have somebody else approve plan \`${plan}\`, within an hour: ` +
    `\`deno task call ${approve}\`. Then run this workflow by hand with \`plan\` \`${plan}\`.`,
  ];
}

async function refused(why: readonly string[], made: MadePlan): Promise<number> {
  console.log("::error::The plan was not applied; the summary says why, and what to do.");
  await summarize([
    "### Seeds: refused",
    "",
    ...box("CAUTION", "Nothing was loaded, and nothing was written."),
    ...why,
    "",
    planText(made),
  ].join("\n"));
  return 1;
}

async function failed(what: string, problem: Problem): Promise<number> {
  annotate(problem);
  const { detail, suggestion = "" } = problem;
  await summarize([
    "### Seeds: failed",
    "",
    ...box("CAUTION", `${what}: ${code(detail)} ${code(suggestion)}`),
    ...faultsTable(problem),
  ].join("\n"));
  return 1;
}

interface Agreed {
  paths: string[];
  made: MadePlan;
  /** The plan that is applied: this one, or one that is equal and was approved. */
  plan: string;
  reviewed?: Reviewed;
}

async function applied(agreed: Agreed, where: Settings): Promise<number> {
  const { paths, made, plan } = agreed;
  const loaded = paths.length > 0 ? await load(paths, made, where) : undefined;
  if (loaded?.problem) return await failed("The files were not loaded", loaded.problem);
  const isNeeded = made.actions.some(({ written }) => written);
  const run = isNeeded ? await ocp<Run>(["seed", "apply", plan]) : undefined;
  // What Odoo holds is worth knowing after a seeding that went wrong, too.
  const drift = await ocp<ToldDrift>(["drift", "--shadow", "--binding", where.binding]);
  for (const { problem } of [run ?? {}, drift] as Ended<unknown>[]) if (problem) annotate(problem);
  await summarize(appliedText({ ...agreed, loaded: loaded?.answer, run, drift }));
  return run?.problem || drift.problem ? 1 : 0;
}

/** As many tasks are archived as the plan has said, without being asked once more. */
async function load(paths: string[], { seeds }: MadePlan, where: Settings) {
  const confirm = ["--confirm", String(seeds?.counts.tasks.archived ?? 0)];
  const prune = withPrune(paths, where);
  const words = ["seed", "load", ...paths, ...prune, ...prune.length > 0 ? confirm : []];
  return await ocp<StoredSeeds>([...words, "--binding", where.binding]);
}

interface Applied extends Agreed {
  loaded?: StoredSeeds;
  run?: Ended<Run>;
  drift: Ended<ToldDrift>;
}

function appliedText({ made, plan, reviewed, loaded, run, drift }: Applied): string {
  const said = run?.answer ?? run?.problem as Partial<Run> | undefined;
  const open = drift.answer?.items.filter(({ muted }) => !muted) ?? [];
  const title = run === undefined
    ? "nothing to write"
    : run.problem
    ? "not all was written"
    : "applied";
  return [
    `### Seeds: ${title}`,
    "",
    ...run?.problem ? box("CAUTION", code(run.problem.detail)) : [],
    ...table(["", ""], [
      ["Binding", code(made.plan.binding)],
      ["Plan", `\`${plan}\`${reviewed ? `, the same as that of ${reviewed.where}` : ""}`],
      ["Planned", planSum(made.actions)],
      ...loaded ? [["Loaded", countsLine(loaded)]] : [],
      ...said?.id ? [["Run", `\`${said.id}\`: ${said.status}`]] : [],
      ...progressRows(said),
      ["Drift", drift.problem ? code(drift.problem.detail) : String(open.length)],
    ]),
    ...errorsTable(said),
    ...driftTable(open, 10_000),
  ].join("\n");
}

function progressRows(run: Partial<Run> | undefined): string[][] {
  return Object.entries(run?.progress ?? {}).map(([action, { total, done, failed }]) => [
    action,
    `${done - failed} of ${total}${failed > 0 ? `, ${failed} failed` : ""}`,
  ]);
}

function errorsTable(run: Partial<Run> | undefined): string[] {
  const rows = (run?.errors?.items ?? []).slice(0, 50).map(({ ref, field, code: why, message }) => [
    ...[code(ref), field ?? "", why, code(message)],
  ]);
  return table(["Record", "Field", "Code", "Error"], rows);
}
