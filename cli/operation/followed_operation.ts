import { operationEvents } from "../../client/operation_events.ts";
import { answered, type Api } from "../../client/client.ts";
import type { components } from "../../client/schema.ts";
import { Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";
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
  await tellSteps(before, seconds, frame);
  const operation = await operationOf(api, id);
  if (ends.includes(operation.status)) return operation;
  throw new Failure(
    `Cannot say how operation ${id} ends: it is ${operation.status} after ${seconds} s.`,
    `Go on with: ${frame.line("operation", "logs", "-f", id)}`,
  );
}

/** An operation with its steps. @throws {Refused | Unreachable} */
export async function operationOf(api: Api, id: string): Promise<Operation> {
  return await answered(api.GET("/operations/{id}", { params: { path: { id } } }));
}

/** Says who has to agree, to what, and by which command. */
export async function tellApproval(operation: Operation, frame: Frame): Promise<void> {
  const { id, approval } = operation;
  frame.tell(`Operation ${id} waits for a second person until ${approval!.expires_at}, who runs:`);
  frame.tell(`  ${await frame.lineForAnother("operation", "approve", id)}`);
  for (const line of targetLines(operation)) frame.tell(line);
}

async function tellSteps({ id, steps }: Operation, seconds: number, frame: Frame): Promise<void> {
  const access = await frame.access();
  const started = performance.now();
  const signal = AbortSignal.timeout(seconds * 1000);
  const total = steps.filter(({ action }) => action === "apply").length;
  let done = 0;
  for await (const event of operationEvents(access, id, { signal })) {
    if (event.action === "apply" && ["succeeded", "skipped"].includes(event.status)) done += 1;
    const line = toldStep(event, { done, total, ms: performance.now() - started });
    if (line !== undefined) frame.tell(line);
  }
}
