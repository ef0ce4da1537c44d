import type { DriftItem } from "../../../cli/drift/found_drift.ts";
import { annotate } from "../annotations.ts";
import { driftTable } from "../drift_text.ts";
import { code } from "../markdown.ts";
import { ocp, type ToldDrift } from "../ocp.ts";
import { type Github, githubOf } from "../octokit.ts";
import { needed, settings } from "../settings.ts";
import { summarize } from "../summary.ts";

const label = "ocp-drift";
const room = 50_000;

/** At night: reads Odoo, and keeps one issue open for as long as there is drift. @returns the exit code */
export async function drift(): Promise<number> {
  const where = await settings();
  const { binding, github: { runUrl } } = where;
  needed("OCP_URL"), needed("OCP_TOKEN");
  const found = await ocp<ToldDrift>(["drift", "--shadow", "--binding", binding]);
  if (found.problem) {
    annotate(found.problem);
    await summarize(`### Drift of ${code(binding)}: not known\n\n${code(found.problem.detail)}`);
    return 1;
  }
  const open = found.answer.items.filter(({ muted }) => !muted);
  const text = driftText(open, found.answer.as_of, runUrl);
  await summarize([`### Drift of ${code(binding)}: ${open.length}`, "", text].join("\n"));
  await keepIssue(githubOf(where), binding, open.length, text);
  return 0;
}

function driftText(items: readonly DriftItem[], asOf: string | null, runUrl: string): string {
  const when = asOf === null ? "" : `, as of ${asOf.slice(0, 16).replace("T", " ")} UTC`;
  if (items.length === 0) {
    return `No drift: Odoo holds what the seeds say${when} ([run](${runUrl})).`;
  }
  return [
    `Odoo holds something else than the seeds say${when} ([run](${runUrl})).`,
    "",
    ...driftTable(items, room),
    "`ocp seed accept <ref>` takes Odoo's value into the seeds, `ocp seed apply` writes the seed's where " +
    "that wins, `ocp seed mute <ref>` takes it out of this list for a time. This issue is closed once " +
    "there is no drift.",
  ].join("\n");
}

/** One issue a binding: opened with the first drift, changed with other drift, closed with the last. */
async function keepIssue(
  github: Github,
  binding: string,
  count: number,
  text: string,
): Promise<void> {
  const { octokit, at } = github;
  const marker = `<!-- ocp-drift ${JSON.stringify({ binding })} -->`;
  const title = `Drift in ${binding}: ${count}`;
  const body = `${marker}\n${text}`;
  const issue = await openIssue(github, marker);
  if (issue === undefined) {
    if (count === 0) return;
    await octokit.request("POST /repos/{owner}/{repo}/issues", {
      ...at,
      title,
      body,
      labels: [label],
    });
    return;
  }
  const place = { ...at, issue_number: issue };
  if (count > 0) {
    await octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
      ...place,
      title,
      body,
    });
    return;
  }
  await octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    ...place,
    body: text,
  });
  await octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    ...place,
    state: "closed",
    state_reason: "completed",
  });
}

/** The open issue of a binding; what people write is none, whatever is in it. */
async function openIssue({ octokit, at }: Github, marker: string): Promise<number | undefined> {
  const issues = await octokit.paginate("GET /repos/{owner}/{repo}/issues", {
    ...at,
    labels: label,
    state: "open",
    per_page: 100,
  });
  return issues.find(({ body, user, pull_request }) =>
    !pull_request && user?.type === "Bot" && body?.startsWith(marker)
  )?.number;
}
