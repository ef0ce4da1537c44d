import { showSteps } from "../terminal/progress.ts";
import { type Answer, ask, type Operation, readOperation, type Step } from "./api.ts";
import type { Actor, TenantStage } from "./stage.ts";

const pollMs = 250;
const ended = ["succeeded", "failed", "cancelled"];

/** An operation that succeeded, and how long it took from the request to its end. */
export interface Done extends Operation {
  seconds: number;
}

/** Asks for an operation on a tenant and follows it. @throws {Error} when it is refused or fails */
export async function carryOut(
  stage: TenantStage,
  actor: Actor,
  slug: string,
  kind: string,
  input?: object,
): Promise<Done> {
  const asked = performance.now();
  const answer = await ask(stage, actor, `tenants/${slug}/operations`, { kind, input });
  return await follow(stage, taken(answer), asked);
}

/** The id of the operation that a request was answered with. @throws {Error} when it was refused */
export function taken({ operation, detail, suggestion }: Answer): string {
  if (operation) return operation.id;
  throw new Error(`${detail} ${suggestion}`);
}

/** Shows the steps of an operation until it has ended. @throws {Error} unless it succeeded */
export async function follow(stage: TenantStage, id: string, asked: number): Promise<Done> {
  let now = await readOperation(stage, id);
  const watch = async () => {
    while (!ended.includes(now.status)) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      now = await readOperation(stage, id);
    }
  };
  await showSteps(watch(), () => position(now));
  if (now.status !== "succeeded") throw failed(now);
  return { ...now, seconds: (performance.now() - asked) / 1000 };
}

function position({ steps }: Operation) {
  const open = steps.findIndex((step) => !step.finished_at);
  const done = steps.filter((step) => step.finished_at).length;
  return { done, total: steps.length, name: steps[open]?.name ?? "done" };
}

function failed({ kind, status, error, runbook }: Operation): Error {
  const where = error?.step ? ` at ${error.step}` : "";
  return new Error(
    `Cannot ${kind}: the operation ${status}${where}. ${error?.detail} See ${runbook}.`,
  );
}

/** How long a step was at work, waiting for Odoo included. */
export function secondsOf({ started_at, finished_at }: Step): number {
  if (!started_at || !finished_at) return 0;
  return (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
}

/** A number of seconds under the title "seconds": to one place, aligned to the right. */
export function seconds(count: number): string {
  return count.toFixed(1).padStart("seconds".length);
}
