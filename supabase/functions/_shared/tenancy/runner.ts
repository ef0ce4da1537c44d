import type { Budget } from "../budget.ts";
import { knownIfLost } from "../database/lost_connection.ts";
import type { Claim, Json, StepQueue } from "../database/operations.ts";
import type { Deps } from "../deps.ts";
import type { ErrorCode } from "../error_kinds.ts";
import { AppError } from "../errors.ts";
import { heartbeat } from "./heartbeat.ts";
import type { Step, Work } from "./step.ts";

/** The steps of an operation, by name. @throws {AppError} operation_unsupported for one it does not have */
export type StepFinder = (kind: string, name: string) => Step;

/** Trying again will not mend these; all others may be over by then. */
const lasting = new Set<ErrorCode>([
  ...["misconfigured", "not_found", "odoo_database_exists"] as const,
  ...[
    "operation_unsupported",
    "invalid_request",
    "odoo_access_denied",
    "tenant_tree_refused",
    "slug_taken",
    "backup_unusable",
    "image_not_tested",
    "image_not_running",
  ] as const,
]);

/**
 * Does due steps until none is left or the budget is spent, and then hands over. How a step went is told to the queue,
 * which decides what comes next; an error of the queue itself ends the runner, and the step comes
 * back when its lease runs out. @returns how many steps it did
 */
export async function runSteps(
  deps: Deps,
  queue: StepQueue,
  find: StepFinder,
  budget: Budget,
): Promise<number> {
  let done = 0;
  while (!budget.spent()) {
    const claim = await queue.claim();
    if (!claim) return done;
    await heldByUs(() => runStep(deps, queue, find, claim), deps, claim);
    done++;
  }
  await queue.handOver();
  return done;
}

/** Another worker has the step by now: what we did it will find. */
async function heldByUs(work: () => Promise<void>, { log }: Deps, { step }: Claim): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError && error.code === "lease_lost")) throw error;
    log("step_lost", { step_id: step.id, step: step.name });
  }
}

interface End {
  status: "done" | "skipped" | "waiting" | "failed";
  output: Json;
  why?: string;
  lookAgainIn?: number;
  error?: { code: string; detail: string; suggestion: string };
  retry?: boolean;
}

async function runStep(
  deps: Deps,
  queue: StepQueue,
  find: StepFinder,
  claim: Claim,
): Promise<void> {
  const started = performance.now();
  const end = await ended(deps, queue, find, claim);
  const { status, output, why, lookAgainIn = 1, error, retry = false } = end;
  deps.log("step", {
    operation_id: claim.operation.id,
    tenant: claim.tenant.slug,
    kind: claim.operation.kind,
    step: claim.step.name,
    action: claim.step.action,
    attempt: claim.step.attempts,
    status,
    error,
    ms: Math.round(performance.now() - started),
  });
  if (status === "failed") await queue.fail(claim, error!, retry);
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
  const what = claim.step.name;
  using _alive = heartbeat(() => queue.extend(claim), { leaseSeconds, log: deps.log, what });
  try {
    const step = find(claim.operation.kind, claim.step.name);
    const { tenant, operation, outputs } = claim;
    const { output: before, started_at, action } = claim.step;
    const startedAt = started_at === null ? deps.now() : new Date(started_at);
    const work: Work = { deps, tenant, operation, outputs, before, startedAt };
    return action === "apply" ? await done(step, work) : await undone(step, work);
  } catch (error) {
    return failed(deps, error);
  }
}

async function done(step: Step, work: Work): Promise<End> {
  const seen = await step.observe(work);
  if (seen.is === "there") return { status: "done", output: seen.output ?? {} };
  if (seen.is === "skipped") return { status: "skipped", output: {}, why: seen.why };
  if (seen.is === "under_way") return { status: "waiting", output: {}, ...seen };
  const { output = {}, lookAgainIn } = await step.apply(work) ?? {};
  return { status: lookAgainIn === undefined ? "done" : "waiting", output, lookAgainIn };
}

async function undone(step: Step, work: Work): Promise<End> {
  if (!step.compensate) return { status: "skipped", output: {}, why: "Nothing to undo." };
  await step.compensate(work);
  return { status: "done", output: {} };
}

function failed(deps: Deps, error: unknown): End {
  const known = toldError(deps, error);
  return { status: "failed", output: {}, error: known, retry: !lasting.has(known.code) };
}

/** What is told of an error; all of one that nobody foresaw goes to the log. */
export function toldError({ log }: Pick<Deps, "log">, error: unknown) {
  if (!(error instanceof AppError)) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    log("error", { message, stack });
  }
  const told = knownIfLost(error);
  const known = told instanceof AppError
    ? told
    : new AppError("internal", "Cannot finish the step: something unexpected went wrong.");
  const { code, detail, suggestion } = known;
  return { code, detail, suggestion };
}
