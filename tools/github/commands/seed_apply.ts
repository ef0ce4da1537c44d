import { apiOf } from "../../../client/client.ts";
import type { StoredSeeds } from "../../../client/bulk.ts";
import type { components } from "../../../client/schema.ts";
import { planSum } from "../../../cli/plan/printed_plan.ts";
import { countsLine } from "../../../cli/told_changes.ts";
import { driftTable } from "../drift_text.ts";
import { annotate } from "../annotations.ts";
import { box, code, table } from "../markdown.ts";
import { type Ended, type MadePlan, ocp, type ToldDrift } from "../ocp.ts";
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
  if (made.problem) return await refused("No plan was made", made);
  const reviewed = await reviewedOf(where);
  const difference = await differenceFrom(reviewed, made.answer, where);
  if (difference !== undefined) return await refusedPlan(difference, made.answer);
  return await applied(paths, made.answer, reviewed, where);
}

/** What somebody named when they started this by hand; else what the pull request shows. */
async function reviewedOf(where: Settings): Promise<Reviewed | undefined> {
  const id = given("REVIEWED_PLAN");
  if (id !== undefined) return { id, where: "this run's input" };
  return await reviewedPlan(githubOf(where), where.github.sha, where.binding);
}

/** Why the plan is not the reviewed one; undefined when it is, or when there is nothing to write. */
async function differenceFrom(
  reviewed: Reviewed | undefined,
  { plan, actions }: MadePlan,
  { github }: Settings,
): Promise<string[] | undefined> {
  if (!actions.some(({ written }) => written)) return undefined;
  if (reviewed === undefined) {
    return [`Nobody has reviewed a plan of commit ${github.sha.slice(0, 7)}.`, ""];
  }
  const earlier = await earlierPlan(reviewed.id, apiOf(needed("OCP_URL"), needed("OCP_TOKEN")));
  if (earlier === undefined) return [`The plan of ${reviewed.where} is not known any more.`, ""];
  if (earlier.plan.hash === plan.hash && earlier.plan.binding === plan.binding) return undefined;
  return [
    `The plan is not the one that was reviewed in ${reviewed.where}: seeds or Odoo have changed since.`,
    "",
    ...planDifference(earlier.actions, actions),
  ];
}

async function refusedPlan(why: readonly string[], made: MadePlan): Promise<number> {
  console.log("::error::The plan is not one that was reviewed; the summary says what changed.");
  await summarize([
    "### Seeds: refused",
    "",
    ...box("CAUTION", "Nothing was loaded, and nothing was written."),
    ...why,
    `**Next:** look at the plan below. To apply it, run this workflow by hand with \`plan\` ` +
    `\`${made.plan.id}\`.`,
    "",
    planText(made),
  ].join("\n"));
  return 1;
}

async function refused(what: string, { problem }: Ended<unknown>): Promise<number> {
  annotate(problem!);
  const { detail, suggestion = "", faults = [] } = problem!;
  const rows = faults.slice(0, 50)
    .map(({ file, line, column, message }) => [code(file), `${line}:${column}`, code(message)]);
  await summarize([
    "### Seeds: failed",
    "",
    ...box("CAUTION", `${what}: ${code(detail)} ${code(suggestion)}`),
    ...table(["File", "Line", "What is wrong"], rows),
  ].join("\n"));
  return 1;
}

async function applied(
  paths: string[],
  made: MadePlan,
  reviewed: Reviewed | undefined,
  where: Settings,
): Promise<number> {
  const loaded = paths.length > 0 ? await load(paths, made, where) : undefined;
  if (loaded?.problem) return await refused("The files were not loaded", loaded);
  const isNeeded = made.actions.some(({ written }) => written);
  const run = isNeeded ? await ocp<Run>(["seed", "apply", made.plan.id]) : undefined;
  // What Odoo holds is worth knowing after a seeding that went wrong, too.
  const drift = await ocp<ToldDrift>(["drift", "--shadow", "--binding", where.binding]);
  const isWell = run?.problem === undefined && drift.problem === undefined;
  await summarize(appliedText({ made, reviewed, loaded: loaded?.answer, run, drift }));
  if (run?.problem) annotate(run.problem);
  if (drift.problem) annotate(drift.problem);
  return isWell ? 0 : 1;
}

/** As many tasks are archived as the plan has said, without being asked once more. */
async function load(paths: string[], { seeds }: MadePlan, where: Settings) {
  const confirm = ["--confirm", String(seeds?.counts.tasks.archived ?? 0)];
  const prune = withPrune(paths, where);
  const words = ["seed", "load", ...paths, ...prune, ...prune.length > 0 ? confirm : []];
  return await ocp<StoredSeeds>([...words, "--binding", where.binding]);
}

interface Applied {
  made: MadePlan;
  reviewed?: Reviewed;
  loaded?: StoredSeeds;
  run?: Ended<Run>;
  drift: Ended<ToldDrift>;
}

function appliedText({ made, reviewed, loaded, run, drift }: Applied): string {
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
      ["Plan", `\`${made.plan.id}\`${reviewed ? `, the same as that of ${reviewed.where}` : ""}`],
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
