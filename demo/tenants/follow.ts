import { answered, type Api } from "../../client/client.ts";
import { showSteps } from "../terminal/progress.ts";
import { ask, type Operation, type Step, type Told } from "./ask.ts";

const pollMs = 250;
const ended = ["succeeded", "failed", "cancelled"];

/** An operation that succeeded, and how long it took from the request to its end. */
export type Done = Operation & { seconds: number };

/** Asks for an operation on a tenant and follows it. @throws {Error} when it is refused or fails */
export async function carryOut(
  api: Api,
  slug: string,
  type: string,
  params?: Record<string, unknown>,
): Promise<Done> {
  const asked = performance.now();
  return await follow(api, taken(await ask(api, slug, type, params)), asked);
}

/** The id of the operation that a request was answered with. @throws {Refused} */
export function taken({ operation, refusal }: Told): string {
  if (refusal) throw refusal;
  return operation!.id;
}

/** Shows the steps of an operation until it has ended. @throws {Error} unless it succeeded */
export async function follow(api: Api, id: string, asked: number): Promise<Done> {
  const look = () => answered(api.GET("/operations/{id}", { params: { path: { id } } }));
  let now = await look();
  const watch = async () => {
    while (!ended.includes(now.status)) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      now = await look();
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

function failed({ type, status, error, runbook }: Operation): Error {
  const where = error?.step ? ` at ${error.step}` : "";
  return new Error(
    `Cannot ${type}: the operation ${status}${where}. ${error?.detail} See ${runbook}.`,
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
