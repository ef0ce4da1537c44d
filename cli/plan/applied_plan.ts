import { answered, type Api } from "../../client/client.ts";
import type { Frame } from "../frame.ts";
import { ocpLine } from "../ocp_line.ts";
import { followedRun, type Run } from "../runs/followed_run.ts";
import { withNext } from "../runs/problem_failure.ts";

/** Applies a plan, unless something has changed since, and follows the run to its end. @throws {Failure | Unreachable} */
export async function appliedPlan(
  { id, binding }: { id: string; binding: string },
  notify: boolean | undefined,
  api: Api,
  frame: Frame,
): Promise<Run> {
  const request = { params: { path: { id } }, body: { notify } };
  const run = await answered(api.POST("/plans/{id}/apply", request))
    .catch(withNext({ binding, plan: id }));
  return await followedRun(run.id, ocpLine("seed", "plan", "--binding", binding), api, frame);
}
