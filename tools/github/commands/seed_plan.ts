import { annotate } from "../annotations.ts";
import { keepComment } from "../kept_comment.ts";
import { faultsTable } from "../faults_table.ts";
import { box, code } from "../markdown.ts";
import { type MadePlan, ocp, type Problem, type ToldDrift } from "../ocp.ts";
import { type Github, githubOf } from "../octokit.ts";
import { failingOf, planText } from "../plan_text.ts";
import { seedPaths, withPrune } from "../seed_paths.ts";
import { type Settings, settings, Unset } from "../settings.ts";
import { summarize } from "../summary.ts";

interface Told {
  text: string;
  /** The plan that reviewers see. */
  plan?: string;
  isWell: boolean;
}

/** On a pull request: checks the files, plans them, and keeps one comment. @returns the exit code */
export async function seedPlan(): Promise<number> {
  const where = await settings();
  const { event: { pull_request: pull }, binding } = where;
  if (pull === undefined) throw new Unset("Cannot plan: this is no event of a pull request.");
  const paths = await seedPaths(where);
  const { text, plan, isWell } = await told(paths, where);
  const title = `### Seed plan of ${code(binding)}, commit ${pull.head.sha.slice(0, 7)}`;
  const whole = [title, "", ...await sqlNote(githubOf(where), pull.number), text].join("\n");
  await summarize(whole);
  // The token of a fork's pull request writes no comment.
  if (where.hasPlatform) {
    await keepComment(githubOf(where), pull.number, { binding, plan }, whole);
  }
  return isWell ? 0 : 1;
}

async function told(paths: string[], where: Settings): Promise<Told> {
  if (paths.length > 0) {
    const check = await ocp<{ counts: Record<string, number> }>(["seed", "check", ...paths]);
    if (check.problem) return wrong(check.problem);
    if (!where.hasPlatform) return { text: checkedText(check.answer.counts), isWell: true };
  } else if (!where.hasPlatform) return { text: checkedText({}), isWell: true };
  return await planned(paths, where);
}

async function planned(paths: string[], where: Settings): Promise<Told> {
  const of = ["--binding", where.binding];
  const made = await ocp<MadePlan>(["seed", "plan", ...paths, ...of, ...withPrune(paths, where)]);
  if (made.problem) return wrong(made.problem);
  const drift = await ocp<ToldDrift>(["drift", ...of]);
  const { plan, actions } = made.answer;
  return {
    text: planText(made.answer, drift.answer),
    plan: plan.id,
    isWell: failingOf(actions).length === 0,
  };
}

/** Nothing is planned while something is wrong, so nothing can be applied on merge, either. */
function wrong(problem: Problem): Told {
  annotate(problem);
  const table = faultsTable(problem);
  const what = table.length > 0
    ? "The files are wrong, and nothing was planned."
    : `No plan was made: ${code(problem.detail)}`;
  return { text: [...box("CAUTION", what), ...table].join("\n"), isWell: false };
}

function checkedText(counts: Record<string, number>): string {
  const found = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`).join(", ");
  const checked = found === ""
    ? "There are no files of seeds."
    : `The files are right as far as they go: ${found}.`;
  return [
    checked,
    "",
    ...box(
      "NOTE",
      "No plan was made: the secrets of the platform are not here, as on pull requests of forks.",
    ),
  ].join("\n");
}

/** SQL is no part of the plan: it is not run before the merge. */
async function sqlNote({ octokit, at }: Github, pull_number: number): Promise<string[]> {
  const files = await octokit.paginate("GET /repos/{owner}/{repo}/pulls/{pull_number}/files", {
    ...at,
    pull_number,
    per_page: 100,
  });
  const sql = files.map(({ filename }) => filename).filter((name) =>
    /^supabase\/.*\.sql$/.test(name)
  );
  if (sql.length === 0) return [];
  const names = sql.slice(0, 5).map(code).join(", ");
  return box(
    "NOTE",
    `SQL changes, too, and is not in this plan: ${names}${sql.length > 5 ? ", …" : ""}.`,
  );
}
