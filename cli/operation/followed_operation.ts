import { type OperationEvent, operationEvents } from "../../client/operation_events.ts";
import { answered, type Api } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { exits, Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";
import { momentText } from "../moment.ts";
import { onInterruption } from "../runs/interruption.ts";
import { targetLines } from "./target_lines.ts";
import { toldStep } from "./told_event.ts";

type Operation = components["schemas"]["Operation"];

const ends = ["succeeded", "failed", "cancelled"];

/**
 * Tells on standard error what happens to an operation until it has ended.
 * @returns the operation as it ended
 * @throws {Failure} when the time is over
 * @throws {NoAccess | Refused | Unreachable}
 */
export async function followedOperation(
  id: string,
  seconds: number,
  frame: Frame,
): Promise<Operation> {
  const api = await frame.api();
  const before = await operationOf(api, id);
  if (before.status === "waiting_approval") await tellApproval(before, frame);
  const interruption = new AbortController();
  const asBefore = onInterruption(() => interruption.abort());
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    await tellSteps(before, AbortSignal.any([limit, interruption.signal]), frame);
  } finally {
    asBefore();
  }
  const operation = await operationOf(api, id);
  if (ends.includes(operation.status)) return operation;
  const next = `Go on with: ${frame.line("operation", "logs", "-f", id)}`;
  throw interruption.signal.aborted
    ? new Failure(`The operation goes on: it is ${operation.status}.`, next, exits.interrupted)
    : new Failure(
      `Cannot say how operation ${id} ends: it is ${operation.status} after ${seconds} s.`,
      next,
    );
}

/** An operation with its steps. @throws {Refused | Unreachable} */
export async function operationOf(api: Api, id: string): Promise<Operation> {
  return await answered(api.GET("/operations/{id}", { params: { path: { id } } }));
}

/** Says who has to agree, to what, and by which command. */
export async function tellApproval(operation: Operation, frame: Frame): Promise<void> {
  const { id, approval } = operation;
  const until = momentText(approval!.expires_at);
  frame.tell(`Operation ${id} waits for a second person until ${until}, who runs:`);
  frame.tell(`  ${await frame.lineForAnother("operation", "approve", id)}`);
  for (const line of targetLines(operation)) frame.tell(line);
}

async function tellSteps(
  { id, steps }: Operation,
  signal: AbortSignal,
  frame: Frame,
): Promise<void> {
  const access = await frame.access();
  const started = performance.now();
  const total = steps.filter(({ action }) => action === "apply").length;
  let done = 0;
  let shown = frame.waiting("the first step");
  try {
    for await (const event of operationEvents(access, id, { signal })) {
      if (event.action === "apply" && ["succeeded", "skipped"].includes(event.status)) done += 1;
      const line = toldStep(event, { done, total, ms: performance.now() - started });
      shown();
      if (line !== undefined) frame.tell(line);
      shown = frame.waiting(waitedFor(event, done, total));
    }
  } finally {
    shown();
  }
}

function waitedFor({ status, step }: OperationEvent, done: number, total: number): string {
  if (status === "running" && step !== null) return `${step}  ${done + 1} of ${total}`;
  return status === "waiting_approval" ? "a second person" : "the next step";
}
