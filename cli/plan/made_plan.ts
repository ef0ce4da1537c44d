import { answered, type Api } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { allPages } from "../../client/all_pages.ts";
import type { Frame } from "../frame.ts";
import { ocpLine } from "../ocp_line.ts";
import { followed } from "../runs/followed.ts";
import { problemFailure, withNext } from "../runs/problem_failure.ts";
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
  const { id } = await answered(api.POST("/plans", { body })).catch(withNext({ binding }));
  return await finishedPlan(id, binding, api, frame);
}

/** Waits until a plan is made. @throws {Failure | Unreachable} */
export async function finishedPlan(
  id: string,
  binding: string,
  api: Api,
  frame: Frame,
): Promise<SavedPlan> {
  const plan = await followed(
    {
      id,
      read: () => planOf(id, api),
      stage: ({ status }) => status === "making" ? { title: "Looking at Odoo" } : undefined,
      resume: ocpLine("seed", "plan", "--binding", binding),
    },
    api,
    frame,
  );
  if (plan.status === "failed") throw problemFailure(plan.error, { binding, run: id });
  return plan;
}

/** A plan by its id. @throws {Failure | Unreachable} */
export async function planOf(id: string, api: Api): Promise<SavedPlan> {
  return await answered(api.GET("/plans/{id}", { params: { path: { id } } }))
    .catch(withNext({ next: ocpLine("seed", "plan") }));
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
