import { answered, type Api } from "../../client/client.ts";
import type { Frame } from "../frame.ts";
import { refusedAbout } from "../refusal.ts";
import { followedRun } from "../runs/followed_run.ts";
import { goingOnWords, planningWords } from "../runs/going_on.ts";
import { toldEnd } from "../runs/told_run.ts";
import type { SavedPlan } from "./made_plan.ts";
import { partOf, type PartOptions } from "./part.ts";

/** How a plan is to be applied. */
export interface ApplyOptions extends PartOptions {
  autoApprove?: boolean;
  notify?: boolean;
}

/** Applies a plan or a part of it, unless something has changed since, and tells how the run ended. @returns the exit code @throws {Failure | Refused | Unreachable} */
export async function appliedPlan(
  plan: SavedPlan,
  { autoApprove, notify, ...part }: ApplyOptions,
  api: Api,
  frame: Frame,
): Promise<number> {
  const request = { params: { path: { id: plan.id } }, body: { ...partOf(part), notify } };
  const begun = await answered(api.POST("/plans/{id}/apply", request))
    .catch(refusedAbout({ plan: plan.id, again: planningWords(plan) }));
  const again = goingOnWords(begun, autoApprove ? ["--auto-approve"] : []);
  return toldEnd(await followedRun(begun.id, frame.line(...again), api, frame), frame, again);
}
