import { allPages } from "../../client/all_pages.ts";
import { answered, type Api, Refused } from "../../client/client.ts";
import type { SavedPlan } from "../../cli/plan/made_plan.ts";
import type { PlanAction } from "../../cli/plan/plan_action.ts";
import { keptComment } from "./kept_comment.ts";
import type { Github } from "./octokit.ts";

/** A plan that somebody has seen, and where. */
export interface Reviewed {
  id: string;
  where: string;
}

/** The plan in the comment of the pull request that brought a commit; undefined where there is none. */
export async function reviewedPlan(
  { octokit, at }: Github,
  commit_sha: string,
  binding: string,
): Promise<Reviewed | undefined> {
  const pulls = await octokit.paginate("GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls", {
    ...at,
    commit_sha,
    per_page: 100,
  });
  const merged = pulls.filter(({ merged_at }) => merged_at !== null)
    .sort((a, b) => a.merged_at! < b.merged_at! ? 1 : -1);
  for (const { number } of merged) {
    const kept = await keptComment({ octokit, at }, number, binding);
    if (kept?.marked.plan !== undefined) return { id: kept.marked.plan, where: `#${number}` };
  }
}

/** A plan that was made earlier, with what it would have written; undefined where it is not known. */
export async function earlierPlan(
  id: string,
  api: Api,
): Promise<{ plan: SavedPlan; actions: PlanAction[] } | undefined> {
  const params = { path: { id } };
  try {
    const plan = await answered(api.GET("/plans/{id}", { params }));
    const actions = await allPages((page) =>
      answered(api.GET("/plans/{id}/actions", {
        params: { ...params, query: { ...page, sort: "ref", written: "true" } },
      }))
    );
    return { plan, actions };
  } catch (error) {
    if (error instanceof Refused && error.problem.code === "not_found") return undefined;
    throw error;
  }
}
