import { answered, type Api } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { allPages } from "../../client/all_pages.ts";
import type { Frame } from "../frame.ts";
import { planningWords } from "../runs/going_on.ts";
import { followedWork } from "../runs/followed_work.ts";
import { endedBy, refusedAbout } from "../refusal.ts";
import type { PlanAction } from "./plan_action.ts";

/** A plan as the platform keeps it. */
export type SavedPlan = components["schemas"]["SavedPlan"];

/** Which seeds a plan or a seeding is about. */
export interface Scope {
  binding: string;
  program?: string;
  project?: string[];
  prune?: boolean;
  full?: boolean;
}

/** Has a plan made, and waits for it. @throws {Failure | Unreachable} */
export async function madePlan(scope: Scope, api: Api, frame: Frame): Promise<SavedPlan> {
  const { binding, program, project, prune, full } = scope;
  const body = { binding, program, projects: project, prune: archiving(prune), full };
  const begun = await answered(api.POST("/plans", { body })).catch(refusedAbout({}));
  return await finishedPlan(begun.id, planningWords(begun), api, frame);
}

/** Waits until a plan is made. @param again the words by which it is planned once more @throws {Failure | Unreachable} */
export async function finishedPlan(
  id: string,
  again: string[],
  api: Api,
  frame: Frame,
): Promise<SavedPlan> {
  const plan = await followedWork(
    {
      id,
      read: () => planOf(id, api),
      stage: ({ status }) => status === "making" ? { title: "Looking at Odoo" } : undefined,
      resume: frame.line(...again),
    },
    api,
    frame,
  );
  if (plan.status === "failed") throw endedBy(plan.error ?? stopped, { run: id, again });
  return plan;
}

/** What no error ended. */
const stopped = {
  code: "run_cancelled",
  detail: "Cannot show the plan: somebody has stopped it before it was made.",
};

/** A plan by its id. @throws {Failure | Unreachable} */
export async function planOf(id: string, api: Api): Promise<SavedPlan> {
  return await answered(api.GET("/plans/{id}", { params: { path: { id } } }))
    .catch(refusedAbout({ next: ["seed", "plan"] }));
}

/** What a plan would do or has to report, record by record. @throws {Refused | Unreachable} */
export async function actionsOf(id: string, api: Api, frame: Frame): Promise<PlanAction[]> {
  const progress = frame.progress("Records");
  const page = (query: { limit: number; offset: number }) =>
    answered(api.GET("/plans/{id}/actions", {
      params: { path: { id }, query: { ...query, sort: "ref" } },
    }));
  try {
    return (await allPages(page, progress.at)).filter(({ action }) => action !== "noop");
  } finally {
    progress.end();
  }
}

function archiving(prune: boolean | undefined): "archive" | undefined {
  return prune ? "archive" : undefined;
}
