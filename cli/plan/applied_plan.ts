import { answered, type Api } from "../../client/client.ts";
import type { Frame } from "../frame.ts";
import { partOf, type PartOptions } from "./part.ts";
import { followedRun, type Run } from "../runs/followed_run.ts";
import { refusedAbout } from "../refusal.ts";

/** Applies a plan or a part of it, unless something has changed since, and follows the run to its end. @throws {Failure | Unreachable} */
export async function appliedPlan(
  { id, binding }: { id: string; binding: string },
  { notify, ...part }: PartOptions & { notify?: boolean },
  api: Api,
  frame: Frame,
): Promise<Run> {
  const request = { params: { path: { id } }, body: { ...partOf(part), notify } };
  const run = await answered(api.POST("/plans/{id}/apply", request))
    .catch(refusedAbout({ binding, plan: id }));
  return await followedRun(run.id, frame.line("seed", "plan", "--binding", binding), api, frame);
}
