import { type Budget, stepGraceMs } from "../budget.ts";
import { knownIfLost } from "../database/lost_connection.ts";
import type { Claim, Json, StepQueue } from "../database/operations.ts";
import { type Deps, timed, traced } from "../deps.ts";
import { AppError } from "../errors.ts";
import { heartbeat } from "../heartbeat.ts";
import type { Step, Work } from "./tenant/step.ts";
import { reporting } from "./reporting.ts";

/** The steps of an operation, by name. @throws {AppError} operation_unsupported for one it does not have */
export type StepFinder = (kind: string, name: string) => Step;

/**
 * Does due steps until none is left or the budget is spent, and then hands over. How a step went is told to the queue,
 * which decides what comes next. A step that is begun late has less time for its calls. A step of which that could not be told comes back when its lease
 * runs out; only a queue that gives no step ends the runner. @returns how many steps it did
 */
export async function runSteps(
  deps: Deps,
  queue: StepQueue,
  find: StepFinder,
  budget: Budget,
): Promise<number> {
  let done = 0;
  const bounded = timed(deps, () => budget.leftMs() + stepGraceMs);
  while (!budget.spent()) {
    const claim = await queue.claim();
    if (!claim) return done;
    const { operation, step } = claim;
    const what = { operation_id: operation.id, step_id: step.id, step: step.name };
    await reporting(deps, what, () => runStep(bounded, queue, find, claim));
    done++;
  }
  await queue.handOver();
  return done;
}

interface End {
  /** What was done about: something absent, or different from what it should be. */
  found?: "absent" | "different";
  status: "done" | "skipped" | "waiting" | "failed";
  output: Json;
  why?: string;
  lookAgainIn?: number;
  error?: { code: string; detail: string; suggestion: string };
}

async function runStep(
  given: Deps,
  queue: StepQueue,
  find: StepFinder,
  claim: Claim,
): Promise<void> {
  const started = performance.now();
  const deps = traced(given, claim.operation.request_id);
  const end = await ended(deps, queue, find, claim);
  const { found, status, output, why, lookAgainIn = 1, error } = end;
  deps.log("step", {
    operation_id: claim.operation.id,
    tenant: claim.tenant.slug,
    kind: claim.operation.kind,
    step: claim.step.name,
    action: claim.step.action,
    attempt: claim.step.attempts,
    found,
    status,
    error,
    ms: Math.round(performance.now() - started),
  });
  if (status === "failed") await queue.fail(claim, error!);
  else if (status === "waiting") await queue.wait(claim, lookAgainIn, output);
  else await queue.finish(claim, output, why);
}

async function ended(
  deps: Deps,
  queue: StepQueue,
  find: StepFinder,
  claim: Claim,
): Promise<End> {
  const { leaseSeconds } = deps.config;
  const what = `step ${claim.step.id}`;
  using _alive = heartbeat(() => queue.extend(claim), { leaseSeconds, log: deps.log, what });
  try {
    const step = find(claim.operation.kind, claim.step.name);
    const { tenant, operation, outputs, passing } = claim;
    const { output: before, started_at, action } = claim.step;
    const startedAt = started_at === null ? deps.now() : new Date(started_at);
    const work: Work = {
      deps,
      stepId: claim.step.id,
      tenant,
      operation,
      outputs,
      before,
      startedAt,
      passing,
    };
    return action === "apply"
      ? await done(step, work, () => queue.beginChange(claim))
      : await undone(step, work);
  } catch (error) {
    return { status: "failed", output: {}, error: reportedError(deps, error) };
  }
}

async function done(step: Step, work: Work, beginChange: () => Promise<void>): Promise<End> {
  const seen = await step.observe(work);
  if (seen.is === "there") return { status: "done", output: seen.output ?? {} };
  if (seen.is === "skipped") return { status: "skipped", output: {}, why: seen.why };
  if (seen.is === "under_way") return { status: "waiting", output: {}, ...seen };
  if (!step.harmless) await beginChange();
  const { output = {}, lookAgainIn } = await step.apply(work) ?? {};
  const status = lookAgainIn === undefined ? "done" : "waiting";
  return { found: seen.is, status, output, lookAgainIn };
}

async function undone(step: Step, work: Work): Promise<End> {
  if (!step.compensate) return { status: "skipped", output: {}, why: "Nothing to undo." };
  const left = await step.compensate(work);
  return left
    ? { status: "skipped", output: { left_alone: true }, why: left.why }
    : { status: "done", output: {} };
}

/** What is told of an error; all of one that nobody foresaw goes to the log. */
export function reportedError({ log }: Pick<Deps, "log">, error: unknown) {
  if (!(error instanceof AppError)) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    log("error", { message, stack });
  }
  const reported = knownIfLost(error);
  const known = reported instanceof AppError
    ? reported
    : new AppError("internal", "Cannot finish the step: something unexpected went wrong.");
  const { code, detail, suggestion } = known;
  return { code, detail, suggestion };
}
